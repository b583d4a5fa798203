/** Which rows of a table are a flow's, and what of them it reads. */
import type { AdapterView, ColumnView, ScopeView } from '../../emit/view/adapter.ts'
import { binary, compared, idFor, isPlain, literal, natural, quote, ref } from './expressions.ts'
import { belongs } from './filter.ts'
import type { Part } from '../layout.ts'
import { among, ending, list, order, where } from '../layout.ts'

export function from(view: AdapterView): string {
  return `FROM ${quote(view.binding.name)} AS t`
}

/** Key and fields, in the order and by the names of the adapter. */
export function selection(view: AdapterView): string[] {
  return ['SELECT', ...list([...[...view.key, ...view.fields].map(selected), ...ownId(view)]), from(view)]
}

/** The system's own id of a row, behind what the record holds. */
export function ownId({ identity }: AdapterView): string[] {
  return identity === null ? [] : [`${ref('t', identity.ownId)} AS thalweg_id`]
}

/** The row of one own id. */
export function isNumbered({ ownId: column }: NonNullable<AdapterView['identity']>): string {
  return `${ref('t', column)} = :own_id`
}

/** Not another row than the one whose own id is known. */
export function isSameRow({ identity }: AdapterView): string[] {
  return identity === null ? [] : [`(:own_id IS NULL OR ${isNumbered(identity)})`]
}

export function selected(column: ColumnView): Part {
  const read = natural(column, 't')
  if (isPlain(column) && column.column === column.field) return read
  const as = ` AS ${quote(column.field)}`
  return typeof read === 'string' ? `${read}${as}` : ending(read, as)
}

/** The row of one key. A column's own collation finds it by its index; bytes decide. */
export function isRow(view: AdapterView): Part[] {
  const key = view.key.flatMap((column): Part[] => {
    if (column.lookup !== undefined) return [`${ref('t', column.column)} = ${idFor(column, column.param)}`]
    if (!isPlain(column)) return [ending([natural(column, 't')].flat(), ` = ${compared(column, column.param)}`)]
    const equal = `${ref('t', column.column)} = ${compared(column, column.param)}`
    return collated(column) ? [equal, `${bytes(column)} = ${compared(column, column.param)}`] : [equal]
  })
  return [...key, ...inScope(view)]
}

/** May the column's own collation take different keys for equal. Dates are spelled in more ways than one, so that bytes would tell more of them than there are. */
function collated(column: ColumnView): boolean {
  const at = ref('t', column.column)
  return isPlain(column) && binary(column, at) !== at && column.type.kind !== 'date' && column.type.kind !== 'datetime'
}

function bytes(column: ColumnView): string {
  return binary(column, ref('t', column.column))
}

/** Where the column is one for the keys of others, a blank is none. */
export function hasKey({ key, identity }: AdapterView): string[] {
  const blank = identity?.keepsOurs === true ? key.map((column) => `${ref('t', column.column)} <> ''`) : []
  return [...key.map((column) => `${ref('t', column.column)} IS NOT NULL`), ...blank]
}

/** The reverse, of a key that is one column. */
export function hasNoKey({ key }: AdapterView): string[] {
  const [column] = key.map((each) => ref('t', each.column))
  return column === undefined ? [] : [`(${column} IS NULL OR ${column} = '')`]
}

/** Rows of this record that the flow carries: those with a key, in the scope, that its filter lets in. */
export function isOurs(view: AdapterView, late: Late = bound): string[] {
  return where([...hasKey(view), ...inScope(view, late), ...belongs(view.filter)])
}

export function inScope(view: AdapterView, late: Late = bound): string[] {
  return view.scope.map((each) => scoped(each, 't', each.param === undefined ? literal(each.value) : late(each)))
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

function scoped({ column, ...rest }: ScopeView, row: string, value: string): string {
  const is = rest.param === undefined && rest.deleted === true ? 'IS NOT' : 'IS'
  return `${ref(row, column)} COLLATE BINARY ${is} ${value}`
}

/** The row of one key that is marked as deleted. */
export function isMarked(view: AdapterView): Part[] {
  const marked = view.scope.map((each) =>
    each.param === undefined && each.deleted === true ? { column: each.column, value: each.value } : each,
  )
  return isRow({ ...view, scope: marked })
}

/** Rows of this record, those that are marked as deleted among them: of these, too, it is told that they changed. */
export function inWholeScope(view: AdapterView): string[] {
  return inScope({ ...view, scope: view.scope.filter((each) => each.param !== undefined || each.deleted !== true) })
}

/** In the system's own order, so that an index serves it; keys that its collation takes for equal go by their bytes, so that a page may end between them. */
export function keyOrder(view: AdapterView): string[] {
  return order(orderedBy(view))
}

export function orderedBy({ key }: AdapterView): Part[] {
  return [...key.map((column) => natural(column, 't')), ...key.filter(collated).map(bytes)]
}

/** Rows that stand in that order behind a key: one comparison, place by place. */
export function isAfter(view: AdapterView): Part {
  const after = (column: ColumnView): string => compared(column, `after_${view.key.indexOf(column)}`)
  const [columns, params] = [orderedBy(view), [...view.key, ...view.key.filter(collated)].map(after)]
  return columns.length === 1 ? ending([columns[0]!].flat(), ` > ${params[0]!}`) : among('(', columns, ',', `) > (${params.join(', ')})`)
}

/** In a trigger on update: is the column another than before. */
export function moved(column: string): string {
  return `${ref('OLD', column)} COLLATE BINARY IS NOT ${ref('NEW', column)}`
}
