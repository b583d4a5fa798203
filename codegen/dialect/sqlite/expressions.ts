/** Names, literals and values in the SQL of SQLite. */
import { unmatched } from '../../../runtime/dialect/unmatched.ts'
import type { ColumnView } from '../../emit/view/adapter.ts'
import { refusePlan } from '../../emit/refuse.ts'
import type { Part } from '../layout.ts'
import { among, beginning, ending, joined, short } from '../layout.ts'

export function quote(name: string): string {
  if (name.includes('\0')) return refusePlan(`${JSON.stringify(name)} cannot be a name in SQL`)
  return name.includes('"') ? `"${name.replaceAll('"', '""')}"` : `"${name}"`
}

/** A constant of the binding. SQL text ends at a zero character, so that one is spelled out. */
export function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return String(value)
  const parts = value.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? parts[0]! : `(${parts.join(' || char(0) || ')})`
}

export function ref(row: string, column: string): string {
  return `${row}.${quote(column)}`
}

/**
 * What a look reads of a column: the value that the record speaks of. A decimal is its text at its scale, also where the column made a number of it (unless
 * the number has more decimals than the field); a surrogate is the value it stands for, or the id after `unmatched` where nothing has that id.
 */
export function natural(column: ColumnView, row: string): Part {
  return short(naturalLines(column, row))
}

/** The same within a condition. */
export function naturalText(column: ColumnView, row: string): string {
  return joined(naturalLines(column, row))
}

function naturalLines(column: ColumnView, row: string): string[] {
  const at = ref(row, column.column)
  const { lookup, type } = column
  if (lookup !== undefined) {
    const found = `(SELECT l.${quote(lookup.match)} FROM ${quote(lookup.table)} AS l WHERE l.${quote(lookup.id)} = ${at})`
    return ['CASE', `  WHEN ${at} IS NULL THEN NULL`, `  ELSE ifnull(${found},`, `    char(${unmatched.codePointAt(0)}) || ${at})`, 'END']
  }
  if (type.kind !== 'decimal' || column.codec !== undefined) return [at]
  const shown = `printf('%.${type.scale}f', ${at})`
  return [
    'CASE',
    `  WHEN typeof(${at}) IN ('integer', 'real')`,
    `    AND CAST(${shown} AS REAL) = ${at}`,
    `  THEN ${shown}`,
    `  ELSE ${at}`,
    'END',
  ]
}

/** Is what a look reads just the column. */
export function isPlain(column: ColumnView): boolean {
  return column.lookup === undefined && (column.type.kind !== 'decimal' || column.codec !== undefined)
}

/** Text is compared by its bytes, whatever the collation of the column. */
export function binary(column: ColumnView, expression: string): string {
  const texts = column.lookup !== undefined || column.codec !== undefined || column.values !== undefined
  return texts || !['int', 'number', 'boolean'].includes(column.type.kind) ? `${expression} COLLATE BINARY` : expression
}

/** A parameter where a value is stored. */
export function sent(column: ColumnView, param: string): string {
  return column.wholeNumbers ? `CAST(:${param} AS INTEGER)` : `:${param}`
}

/** A parameter where a key is compared. The plus keeps the cast from changing how the column itself is compared. */
export function compared(column: ColumnView, param: string): string {
  return column.wholeNumbers ? `+CAST(:${param} AS INTEGER)` : `:${param}`
}

/** The id that stands for a parameter's value, where a column holds surrogates. */
export function idFor(column: ColumnView, param: string): string {
  const { lookup } = column
  if (lookup === undefined) return refusePlan(`${column.field} has no lookup`)
  return `(SELECT l.${quote(lookup.id)} FROM ${quote(lookup.table)} AS l WHERE l.${quote(lookup.match)} COLLATE BINARY = :${param})`
}

/** The key in an outbox: a JSON array of texts, so that every column affinity gives the same. */
export function outboxKey(key: readonly ColumnView[], value: (column: ColumnView) => Part): string[] {
  const texts = key.map((column) => ending(beginning('CAST(', [value(column)].flat()), ' AS TEXT)'))
  return among('json_array(', texts, ',', ')')
}
