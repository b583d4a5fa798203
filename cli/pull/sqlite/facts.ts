/** What a column of SQLite holds to. Sizes are not among it: a VARCHAR(30) takes any length, a DECIMAL(12,2) any number. */
import type { PulledColumnData } from '../../../dsl/data.ts'

export interface Declared {
  readonly type: string
  readonly notNull: boolean
  /** A value stands there in each row that gives none: a default, or a number that counts up. */
  readonly filled: boolean
  /** Of a table whose columns take values of their type alone. */
  readonly strict: boolean
  /** What a CHECK limits it to; null: nothing does. */
  readonly listed: readonly string[] | null
}

export function factsOf({ type, notNull, filled, strict, listed }: Declared): PulledColumnData {
  const is = strict ? strictKinds[type.toUpperCase()] : takesNumerals(type) ? 'numeral' : undefined
  const taken = listed !== null && !takesNumerals(type) ? { is: 'enum' as const, values: listed } : { ...(is && { is }) }
  return { type, ...taken, nullable: !notNull, ...(notNull && !filled && { required: true }) }
}

const strictKinds: Readonly<Record<string, PulledColumnData['is']>> = { INT: 'integer', INTEGER: 'integer', REAL: 'float', TEXT: 'text' }

/** SQLite's own rules of affinity, in their order. */
function takesNumerals(type: string): boolean {
  if (/INT/i.test(type)) return true
  return type !== '' && !/CHAR|CLOB|TEXT|BLOB/i.test(type)
}
