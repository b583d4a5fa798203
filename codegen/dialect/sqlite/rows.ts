/** Which rows of a table are a flow's, and what of them it reads. */
import type { AdapterView, ColumnView, ScopeView } from '../../emit/view/adapter.ts'
import { binary, compared, idFor, isPlain, literal, natural, quote, ref } from './expressions.ts'
import { belongs } from './filter.ts'
import { list, where } from './layout.ts'

export function from(view: AdapterView): string {
  return `FROM ${quote(view.binding.name)} AS t`
}

/** Key and fields, in the order and by the names of the adapter. */
export function selection(view: AdapterView): string[] {
  return ['SELECT', ...list([...view.key, ...view.fields].map(selected)), from(view)]
}

export function selected(column: ColumnView): string {
  const expression = natural(column, 't')
  return isPlain(column) && column.column === column.field ? expression : `${expression} AS ${quote(column.field)}`
}

/** The row of one key. A column's own collation finds it by its index; bytes decide. */
export function isRow(view: AdapterView): string[] {
  const key = view.key.flatMap((column) => {
    if (column.lookup !== undefined) return [`${ref('t', column.column)} = ${idFor(column, column.param)}`]
    if (!isPlain(column)) return [`${natural(column, 't')} = ${compared(column, column.param)}`]
    const at = ref('t', column.column)
    const equal = `${at} = ${compared(column, column.param)}`
    const bytes = binary(column, at)
    return bytes === at || column.type.kind === 'date' || column.type.kind === 'datetime'
      ? [equal]
      : [equal, `${bytes} = ${compared(column, column.param)}`]
  })
  return [...key, ...inScope(view)]
}

export function hasKey(view: AdapterView): string[] {
  return view.key.map((column) => `${ref('t', column.column)} IS NOT NULL`)
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
export function isMarked(view: AdapterView): string[] {
  const marked = view.scope.map((each) =>
    each.param === undefined && each.deleted === true ? { column: each.column, value: each.value } : each,
  )
  return isRow({ ...view, scope: marked })
}

/** Rows of this record, those that are marked as deleted among them: of these, too, it is told that they changed. */
export function inWholeScope(view: AdapterView): string[] {
  return inScope({ ...view, scope: view.scope.filter((each) => each.param !== undefined || each.deleted !== true) })
}

/** In the system's own order, so that an index serves it. */
export function keyOrder(view: AdapterView): string {
  return `ORDER BY ${view.key.map((column) => natural(column, 't')).join(', ')}`
}

/** In a trigger on update: is the column another than before. */
export function moved(column: string): string {
  return `${ref('OLD', column)} COLLATE BINARY IS NOT ${ref('NEW', column)}`
}
