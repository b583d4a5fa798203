/** What two ways of deciding one history come to, side by side. */
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import { stable } from '../../runtime/kernel.ts'
import type { KeyText, Canonical } from '../../runtime/values.ts'
import type { Event } from '../../runtime/settle.ts'
import { Course } from './course.ts'

/** What came of one edit for one unit. */
export interface Outcome {
  /** The values by field; null: the record does not live. */
  readonly value: Readonly<Record<string, Canonical>> | null
  /** Whose value it is; null: a person's. */
  readonly of: string | null
  readonly inReview: boolean
  readonly conflicts: readonly {
    readonly kind: string
    readonly system: string | null
    readonly outcome: string
    readonly lost: readonly Canonical[] | null
  }[]
}

export interface Difference {
  readonly key: KeyText
  /** When the hub took it up, epoch ms. */
  readonly at: number
  /** Null: a person's decision. */
  readonly system: string | null
  /** Empty: the life of the record. */
  readonly unit: string
  readonly decided: Outcome
  readonly would: Outcome
}

/** @param u null: the life of the record */
export function outcomeOf(kernel: Kernel, entry: Entry, u: number | null, events: readonly Event[] | null): Outcome {
  const conflicts = (events ?? []).flatMap((event) =>
    event.kind === 'conflict' && event.unit === u
      ? [{ kind: event.conflict, system: nameOf(kernel, event.system), outcome: event.outcome, lost: event.lost }]
      : [],
  )
  if (u === null) return { value: entry.live ? {} : null, of: nameOf(kernel, entry.lo), inReview: entry.lifeHeld !== 0, conflicts }
  const { at, fields } = kernel.units[u]!
  const value = entry.live ? Object.fromEntries(fields.map((field, i) => [field, entry.g[at[i]!] ?? null])) : null
  return { value, of: nameOf(kernel, entry.stamp[u]!.origin), inReview: entry.held?.[u]?.frozen === true, conflicts }
}

function nameOf(kernel: Kernel, system: number): string | null {
  return kernel.systems[system]?.name ?? null
}

/** Do they differ in what stands or waits. Whether the record lives is told once, not of each of its units. */
export function standsApart(one: Outcome, other: Outcome, unit: string): boolean {
  const [lives, livesToo] = [one.value !== null, other.value !== null]
  if (unit !== '' && (!lives || !livesToo)) return false
  return one.inReview !== other.inReview || !sameJson(one.value, other.value)
}
export function clashesApart(one: Outcome, other: Outcome): boolean {
  return !sameJson(one.conflicts.map(withoutWords), other.conflicts.map(withoutWords))
}
function withoutWords({ kind, system, lost }: Outcome['conflicts'][number]) {
  return { kind, system, lost }
}
function sameJson(one: unknown, other: unknown): boolean {
  return stable(one as Canonical) === stable(other as Canonical)
}

/** Units that end with other values in a system, or with another decision. */
export function unitsApart(
  now: { readonly kernel: Kernel; readonly entry: Entry },
  proposed: { readonly kernel: Kernel; readonly entry: Entry },
): string[] {
  return now.kernel.units.flatMap(({ name }) => (sameJson(standOf(now, name), standOf(proposed, name)) ? [] : [name]))
}

function standOf({ kernel, entry }: { readonly kernel: Kernel; readonly entry: Entry }, unit: string): unknown {
  const course = new Course(kernel, entry)
  const u = kernel.units.findIndex(({ name }) => name === unit)
  const held = kernel.systems.flatMap(({ name, holds }, j) =>
    holds[u]! && entry.s[j]!.present ? [[name, course.held(j, u)] as const] : [],
  )
  return {
    decided: entry.live ? course.decided(u) : null,
    inReview: entry.held?.[u]?.frozen === true || entry.lifeHeld !== 0,
    held: Object.fromEntries(held),
  }
}

/** By name: how often. */
export type Counts = Record<string, number>

export function addTo(counts: Counts, name: string, n = 1): void {
  counts[name] = (counts[name] ?? 0) + n
}
