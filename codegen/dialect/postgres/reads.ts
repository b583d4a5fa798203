/** Statements that read rows: those of a batch of keys, all in pages, and what a reconciliation compares. */
import type { AdapterView } from '../../emit/view/adapter.ts'
import type { AdapterSql } from '../dialect.ts'
import { beginning, ending, list, where } from '../layout.ts'
import { Batch } from './batch.ts'
import { death, writtenAt } from './death.ts'
import { digests } from './digest.ts'
import { bytes } from './expressions.ts'
import { belongs } from './filter.ts'
import { quote, ref, tableName } from './names.ts'
import {
  from,
  hasKey,
  hasNoKey,
  inScope,
  isAfter,
  isNumbered,
  isOurs,
  isRow,
  keyOrder,
  matched,
  idType,
  ownId,
  selected,
  selection,
  surrogates,
} from './rows.ts'

type Reads = Pick<
  AdapterSql,
  | 'look'
  | 'byId'
  | 'unreferenced'
  | 'lookups'
  | 'firstPage'
  | 'nextPage'
  | 'count'
  | 'digests'
  | 'bucketRows'
  | 'digestRows'
  | 'storedDigests'
  | 'storedRows'
>

const limit = 'LIMIT :limit::bigint'

export function reads(view: AdapterView): Reads {
  return {
    look: look(view),
    firstPage: [...selection(view), ...where(isOurs(view)), ...keyOrder(view), limit],
    nextPage: [
      ...selection(view),
      ...where([...hasKey(view), isAfter(view), ...inScope(view), ...belongs(view.filter)]),
      ...keyOrder(view),
      limit,
    ],
    ...unreferenced(view),
    ...byId(view),
    lookups: lookups(view),
    count: [`SELECT count(*) AS "rows" ${from(view)}`, ...where(isOurs(view))],
    ...digests(view),
    digestRows: [...selection(view), ...where(isOurs(view))],
  }
}

function look(view: AdapterView): string[] {
  const w = new Batch()
  const there = `(${ref('t', view.key[0]!.column)} IS NOT NULL)::int AS thalweg_there`
  const ended = view.outbox === null ? 'NULL AS thalweg_death' : ending(death(view, w), ' AS thalweg_death')
  const outside = view.filter.length === 0 ? [] : [`((${belongs(view.filter).join(' AND ')}) IS NOT TRUE)::int AS thalweg_outside`]
  const times = view.timed.map((column) => ending(writtenAt(view, column, w), ` AS thalweg_time_${column.param}`))
  const on = isRow(view, w)
  return [
    'SELECT',
    ...list([w.n, there, ...view.fields.map((column) => selected(column)), ...ownId(view), ended, ...outside, ...times]),
    ...joining('FROM ', w, surrogates(view, w)),
    `LEFT JOIN ${tableName(view.binding.name)} AS t`,
    ...conditionsOn(on),
  ]
}

/** The batch first: its columns are known only once everything else is. */
export function joining(start: string, w: Batch, joins: readonly string[] = []): string[] {
  return [...beginning(start, w.from()), ...joins]
}

function conditionsOn(conditions: readonly string[]): string[] {
  return conditions.map((condition, i) => (i === 0 ? `  ON ${condition}` : `  AND ${condition}`))
}

function byId(view: AdapterView): Pick<AdapterSql, 'byId'> {
  if (view.identity === null) return {}
  const w = new Batch()
  const on = isNumbered(view, w)
  return {
    byId: [
      'SELECT',
      ...list([w.n, ...view.key.map((column) => selected(column))]),
      ...joining('FROM ', w),
      `JOIN ${tableName(view.binding.name)} AS t`,
      ...conditionsOn(on),
      ...where([...inScope(view), ...belongs(view.filter)]),
    ],
  }
}

/** The ids that stand for natural values. */
function lookups(view: AdapterView): AdapterSql['lookups'] {
  return [...view.key, ...view.fields].flatMap((column) => {
    const { lookup, field } = column
    if (lookup === undefined) return []
    const w = new Batch()
    const match = `l.${quote(lookup.match)}`
    const on = [`${match} = ${matched(column, w.text('value'))}`, `${bytes(`${match}::text`)} = ${w.text('value')}`]
    const sql = [
      `SELECT ${w.n}, l.${quote(lookup.id)}::text`,
      ...joining('FROM ', w),
      `JOIN ${tableName(lookup.table)} AS l`,
      ...conditionsOn(on),
    ]
    return [{ field, sql }]
  })
}

/** Rows without a reference, where the system has a column for one. */
function unreferenced(view: AdapterView): Pick<AdapterSql, 'unreferenced'> {
  if (view.identity?.keepsOurs !== true) return {}
  const [id, after] = [ref('t', view.identity.ownId), `:after_id::${idType(view.identity)}`]
  return {
    unreferenced: [
      'SELECT',
      ...list([...view.fields.map((column) => selected(column)), ...ownId(view)]),
      from(view),
      ...where([...hasNoKey(view), `(${after} IS NULL OR ${id} > ${after})`, ...inScope(view), ...belongs(view.filter)]),
      `ORDER BY ${id}`,
      limit,
    ],
  }
}
