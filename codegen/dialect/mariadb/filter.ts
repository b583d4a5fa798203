/** Which rows a flow carries (`where`), at the system whose values say it. */
import type { ColumnView, FilterView } from '../../emit/view/adapter.ts'
import { bytes, isText, naturalText } from './expressions.ts'
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
        ...(column.whenNull === undefined ? [] : [`NOT (${stored(column)} <=> ${literal(String(column.whenNull))})`]),
      ])
    }
    const parts = each.values.map((value) => alike(column, value))
    return each.kind === 'in'
      ? together(' OR ', parts)
      : together(
          ' AND ',
          parts.map((part) => `NOT (${part})`),
        )
  })
}

type Value = string | number | boolean

/** Is it the value, however it is spelled: a decimal with fewer digits, a time of another precision. Equal at all is what an index can find. */
function alike(column: ColumnView, value: Value | null): string {
  if (value === null) return `${at(column)} IS NULL`
  if (!isText(column)) {
    const { of, is } = compared(column)
    return `${of} <=> ${is(value)}`
  }
  const same = `${stored(column)} <=> ${literal(String(value))}`
  return column.lookup === undefined ? `(${at(column)} = ${literal(String(value))} AND ${same})` : same
}

/** Numbers by their size, times by their moment. */
function compared(column: ColumnView): { readonly of: string; readonly is: (value: Value) => string } {
  const { kind } = column.type
  if (isText(column)) return { of: stored(column), is: (value) => literal(String(value)) }
  if (kind === 'date') return { of: at(column), is: (value) => `DATE'${String(value)}'` }
  if (kind === 'datetime') return { of: at(column), is: (value) => `TIMESTAMP'${moment(String(value))}'` }
  return { of: at(column), is: (value) => (typeof value === 'boolean' ? literal(value) : String(value)) }
}

/** A moment of the language as MariaDB reads it, with the time zone +00:00. */
function moment(value: string): string {
  const [, day = '', time = '', fraction = ''] = /^([\d-]+)T([\d:]+)(\.\d+)?Z?$/.exec(value) ?? []
  return day === '' ? `${value} 00:00:00` : `${day} ${time.length === 5 ? `${time}:00` : time}${fraction.slice(0, 7)}`
}

function at(column: ColumnView): string {
  return column.lookup === undefined ? ref('t', column.column) : naturalText(column, 't')
}

function stored(column: ColumnView): string {
  return column.lookup === undefined ? bytes(ref('t', column.column)) : naturalText(column, 't')
}

function together(how: string, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `(${parts.join(how)})`
}
