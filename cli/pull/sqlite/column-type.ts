import type { StoredType } from '../../../runtime/dialect/stored-type.ts'
import { boolean, date, datetime, decimal, enumeration, integer, number, text } from '../../../runtime/dialect/sqlite.ts'
import type { Canonical, Raw } from '../../../runtime/values.ts'
import type { FieldSource } from '../found.ts'
import { enumOf } from '../names.ts'
import type { SqliteColumn } from './schema.ts'

interface Guess {
  readonly source: string
  /** What a person should look at. */
  readonly remark?: string
  readonly type: StoredType<Canonical>
}

/**
 * The field for a column: from its declared type, by SQLite's own rules where the name is not a common one; and as text where what is stored is something
 * else than was declared, which SQLite allows.
 */
export function fieldOf(column: SqliteColumn): FieldSource {
  const stored = column.samples.filter((value): value is Exclude<Raw, null> => value !== null)
  if (stored.some((value) => value instanceof Uint8Array) || /BLOB/i.test(column.type)) return { left: 'binary data is not carried' }
  const guess = closed(guessOf(column.type, stored), column.listed)
  if (stored.every((value) => reads(guess.type, value))) return { source: guess.source, remark: guess.remark ?? null }
  const odd = stored.find((value) => !reads(guess.type, value))
  return { source: 'z.string()', remark: `${declaration(column.type)}, but it holds ${shortly(odd)}` }
}

/** A text of which a CHECK says what it may be. */
function closed(guess: Guess, listed: readonly string[] | null): Guess {
  if (listed === null || !guess.source.startsWith('z.string()')) return guess
  return { source: enumOf(listed), type: enumeration(listed) }
}

function guessOf(declared: string, stored: readonly Exclude<Raw, null>[]): Guess {
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
  return byValues(declared, stored) ?? { source: 'z.string()', type: text() }
}

/** Columns that are declared to hold numbers without saying how many digits, and columns that SQLite takes any value in: what they hold decides. */
function byValues(declared: string, stored: readonly Exclude<Raw, null>[]): Guess | null {
  const money = /MONEY|CURRENCY|AMOUNT|PRICE/i.test(declared)
  const floats = /REAL|FLOA|DOUB/i.test(declared)
  const numbers: Guess | null = money || floats || /DEC|NUM/i.test(declared) ? { source: 'z.number()', type: number() } : null
  if (!stored.every((value) => typeof value === 'number' || typeof value === 'bigint')) return numbers
  if (stored.length === 0 && !money) return numbers
  const most = Math.max(0, ...stored.map(decimals))
  if (most === 0 && !money) return floats ? numbers : { source: 'z.int()', type: integer() }
  // With more places it is what is left of a calculation, not what somebody entered.
  if (most > mostDecimals) return { source: 'z.number()', type: number() }
  const scale = Math.max(most, 2)
  const why = most === scale ? `its values have no more than ${scale} digits after the point` : `${scale} decimals are a guess`
  return {
    source: `field.decimal({ precision: ${precision}, scale: ${scale} })`,
    remark: `${declaration(declared)}; ${why}`,
    type: decimal({ precision, scale }),
  }
}

/** As many digits as a float keeps. */
const precision = 15
const mostDecimals = 4

function decimals(value: Exclude<Raw, null>): number {
  const [, after = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? []
  return Math.max(0, after.length - Number(exponent))
}

function declaration(type: string): string {
  return type === '' ? 'declared as nothing' : `declared ${type.replaceAll(/\s+/g, ' ')}`
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
