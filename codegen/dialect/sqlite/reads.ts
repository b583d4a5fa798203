/** Statements that read rows: one by its key, all in pages, and what a reconciliation compares. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { AdapterSql } from '../dialect.ts'
import { death, writtenAt } from './death.ts'
import { natural } from './expressions.ts'
import { belongs } from './filter.ts'
import { among, ending, list, where } from './layout.ts'
import { from, hasKey, inScope, isAfter, isOurs, isRow, keyOrder, selected, selection } from './rows.ts'

type Reads = Pick<AdapterSql, 'look' | 'death' | 'firstPage' | 'nextPage' | 'count' | 'digests' | 'bucketRows'>

export function reads(view: AdapterView): Reads {
  const bucket = among('thalweg_bucket(', [':buckets', ...view.key.map((column) => natural(column, 't'))], ',', ')')
  const outside = view.filter.length === 0 ? [] : [among('NOT ifnull(', belongs(view.filter), ' AND', ', 0) AS thalweg_outside')]
  const times = view.timed.map((column) => ending(writtenAt(view, column), ` AS thalweg_time_${column.param}`))
  const ended = view.outbox === null ? 'NULL AS thalweg_death' : ending(death(view), ' AS thalweg_death')
  return {
    look: ['SELECT', ...list([...view.fields.map(selected), ended, ...outside, ...times]), from(view), ...where(isRow(view))],
    ...(view.outbox === null ? {} : { death: ['SELECT', ...list([ended])] }),
    firstPage: [...selection(view), ...isOurs(view), ...keyOrder(view), 'LIMIT :limit'],
    nextPage: [
      ...selection(view),
      ...where([...hasKey(view), isAfter(view), ...inScope(view), ...belongs(view.filter)]),
      ...keyOrder(view),
      'LIMIT :limit',
    ],
    count: [`SELECT count(*) AS "rows" ${from(view)}`, ...isOurs(view)],
    digests: [
      'SELECT',
      ...ending(bucket, ' AS "bucket",').map((line) => `  ${line}`),
      '  thalweg_digest(',
      ...list([...view.key, ...view.fields].map((column) => natural(column, 't'))).map((line) => `  ${line}`),
      '  ) AS "digest"',
      from(view),
      ...isOurs(view),
    ],
    bucketRows: [
      ...selection(view),
      ...where([...hasKey(view), ending(bucket, ' IN (SELECT value FROM json_each(:wanted))'), ...inScope(view), ...belongs(view.filter)]),
    ],
  }
}
