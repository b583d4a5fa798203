/** A row that was deleted, and perhaps made anew, since it was looked at: what an outbox tells and the row itself does not. */
import type { AdapterView, ColumnView } from '../../emit/view/adapter.ts'
import { columnToken } from '../columns.ts'
import type { Batch } from './batch.ts'
import { outboxKey } from './expressions.ts'
import { literal, ownQuoted } from './names.ts'

/** The newest delete by somebody else after `seen` and after our own last insert. */
export function death(view: AdapterView, w: Batch): string[] {
  const outbox = ownQuoted(view.outbox!)
  return [
    '(',
    `  SELECT max(d."seq") FROM ${outbox} AS d`,
    `  WHERE ${ofKey(view, 'd', w)}`,
    `    AND d."kind" = 'D' AND d."op" IS NULL AND d."seq" > ${w.whole('seen')}`,
    '    AND d."seq" > coalesce((',
    `      SELECT max(i."seq") FROM ${outbox} AS i`,
    `      WHERE ${ofKey(view, 'i', w)} AND i."kind" = 'I' AND i."op" IS NOT NULL`,
    '    ), 0)',
    ')',
  ]
}

/** When somebody else last wrote a column of the row, as far as the outbox still knows. */
export function writtenAt(view: AdapterView, { column }: ColumnView, w: Batch): string[] {
  return [
    '(',
    `  SELECT e."at" FROM ${ownQuoted(view.outbox!)} AS e`,
    `  WHERE ${ofKey(view, 'e', w)} AND e."op" IS NULL AND e."columns" IS NOT NULL`,
    `    AND strpos(e."columns", ${literal(columnToken(column))}) > 0`,
    '  ORDER BY e."seq" DESC LIMIT 1',
    ')',
  ]
}

function ofKey(view: AdapterView, row: string, w: Batch): string {
  const key = outboxKey(view.key, ({ param }) => w.text(param))
  const scope = outboxScope(view, row)
  return `${row}."key" = ${key}${scope === null ? '' : ` AND ${scope}`}`
}

/** Where the scope is known only when the runtime starts, an outbox holds every row's and readers choose. */
export function outboxScope(view: AdapterView, row: string): string | null {
  const params = view.scope.flatMap(({ param }) => (param === undefined ? [] : [`:${param}::text`]))
  return params.length === 0 ? null : `${row}."scope" = json_build_array(${params.join(', ')})::text`
}
