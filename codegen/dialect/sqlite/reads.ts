/** Statements that read rows: one by its key, all in pages, and what a reconciliation compares. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { AdapterSql } from '../dialect.ts'
import { death, writtenAt } from './death.ts'
import { compared, natural } from './expressions.ts'
import { belongs } from './filter.ts'
import { ending, list, where } from './layout.ts'
import { from, hasKey, inScope, isOurs, isRow, keyOrder, selected, selection } from './rows.ts'

type Reads = Pick<AdapterSql, 'look' | 'death' | 'firstPage' | 'nextPage' | 'count' | 'digests' | 'bucketRows'>

export function reads(view: AdapterView): Reads {
  const keys = view.key.map((column) => natural(column, 't')).join(', ')
  const outside = view.filter.length === 0 ? [] : [`NOT ifnull(${belongs(view.filter).join(' AND ')}, 0) AS thalweg_outside`]
  const times = view.timed.map((column) => ending(writtenAt(view, column), ` AS thalweg_time_${column.param}`))
  const ended = view.outbox === null ? 'NULL AS thalweg_death' : ending(death(view), ' AS thalweg_death')
  return {
    look: ['SELECT', ...list([...view.fields.map(selected), ended, ...outside, ...times]), from(view), ...where(isRow(view))],
    ...(view.outbox === null ? {} : { death: ['SELECT', ...list([ended])] }),
    firstPage: [...selection(view), ...isOurs(view), keyOrder(view), 'LIMIT :limit'],
    nextPage: [
      ...selection(view),
      ...where([...hasKey(view), after(view), ...inScope(view), ...belongs(view.filter)]),
      keyOrder(view),
      'LIMIT :limit',
    ],
    count: [`SELECT count(*) AS "rows" ${from(view)}`, ...isOurs(view)],
    digests: [
      `SELECT thalweg_bucket(:buckets, ${keys}) AS "bucket",`,
      '  count(*) AS "rows",',
      '  sum(thalweg_digest(',
      ...list([...view.key, ...view.fields].map((column) => natural(column, 't'))).map((line) => `  ${line}`),
      '  )) AS "digest"',
      from(view),
      ...isOurs(view),
      'GROUP BY 1',
    ],
    bucketRows: [
      ...selection(view),
      ...where([
        ...hasKey(view),
        `thalweg_bucket(:buckets, ${keys}) IN (SELECT value FROM json_each(:wanted))`,
        ...inScope(view),
        ...belongs(view.filter),
      ]),
    ],
  }
}

function after(view: AdapterView): string {
  const columns = view.key.map((column) => natural(column, 't'))
  const params = view.key.map((column, i) => compared(column, `after_${i}`))
  return columns.length === 1 ? `${columns[0]!} > ${params[0]!}` : `(${columns.join(', ')}) > (${params.join(', ')})`
}
