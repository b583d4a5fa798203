/** A row that was deleted, and perhaps made anew, since it was looked at: what an outbox tells and the row itself does not. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import { columnToken } from '../columns.ts'
import { literal, outboxKey, quote } from './expressions.ts'
import { beginning, ending } from '../layout.ts'

/** The newest delete by somebody else after `:seen` and after our own last insert. */
export function death(view: AdapterView): string[] {
  const outbox = quote(view.outbox!)
  const key = outboxKeyOf(view)
  const scope = outboxScope(view)
  return [
    '(',
    `  SELECT max(d."seq") FROM ${outbox} AS d`,
    ...beginning('WHERE d."key" = ', ending(key, scope === null ? '' : ` AND d.${scope}`)).map((line) => `  ${line}`),
    `    AND d."kind" = 'D' AND d."op" IS NULL AND d."seq" > :seen`,
    '    AND d."seq" > ifnull((',
    `      SELECT max(i."seq") FROM ${outbox} AS i`,
    `      WHERE i."key" = d."key"${scope === null ? '' : ' AND i."scope" = d."scope"'} AND i."kind" = 'I' AND i."op" IS NOT NULL`,
    '    ), 0)',
    ')',
  ]
}

/** When somebody else last wrote a column of the row, as far as the outbox still knows. */
export function writtenAt(view: AdapterView, { column }: ColumnView): string[] {
  const scope = outboxScope(view)
  return [
    '(',
    `  SELECT e."at" FROM ${quote(view.outbox!)} AS e`,
    ...beginning('WHERE e."key" = ', ending(outboxKeyOf(view), scope === null ? '' : ` AND e.${scope}`)).map((line) => `  ${line}`),
    `    AND e."op" IS NULL AND e."columns" IS NOT NULL`,
    `    AND instr(e."columns", ${literal(columnToken(column))}) > 0`,
    '  ORDER BY e."seq" DESC LIMIT 1',
    ')',
  ]
}

function outboxKeyOf(view: AdapterView): string[] {
  return outboxKey(view.key, (column) => (column.wholeNumbers ? `CAST(:${column.param} AS INTEGER)` : `:${column.param}`))
}

/** Where the scope is known only when the runtime starts, an outbox holds every row's and readers choose. */
export function outboxScope(view: AdapterView): string | null {
  const params = view.scope.flatMap(({ param }) => (param === undefined ? [] : [`CAST(:${param} AS TEXT)`]))
  return params.length === 0 ? null : `"scope" = json_array(${params.join(', ')})`
}
