/** Values in the SQL of PostgreSQL. */
import { unmatched } from '../../../runtime/dialect/unmatched.ts'
import type { ColumnView } from '../../emit/view/adapter.ts'
import type { Part } from '../layout.ts'
import { among, joined, short } from '../layout.ts'
import { quote, ref, tableName } from './names.ts'

const ofKind: Readonly<Record<ColumnView['type']['kind'], string>> = {
  text: 'text',
  enum: 'text',
  int: 'bigint',
  number: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
  json: 'jsonb',
}

/** The type that a value gets before it is assigned to its column: what the binding says, else that of its kind. */
export function sqlTypeOf({ sqlType, codec, lookup, values, type }: ColumnView): string {
  if (sqlType !== undefined) return sqlType
  if (lookup !== undefined) return 'bigint'
  if (codec !== undefined) return 'text'
  if (values === undefined) return ofKind[type.kind]
  const stored = values.flatMap(([, value]) => (value === null ? [] : [typeof value]))
  if (stored.every((each) => each === 'boolean')) return 'boolean'
  return stored.every((each) => each === 'number') ? 'bigint' : 'text'
}

/** The same where it is not the one of the kind. */
export function storedAs(column: ColumnView): string | undefined {
  const type = sqlTypeOf(column)
  return type === ofKind[column.type.kind] ? undefined : type
}

/** A collection that its column has as an array. */
function isArray(column: ColumnView): boolean {
  return sqlTypeOf(column).endsWith('[]')
}

/** `unmatched` in SQL. */
export const unmatchedText = `chr(${unmatched.codePointAt(0)})`

/** What a look reads of a column, as text: a surrogate is the value that it stands for, or the id after `unmatched` where nothing has that id. */
export function natural(column: ColumnView, row: string): Part {
  const at = ref(row, column.column)
  const { lookup } = column
  if (lookup === undefined) return isArray(column) ? `array_to_json(${at})::text` : `${at}::text`
  const found = `(SELECT l.${quote(lookup.match)}::text FROM ${tableName(lookup.table)} AS l WHERE l.${quote(lookup.id)} = ${at})`
  return short(['CASE', `  WHEN ${at} IS NULL THEN NULL`, `  ELSE coalesce(${found},`, `    ${unmatchedText} || ${at}::text)`, 'END'])
}

/** The same on one line. */
export function naturalText(column: ColumnView, row: string): string {
  return joined([natural(column, row)].flat())
}

/** Text of which every byte counts, whatever the collation of the column. */
export function bytes(text: string): string {
  return `${text} COLLATE "C"`
}

/**
 * The type without its length. A cast to `varchar(3)` or `bit(3)` cuts what is longer without a word, and `char` alone is `char(1)`; the assignment to the
 * column that follows refuses it.
 */
function unsized(type: string): string {
  const [base, array] = [type.replaceAll(/\s*\(\s*\d[\d\s,]*\)|\s*\[\d*\]/g, ''), type.endsWith(']') ? '[]' : '']
  if (/^"?(bp|var)?char(acter)?"?( varying)?$/i.test(base)) return `text${array}`
  return /^bit$/i.test(base) ? `bit varying${array}` : `${base}${array}`
}

/** A value of the batch as it is stored. */
export function sent(column: ColumnView, value: string): string {
  const type = unsized(sqlTypeOf(column))
  if (!isArray(column)) return type === 'text' ? value : `${value}::${type}`
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE ARRAY(SELECT jsonb_array_elements_text(${value}::jsonb))::${type} END`
}

/** A value beside the column that it is compared with: of the column's type, so that an index serves. */
export function compared(column: ColumnView, value: string): string {
  const type = sqlTypeOf(column)
  return type === 'text' ? value : `${value}::${type}`
}

/** Is what a key is compared by text, of which every byte counts. */
export function isText(column: ColumnView): boolean {
  return sqlTypeOf(column) === 'text' || /^(citext|char|varchar|character|bpchar|name)\b/i.test(sqlTypeOf(column))
}

/** The key in an outbox: a JSON array of texts. */
export function outboxKey(key: readonly ColumnView[], value: (column: ColumnView) => string): string {
  return `${joined(among('json_build_array(', key.map(value), ',', ')'))}::text`
}
