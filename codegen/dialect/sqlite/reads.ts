/** Statements that read rows: one by its key, all in pages, and what a reconciliation compares. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { AdapterSql } from '../dialect.ts'
import { death, writtenAt } from './death.ts'
import { natural, ref } from './expressions.ts'
import { belongs } from './filter.ts'
import { among, ending, list, where } from '../layout.ts'
import { from, hasKey, hasNoKey, inScope, isAfter, isNumbered, isOurs, isRow, keyOrder, ownId, selected, selection } from './rows.ts'

type Reads = Pick<AdapterSql, 'look' | 'death' | 'byId' | 'unreferenced' | 'firstPage' | 'nextPage' | 'count' | 'digests' | 'bucketRows'>

export function reads(view: AdapterView): Reads {
  const bucket = among('thalweg_bucket(', [':buckets', ...view.key.map((column) => natural(column, 't'))], ',', ')')
  const outside = view.filter.length === 0 ? [] : [among('NOT ifnull(', belongs(view.filter), ' AND', ', 0) AS thalweg_outside')]
  const times = view.timed.map((column) => ending(writtenAt(view, column), ` AS thalweg_time_${column.param}`))
  const ended = view.outbox === null ? 'NULL AS thalweg_death' : ending(death(view), ' AS thalweg_death')
  const selecting = selection(view)
  const ours = isOurs(view)
  return {
    look: [
      'SELECT',
      ...list([...view.fields.map(selected), ...ownId(view), ended, ...outside, ...times]),
      from(view),
      ...where(isRow(view)),
    ],
    ...(view.outbox === null ? {} : { death: ['SELECT', ...list([ended])] }),
    firstPage: [...selecting, ...ours, ...keyOrder(view), 'LIMIT :limit'],
    nextPage: [
      ...selecting,
      ...where([...hasKey(view), isAfter(view), ...inScope(view), ...belongs(view.filter)]),
      ...keyOrder(view),
      'LIMIT :limit',
    ],
    ...unreferenced(view),
    ...(view.identity === null
      ? {}
      : {
          byId: [
            'SELECT',
            ...list(view.key.map(selected)),
            from(view),
            ...where([isNumbered(view.identity), ...inScope(view), ...belongs(view.filter)]),
          ],
        }),
    count: [`SELECT count(*) AS "rows" ${from(view)}`, ...ours],
    digests: [
      'SELECT',
      ...ending(bucket, ' AS "bucket",').map((line) => `  ${line}`),
      '  thalweg_digest(',
      ...list([...view.key, ...view.fields].map((column) => natural(column, 't'))).map((line) => `  ${line}`),
      '  ) AS "digest"',
      from(view),
      ...ours,
    ],
    bucketRows: [
      ...selecting,
      ...where([...hasKey(view), ending(bucket, ' IN (SELECT value FROM json_each(:wanted))'), ...inScope(view), ...belongs(view.filter)]),
    ],
  }
}

/** Rows without a reference, where the system has a column for one. */
function unreferenced(view: AdapterView): Pick<AdapterSql, 'unreferenced'> {
  if (view.identity?.keepsOurs !== true) return {}
  const id = ref('t', view.identity.ownId)
  return {
    unreferenced: [
      'SELECT',
      ...list([...view.fields.map(selected), ...ownId(view)]),
      from(view),
      ...where([...hasNoKey(view), `(:after_id IS NULL OR ${id} > :after_id)`, ...inScope(view), ...belongs(view.filter)]),
      `ORDER BY ${id}`,
      'LIMIT :limit',
    ],
  }
}
