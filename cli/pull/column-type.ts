import type { StoredType } from '../../runtime/dialect/stored-type.ts'
import { boolean, date, datetime, decimal, integer, number, text } from '../../runtime/dialect/sqlite.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import type { FoundColumn } from './read-schema.ts'

/** How a field is written in a record, or why the column is left out. */
export type FieldSource = { readonly source: string; readonly remark: string | null } | { readonly left: string }

interface Guess {
  readonly source: string
  readonly type: StoredType<Canonical>
}

/**
 * The field for a column: from its declared type, by SQLite's own rules where the name is not a common one; and as text where what is stored is something
 * else than was declared, which SQLite allows.
 */
export function fieldOf(column: FoundColumn): FieldSource {
  const stored = column.samples.filter((value): value is Exclude<Raw, null> => value !== null)
  if (stored.some((value) => value instanceof Uint8Array) || /BLOB/i.test(column.type)) return { left: 'binary data is not carried' }
  const guess = guessOf(column.type)
  if (stored.every((value) => reads(guess.type, value))) return { source: guess.source, remark: null }
  const odd = stored.find((value) => !reads(guess.type, value))
  return { source: 'z.string()', remark: `declared ${column.type.replaceAll(/\s+/g, ' ')}, but it holds ${shortly(odd)}` }
}

function guessOf(declared: string): Guess {
  const type = declared.toUpperCase()
  const [size, scale = 0] = (/\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(type) ?? [])
    .slice(1)
    .map((part) => (part === undefined ? 0 : Number(part)))
  if (/BOOL/.test(type)) return { source: 'z.boolean()', type: boolean() }
  if (/DEC|NUMERIC|MONEY|NUMBER/.test(type) && size !== undefined && size >= scale && size > 0) {
    if (scale === 0 && size <= 15) return { source: 'z.int()', type: integer() }
    return { source: `field.decimal({ precision: ${size}, scale: ${scale} })`, type: decimal({ precision: size, scale }) }
  }
  if (/INT|SERIAL/.test(type)) return { source: 'z.int()', type: integer() }
  if (/DATETIME|TIMESTAMP/.test(type)) return { source: 'z.iso.datetime()', type: datetime() }
  if (/^DATE$/.test(type)) return { source: 'z.iso.date()', type: date() }
  if (/CHAR|CLOB|TEXT|STRING|UUID|GUID/.test(type)) {
    if (size !== undefined && size > 0) return { source: `z.string().max(${size})`, type: text({ maxLength: size }) }
    return { source: 'z.string()', type: text() }
  }
  if (/REAL|FLOA|DOUB|DEC|NUM/.test(type)) return { source: 'z.number()', type: number() }
  return { source: 'z.string()', type: text() }
}

function reads(type: StoredType<Canonical>, value: Exclude<Raw, null>): boolean {
  try {
    type.read(value, '')
    return true
  } catch {
    return false
  }
}

function shortly(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return (text.length > 40 ? `${text.slice(0, 39)}…` : text).replaceAll('*/', '* /')
}
