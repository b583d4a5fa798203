/** What a difference between two systems is, as far as the ledger can tell. Only what nothing explains is drift. */
import type { AdapterDetect } from './door.ts'
import type { Entry, SystemState } from './entry.ts'
import { UNCOMPARED } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { leavesOthers, sameRaw } from './kernel.ts'
import type { Image } from './ports.ts'

/**
 * `missing`, `extra`, `field`: seen from the first system of the flow, and the ledger does not know better.
 *
 * On its way, or left apart on purpose, and no drift:
 *   inFlight      a write that is not known to have landed, or a change that the flow has not read yet
 *   waiting       its write waits: for a parent, for the next try, for the delete cap; its new key has not come there; or a field that came to the flow waits to be compared
 *   held          an open review keeps each system at its own value
 *
 * Drift:
 *   deadLetter    its write was given up
 *   foreignWrite  a system was changed by somebody else, and its detection does not tell (no drift where the flow keeps foreign writes)
 *   lostWrite     the system's captured changes tell of none, and yet it does not hold what it held
 *   mapping       each system holds what the ledger knows, and the two do not mean the same
 */
export type DriftClass =
  'missing' | 'extra' | 'field' | 'inFlight' | 'waiting' | 'held' | 'deadLetter' | 'foreignWrite' | 'lostWrite' | 'mapping'

export interface Verdict {
  readonly class: DriftClass
  /** Is it drift. */
  readonly counts: boolean
}

/** One record in the first system of the flow and in another one. */
export interface Sighting {
  readonly first: Image
  readonly other: Image
  /** Index of the other one. */
  readonly j: number
  /** Fields of both that differ; none where one of them has no row. */
  readonly fields: readonly string[]
  /** Both have its row, each under another key. */
  readonly renumbered: boolean
  /** Has the system a change of the record that the flow has not read. */
  readonly unread: { readonly first: boolean; readonly other: boolean }
}

export function verdict(kernel: Kernel, entry: Entry | null, sighting: Sighting): Verdict {
  const { first, other, j, fields, unread, renumbered } = sighting
  const plain: DriftClass = !other.present ? 'missing' : !first.present ? 'extra' : 'field'
  if (unread.first || unread.other) return { class: 'inFlight', counts: false }
  if (entry === null) return { class: plain, counts: true }
  const states = [entry.s[0]!, entry.s[j]!]
  return (
    explained(kernel, entry, states, fields, plain) ??
    (renumbered ? otherKey(kernel, states, j) : null) ??
    (moved(kernel, entry, 0, first) || moved(kernel, entry, j, other)
      ? { class: fields.length === 0 ? plain : unexplained(kernel, entry, sighting), counts: true }
      : still(kernel, entry, j, fields, plain))
  )
}

/** What the entry itself says of it. */
function explained(
  kernel: Kernel,
  entry: Entry,
  states: readonly SystemState[],
  fields: readonly string[],
  plain: DriftClass,
): Verdict | null {
  if (states.some(({ pend }) => pend !== null)) return { class: 'inFlight', counts: false }
  const inReview = (field: string) => (entry.held?.[unitOf(kernel, field)] ?? null) !== null
  if (entry.lifeHeld !== 0 || (fields.length > 0 && fields.every(inReview))) return { class: 'held', counts: false }
  if (states.some(({ dirty }) => dirty?.dead === true)) return { class: 'deadLetter', counts: true }
  if (states.some(({ dirty, d }) => dirty !== null || d?.includes(UNCOMPARED) === true)) return { class: 'waiting', counts: false }
  return states.some(({ apart }) => apart !== 'no') ? { class: plain, counts: false } : null
}

/** Its key is still to be written, or never will be where nothing is written at all. */
function otherKey(kernel: Kernel, states: readonly SystemState[], j: number): Verdict {
  const can = [0, j].every((k, i) => states[i]!.key === null || kernel.systems[k]!.renumbers !== null)
  return can ? { class: 'waiting', counts: false } : { class: 'foreignWrite', counts: true }
}

/** Where every change is captured as it is made. */
const capturing: ReadonlySet<AdapterDetect['kind']> = new Set(['outbox', 'log'])

/** A system holds something else than was last seen there, and no change that was not read yet tells of it. */
function unexplained(kernel: Kernel, entry: Entry, { first, other, j }: Sighting): DriftClass {
  const told = [0, j].filter((k) => moved(kernel, entry, k, k === 0 ? first : other))
  return told.some((k) => capturing.has(kernel.systems[k]!.adapter.detect.kind)) ? 'lostWrite' : 'foreignWrite'
}

/** Each system holds what was last seen there. */
function still(kernel: Kernel, entry: Entry, j: number, fields: readonly string[], plain: DriftClass): Verdict {
  if (fields.length === 0) return { class: plain, counts: true }
  const kept = fields.every((field) => keptForeign(kernel, entry, j, field) || keptForeign(kernel, entry, 0, field))
  return kept ? { class: 'foreignWrite', counts: false } : { class: 'mapping', counts: true }
}

/** Does the system hold something else than what was last seen there. */
export function moved(kernel: Kernel, entry: Entry, j: number, image: Image): boolean {
  const s = entry.s[j]!
  if (s.present !== image.present) return true
  if (!s.present) return false
  const { adapter, field } = kernel.systems[j]!
  return image.values.some((raw, slot) => {
    const base = s.b !== null ? s.b[slot] : adapter.fields[slot]!.encode(entry.g[field[slot]!] ?? null)
    return !sameRaw(raw, base)
  })
}

/** A foreign write that the flow keeps (`keep`, `propose`, in the shadow of a handover, or where a blank wipes nothing): the base moved on, and the writer's value was not told again. */
function keptForeign(kernel: Kernel, entry: Entry, j: number, field: string): boolean {
  const u = unitOf(kernel, field)
  const unit = kernel.units[u]
  const { d } = entry.s[j]!
  if (unit === undefined || unit.policy.writer === j) return false
  const keeps = unit.foreignWrite !== 'restore' || unit.policy.shadow === j
  return leavesOthers(unit, entry.g) || (keeps && (d === null || d[u] === entry.stamp[u]!.n))
}

function unitOf(kernel: Kernel, field: string): number {
  return kernel.units.findIndex((unit) => unit.fields.includes(field))
}
