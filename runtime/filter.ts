/** Which rows a flow carries (`where`), where no statement of a database says so. */
import { Big } from 'big.js'
import type { Mapping } from './door.ts'
import { sameStored } from './kernel.ts'
import type { Canonical, Raw } from './values.ts'
import { ValueError } from './values.ts'

/** By field a value, a list, `{ not }` or `{ from, until }`, all of which hold. */
export type Filter = { readonly [field: string]: Canonical }
type Bound = Readonly<Record<string, Canonical>>

/** @param stored the stored value of a field */
export function carries(
  filter: Filter,
  columns: readonly (Mapping & { readonly field: string })[],
  stored: (mapping: Mapping, index: number) => Raw,
): boolean {
  return Object.entries(filter).every(([field, bound]) => {
    const index = columns.findIndex((each) => each.field === field)
    return index >= 0 && holds(columns[index]!, stored(columns[index]!, index), bound)
  })
}

/** What a filter names of a field: values at which rows come and go. */
export function namedBy(bound: Canonical, mapping: Mapping): readonly Canonical[] {
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

function holds(mapping: Mapping, raw: Raw, bound: Canonical): boolean {
  const is = (values: readonly Canonical[]) => values.some((value) => alike(mapping, value, raw))
  if (!isRange(bound)) return is(listOf(bound))
  const { not, from, until } = rangeOf(bound)
  if (not !== undefined) return !is(listOf(not))
  const value = decoded(mapping, raw)
  if (value === null) return false
  return (from === undefined || order(mapping, value, from) >= 0) && (until === undefined || order(mapping, value, until) < 0)
}

/** However it is spelled: a decimal with fewer digits, a time of another zone. */
function alike(mapping: Mapping, value: Canonical, raw: Raw): boolean {
  if (value === null) return (raw === null || raw === mapping.empty) && decoded(mapping, raw) === null
  if (!isTime(mapping)) return sameStored(mapping, mapping.encode(canonical(mapping, value)), raw)
  const held = decoded(mapping, raw)
  return held !== null && order(mapping, held, value) === 0
}

/** What is none of the field's is in no range. */
function decoded(mapping: Mapping, raw: Raw): Canonical {
  try {
    return mapping.decode(raw)
  } catch (error) {
    if (error instanceof ValueError) return null
    throw error
  }
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
