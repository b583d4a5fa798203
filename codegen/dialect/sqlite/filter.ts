/** Which rows a flow carries (`where`), at the system whose values say it. */
import type { ColumnView, FilterView } from '../../emit/view/adapter.ts'
import { binary, isPlain, literal, naturalText } from './expressions.ts'

/** One condition each; true or not true, where a value is absent as well. */
export function belongs(filter: readonly FilterView[]): string[] {
  return filter.map((each) => {
    const { column } = each
    if (each.kind === 'range') {
      const { of, is } = inOrder(column)
      return joined(' AND ', [
        ...(each.from === undefined ? [] : [`${of} >= ${is(each.from)}`]),
        ...(each.until === undefined ? [] : [`${of} < ${is(each.until)}`]),
        // What stands for null is no number or time, and lies between none.
        ...(column.whenNull === undefined ? [] : [`${stored(column)} IS NOT ${literal(column.whenNull)}`]),
      ])
    }
    const { of, is } = alike(column)
    const [how, between] = each.kind === 'in' ? ['IS', ' OR '] : ['IS NOT', ' AND ']
    return joined(
      between,
      each.values.map((value) => (value === null ? `${stored(column)} ${how} NULL` : `${of} ${how} ${is(value)}`)),
    )
  })
}

type Value = string | number | boolean

/** The column, and a value to hold against it. */
interface Comparison {
  readonly of: string
  readonly is: (value: Value) => string
}

/** Up to so many digits, two decimals are the same number where they are the same decimal. */
const digitsOfNumbers = 15

/** Is it the value, however it is spelled: a decimal with fewer digits, a time of another zone. */
function alike(column: ColumnView): Comparison {
  const { type, values } = column
  if (values !== undefined) return asStored(column)
  if (isTime(column) || (type.kind === 'decimal' && type.precision <= digitsOfNumbers)) return inOrder(column)
  return asStored(column)
}

/** Numbers by their size and times by their moment (to the millisecond), also where a column holds them as text; text by its bytes. */
function inOrder(column: ColumnView): Comparison {
  const text = naturalText(column, 't')
  if (isTime(column)) return { of: `julianday(${text})`, is: (value) => `julianday(${literal(value)})` }
  if (['decimal', 'int', 'number'].includes(column.type.kind))
    return { of: `CAST(${text} AS NUMERIC)`, is: (value) => String(Number(value)) }
  return asStored(column)
}

function isTime({ type }: ColumnView): boolean {
  return type.kind === 'date' || type.kind === 'datetime'
}

function asStored(column: ColumnView): Comparison {
  return { of: stored(column), is: literal }
}

function stored(column: ColumnView): string {
  const text = naturalText(column, 't')
  return binary(column, isPlain(column) ? text : `(${text})`)
}

function joined(how: string, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `(${parts.join(how)})`
}
