/** Which rows a flow carries (`where`), at the system whose values say it. */
import type { FilterView } from '../../emit/view/adapter.ts'
import { binary, isPlain, literal, naturalText } from './expressions.ts'

/** One condition each; true or not true, where a value is absent as well. */
export function belongs(filter: readonly FilterView[]): string[] {
  return filter.map((each) => {
    const { column } = each
    const at = binary(column, isPlain(column) ? naturalText(column, 't') : `(${naturalText(column, 't')})`)
    if (each.kind === 'range') {
      const compared = column.type.kind === 'decimal' ? `CAST(${naturalText(column, 't')} AS NUMERIC)` : at
      const amount = (value: string | number): string => (column.type.kind === 'decimal' ? String(Number(value)) : literal(value))
      return joined(' AND ', [
        ...(each.from === undefined ? [] : [`${compared} >= ${amount(each.from)}`]),
        ...(each.until === undefined ? [] : [`${compared} < ${amount(each.until)}`]),
      ])
    }
    const is = each.kind === 'in' ? 'IS' : 'IS NOT'
    return joined(
      each.kind === 'in' ? ' OR ' : ' AND ',
      each.values.map((value) => `${at} ${is} ${value === null ? 'NULL' : literal(value)}`),
    )
  })
}

function joined(how: string, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `(${parts.join(how)})`
}
