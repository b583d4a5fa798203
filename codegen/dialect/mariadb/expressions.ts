/** Values in the SQL of MariaDB. */
import { unmatched } from '../../../runtime/dialect/unmatched.ts'
import type { ColumnView } from '../../emit/view/adapter.ts'
import type { Part } from '../layout.ts'
import { among, joined, short } from '../layout.ts'
import type { Batch } from './batch.ts'
import { quote, ref } from './names.ts'

/** Text of which every byte counts, blanks at its end too, whatever the collation of the column. */
export function bytes(expression: string): string {
  return `CONVERT(${expression} USING utf8mb4) COLLATE utf8mb4_nopad_bin`
}

/** `unmatched` in SQL. */
export const unmatchedText = `_utf8mb4 x'${Buffer.from(unmatched).toString('hex')}'`

/** What a look reads of a column: a surrogate is the value that it stands for, or the id after `unmatched` where nothing has that id. */
export function natural(column: ColumnView, row: string): Part {
  const at = ref(row, column.column)
  const { lookup } = column
  if (lookup === undefined) return isBit(column) ? `${at} + 0` : at
  const found = `(SELECT ${bytes(`l.${quote(lookup.match)}`)} FROM ${quote(lookup.table)} AS l WHERE l.${quote(lookup.id)} = ${at})`
  return short(['CASE', `  WHEN ${at} IS NULL THEN NULL`, `  ELSE ifnull(${found},`, `    concat(${unmatchedText}, ${bytes(at)}))`, 'END'])
}

/** The same as text. */
export function naturalText(column: ColumnView, row: string): string {
  return bytes(joined([natural(column, row)].flat()))
}

/** Bits are printed as bytes, so that they are read and written as numbers. */
function isBit({ sqlType }: ColumnView): boolean {
  return /^\s*bit\b/i.test(sqlType ?? '')
}

/** A value of the batch as it is stored. Floating point stays a number, since a text of it may have fewer digits than the column that it is put beside. */
export function sent(column: ColumnView, w: Batch): string {
  const value = w.text(column.param)
  const isFloat = column.type.kind === 'number' && column.lookup === undefined && column.codec === undefined && column.values === undefined
  return isFloat || isBit(column) ? `${value} + 0` : value
}

/** Are the texts of a column's values compared, and not the values: keys that its collation takes for equal are different ones. */
export function isText({ type, lookup, codec, values, wholeNumbers }: ColumnView): boolean {
  if (wholeNumbers) return false
  return (
    lookup !== undefined ||
    codec !== undefined ||
    values !== undefined ||
    type.kind === 'text' ||
    type.kind === 'enum' ||
    type.kind === 'json'
  )
}

/** The key in an outbox: a JSON array of texts. */
export function outboxKey(key: readonly ColumnView[], value: (column: ColumnView) => string): string[] {
  return among('json_array(', key.map(value), ',', ')')
}

/** The key of a row, in its trigger. A moment of a TIMESTAMP is printed in the time zone of whoever writes, so it is counted from the epoch. */
export function told(column: ColumnView, row: 'OLD' | 'NEW'): string {
  if (!/^\s*timestamp\b/i.test(column.sqlType ?? '')) return naturalText(column, row)
  const seconds = `unix_timestamp(${ref(row, column.column)})`
  return bytes(`(TIMESTAMP'1970-01-01 00:00:00' + INTERVAL ${seconds} SECOND)`)
}
