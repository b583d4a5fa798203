/** What `where` says of one stored value, without the SQL that says the same. */
import { Big } from 'big.js'
import type { Mapping } from './door.ts'
import { sameRaw } from './kernel.ts'
import type { Canonical, Raw } from './values.ts'

type Bound = Readonly<Record<string, Canonical>>

/** @param bound a value, a list, `{ not }` or `{ from, until }` @throws ValueError for a stored value that is none of the field's */
export function belongs(mapping: Mapping, raw: Raw, bound: Canonical): boolean {
  const is = (values: readonly Canonical[]) => values.some((value) => alike(mapping, value, raw))
  if (!isRange(bound)) return is(listOf(bound))
  const { not, from, until } = rangeOf(bound)
  if (not !== undefined) return !is(listOf(not))
  const value = mapping.decode(raw)
  if (value === null) return false
  return (from === undefined || order(mapping, value, from) >= 0) && (until === undefined || order(mapping, value, until) < 0)
}

/** The values that it names. */
export function namedIn(mapping: Mapping, bound: Canonical): readonly Canonical[] {
  const { not, from, until } = rangeOf(bound)
  const all = not !== undefined ? listOf(not) : isRange(bound) ? [from, until].filter((value) => value !== undefined) : listOf(bound)
  return all.map((value) => canonical(mapping, value))
}

/** Amounts may be declared with fewer places than they have, and times in another zone. */
function canonical(mapping: Mapping, value: Canonical): Canonical {
  const { type } = mapping
  if (type.kind === 'decimal' && typeof value === 'string') return new Big(value).toFixed(type.scale)
  return isTime(mapping) && typeof value === 'string' ? mapping.decode(mapping.encode(value)) : value
}

/** However it is spelled: a decimal with fewer digits, a time of another zone. */
function alike(mapping: Mapping, value: Canonical, raw: Raw): boolean {
  if (value === null || !isTime(mapping)) return sameRaw(mapping.encode(canonical(mapping, value)), raw)
  const held = mapping.decode(raw)
  return held !== null && order(mapping, held, value) === 0
}

/** Numbers by their size and times by their moment, text by its characters. */
function order(mapping: Mapping, a: Canonical, b: Canonical): number {
  const [x, y] = isTime(mapping) ? [momentOf(a), momentOf(b)] : mapping.type.kind === 'decimal' ? [Number(a), Number(b)] : [a!, b!]
  return x < y ? -1 : x > y ? 1 : 0
}

function isTime({ type }: Mapping): boolean {
  return type.kind === 'date' || type.kind === 'datetime'
}
function momentOf(value: Canonical): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN
}

function isRange(bound: Canonical): boolean {
  return bound !== null && typeof bound === 'object' && !Array.isArray(bound)
}
function rangeOf(bound: Canonical): Bound {
  return isRange(bound) ? (bound as Bound) : {}
}
function listOf(bound: Canonical): readonly Canonical[] {
  return Array.isArray(bound) ? (bound as readonly Canonical[]) : [bound]
}
