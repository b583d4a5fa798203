/** Which rows a flow carries (`where`), at the system whose values say it. */
import type { ColumnView, FilterView } from '../../emit/view/adapter.ts'
import { bytes, isText, naturalText, sqlTypeOf } from './expressions.ts'
import { literal, ref } from './names.ts'

/** One condition each; true or not true, where a value is absent as well. */
export function belongs(filter: readonly FilterView[]): string[] {
  return filter.map((each) => {
    const { column } = each
    if (each.kind === 'range') {
      const { of, is } = compared(column)
      return together(' AND ', [
        ...(each.from === undefined ? [] : [`${of} >= ${is(each.from)}`]),
        ...(each.until === undefined ? [] : [`${of} < ${is(each.until)}`]),
        // What stands for null is no number or time, and lies between none.
        ...(column.whenNull === undefined ? [] : [`${naturalText(column, 't')} IS DISTINCT FROM ${literal(String(column.whenNull))}`]),
      ])
    }
    const parts = each.values.map((value) => alike(column, value))
    return each.kind === 'in'
      ? together(' OR ', parts)
      : together(
          ' AND ',
          parts.map((part) => `(${part}) IS NOT TRUE`),
        )
  })
}

type Value = string | number | boolean

/** Is it the value, however it is spelled: a decimal with fewer digits, a time of another precision. */
function alike(column: ColumnView, value: Value | null): string {
  if (value === null) return `${column.lookup === undefined ? ref('t', column.column) : naturalText(column, 't')} IS NULL`
  const { of, is } = compared(column)
  return `${of} = ${is(value)}`
}

/** Numbers by their size, times by their moment, text by its bytes. */
function compared(column: ColumnView): { readonly of: string; readonly is: (value: Value) => string } {
  const type = sqlTypeOf(column)
  if (column.lookup !== undefined || isText(column) || column.codec !== undefined || type.startsWith('json') || type.endsWith('[]'))
    return { of: bytes(naturalText(column, 't')), is: (value) => literal(String(value)) }
  const of = ref('t', column.column)
  return { of, is: (value) => (typeof value === 'string' ? `${literal(value)}::${type}` : literal(value)) }
}

function together(how: string, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `(${parts.join(how)})`
}
