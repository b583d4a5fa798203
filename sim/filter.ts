/** Which rows of a simulated system a flow carries: what `filter` says of canonical values, without the SQL that says the same. */
import { Big } from 'big.js'
import type { Adapter, GeneratedFlow, Mapping } from '../runtime/door.ts'
import type { Canonical, Raw } from '../runtime/values.ts'
import type { StoredRow } from './store.ts'
import { equalRaw } from './store.ts'
import type { Values } from './story.ts'
import { valuesOf } from './story.ts'

type Bound = Readonly<Record<string, Canonical>>

/** Does the flow carry this row. */
export function belongs({ filter }: GeneratedFlow, adapter: Adapter, row: StoredRow): boolean {
  if (filter === undefined || filter.system !== adapter.system) return true
  return Object.entries(filter.rows).every(([field, bound]) => {
    const mapping = [...adapter.key, ...adapter.fields].find((each) => each.field === field)
    return mapping !== undefined && holds(mapping, row.columns[mapping.column] ?? null, bound)
  })
}

/** The row as the flow sees it. */
export function carried(flow: GeneratedFlow, adapter: Adapter, row: StoredRow | undefined): StoredRow | undefined {
  return row !== undefined && belongs(flow, adapter, row) ? row : undefined
}
export function carriedValues(flow: GeneratedFlow, adapter: Adapter, row: StoredRow | undefined | null): Values | null {
  return valuesOf(adapter, carried(flow, adapter, row ?? undefined))
}

/** What the filter names of a field: values at which rows come and go. */
export function named({ filter }: GeneratedFlow, field: string, mapping: Mapping): readonly Canonical[] {
  const bound = filter?.rows[field]
  if (bound === undefined) return []
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
  const value = mapping.decode(raw)
  if (value === null) return false
  return (from === undefined || order(mapping, value, from) >= 0) && (until === undefined || order(mapping, value, until) < 0)
}

/** However it is spelled: a decimal with fewer digits, a time of another zone. */
function alike(mapping: Mapping, value: Canonical, raw: Raw): boolean {
  if (value === null || !isTime(mapping)) return equalRaw(mapping.encode(canonical(mapping, value)), raw)
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
