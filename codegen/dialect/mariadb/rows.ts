/** Which rows of a table are a flow's, and what of them it reads. */
import type { AdapterView, ColumnView, ScopeView } from '../../emit/view/adapter.ts'
import type { Part } from '../layout.ts'
import { ending, joined, list, order } from '../layout.ts'
import type { Batch } from './batch.ts'
import { bytes, isText, natural } from './expressions.ts'
import { belongs } from './filter.ts'
import { literal, quote, ref } from './names.ts'

export function from(view: AdapterView): string {
  return `FROM ${quote(view.binding.name)} AS t`
}

/** Key and fields, in the order and by the names of the adapter. */
export function selection(view: AdapterView): string[] {
  return ['SELECT', ...list([...[...view.key, ...view.fields].map((column) => selected(column)), ...ownId(view)]), from(view)]
}

/** The system's own id of a row, behind what the record holds. */
export function ownId({ identity }: AdapterView): string[] {
  return identity === null ? [] : [`${ref('t', identity.ownId)} AS thalweg_id`]
}

export function selected(column: ColumnView, row = 't'): Part {
  const lines = [natural(column, row)].flat()
  const plain = lines.length === 1 && lines[0] === ref(row, column.column)
  const name = shownAs(column.field)
  return plain && column.column === name ? lines : ending(lines, ` AS ${quote(name)}`)
}

/** The driver refuses columns that are called as what every object has. Results are read by place. */
function shownAs(name: string): string {
  return name in Object.prototype ? `${name}_` : name
}

/** The row of one own id. */
export function isNumbered(view: AdapterView, w: Batch): string[] {
  const { identity, binding } = view
  return identity === null ? [] : [`${ref('t', identity.ownId)} = ${w.typed('own_id', binding.name, identity.ownId)}`]
}

/** Not another row than the one whose own id is known. */
export function isSameRow(view: AdapterView, w: Batch): string[] {
  return isNumbered(view, w).map((is) => `(${w.text('own_id')} IS NULL OR ${is})`)
}

/** The row that has a key of the batch: an index finds it, by the column's own collation; bytes decide. */
export function isRow(view: AdapterView, w: Batch, row = 't'): string[] {
  return [...view.key.flatMap((column) => hasKeyOf(view, column, w, row)), ...inScope(view, bound, row)]
}

function hasKeyOf({ binding }: AdapterView, column: ColumnView, w: Batch, row: string): string[] {
  const at = ref(row, column.column)
  if (column.lookup !== undefined) return [`${at} = ${surrogate(column)}.${quote(column.lookup.id)}`]
  const equal = `${at} = ${w.typed(column.param, binding.name, column.column)}`
  return isText(column) ? [equal, `${bytes(at)} = ${w.text(column.param)}`] : [equal]
}

/** Rows of the tables that keys of the batch are looked up in, so that an index finds the row of each: joins behind the batch. */
export function surrogates({ key }: AdapterView, w: Batch): string[] {
  return key.flatMap((column) => {
    const { lookup } = column
    if (lookup === undefined) return []
    const at = `${surrogate(column)}.${quote(lookup.match)}`
    return [
      `LEFT JOIN ${quote(lookup.table)} AS ${surrogate(column)}`,
      `  ON ${at} = ${w.typed(column.param, lookup.table, lookup.match)}`,
      `  AND ${bytes(at)} = ${w.text(column.param)}`,
    ]
  })
}

/** The alias of the row that a key is looked up by. */
export function surrogate({ param }: ColumnView): string {
  return `l_${param}`
}

/** Where the column is one for the keys of others, a blank is none. */
export function hasKey({ key, identity }: AdapterView): string[] {
  const blank = identity?.keepsOurs === true ? key.map((column) => `${bytes(ref('t', column.column))} <> ''`) : []
  return [...key.map((column) => `${ref('t', column.column)} IS NOT NULL`), ...blank]
}

/** The reverse, of a key that is one column. */
export function hasNoKey({ key }: AdapterView): string[] {
  const [column] = key.map((each) => ref('t', each.column))
  return column === undefined ? [] : [`(${column} IS NULL OR ${bytes(column)} = '')`]
}

/** Rows of this record that the flow carries: those with a key, in the scope, that its filter lets in. */
export function isOurs(view: AdapterView, late: Late = bound): Part[] {
  return [...hasKey(view), ...inScope(view, late), ...belongs(view.filter)]
}

export function inScope(view: AdapterView, late: Late = bound, row = 't'): string[] {
  return view.scope.map((each) => scoped(each, row, each.param === undefined ? literal(each.value) : late(each)))
}

/** What stands where the environment's value goes. */
type Late = (scope: Extract<ScopeView, { readonly param: string }>) => string

function bound({ param }: { readonly param: string }): string {
  return `:${param}`
}

/** The scope as triggers know it: without what only the environment says. */
export function inFixedScope(view: AdapterView, row: 'OLD' | 'NEW'): string[] {
  return view.scope.flatMap((each) => (each.param === undefined ? [scoped(each, row, literal(each.value))] : []))
}

/** A text has to be the same in every byte; that it is equal at all lets an index serve. */
function scoped({ column, ...rest }: ScopeView, row: string, value: string): string {
  const at = ref(row, column)
  const isNumber = rest.param === undefined && typeof rest.value !== 'string'
  const same = isNumber ? `${at} <=> ${value}` : `${bytes(at)} <=> ${value}`
  if (rest.param === undefined && rest.deleted === true) return `NOT (${same})`
  return isNumber ? same : `${at} = ${value} AND ${same}`
}

/** The row of one key that is marked as deleted. */
export function marked(view: AdapterView): AdapterView {
  return {
    ...view,
    scope: view.scope.map((each) =>
      each.param === undefined && each.deleted === true ? { column: each.column, value: each.value } : each,
    ),
  }
}

/** Rows of this record, those that are marked as deleted among them: of these, too, it is told that they changed. */
export function inWholeScope(view: AdapterView): string[] {
  return inScope({ ...view, scope: view.scope.filter((each) => each.param !== undefined || each.deleted !== true) })
}

/**
 * In the column's own order, so that an index serves it. Two keys that its collation takes for equal cannot both be there: the unique index that a key
 * must have goes by the same collation.
 */
export function keyOrder(view: AdapterView): string[] {
  return order(orderedBy(view))
}

export function orderedBy({ key }: AdapterView): Part[] {
  return key.map((column) => natural(column, 't'))
}

/** Rows that stand in that order behind a key. Place by place: of a comparison of whole rows no index knows. */
export function isAfter({ key }: AdapterView): string {
  const places = key.map((column, i) => ({ at: joined([natural(column, 't')].flat()), after: `:after_${i}` }))
  const behind = places.map(({ at, after }, i) =>
    [...places.slice(0, i).map((before) => `${before.at} = ${before.after}`), `${at} > ${after}`].join(' AND '),
  )
  return behind.length === 1 ? behind[0]! : `(${behind.map((each) => `(${each})`).join(' OR ')})`
}

/** In a trigger on update: is the column another than before. */
export function moved(column: string): string {
  return `NOT (${bytes(ref('OLD', column))} <=> ${bytes(ref('NEW', column))})`
}
