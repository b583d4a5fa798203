/**
 * An entry as text: a JSON array whose tail is left out while it says nothing, stamps kept once, and a system at rest as one digit. At rest a record of
 * twelve fields costs its own values and some 60 bytes.
 *
 *   [live, inc, ln, lo, g, stamps, systems, stamp by unit, held, life held, rounds]
 */
import type { Dirty, Entry, Pending, Stamp, SystemState } from '../entry.ts'
import type { Tagged } from '../raw-json.ts'
import { tag, untag } from '../raw-json.ts'
import type { Canonical } from '../values.ts'

/** Short numbers for the hashes of flow versions. */
export interface Versions {
  number(hash: string): number
  hash(number: number): string
}

type StampText = readonly [n: number, origin: number, at: number | null, change: string, version: number]
type SystemText = 0 | 1 | readonly [present: 0 | 1, b: readonly Tagged[] | null, d: readonly number[] | null, dl: number, apart: number, dirty: Dirty | null, seen: number]
type EntryText = readonly [
  live: 0 | 1,
  inc: number,
  ln: number,
  lo: number,
  g: readonly Canonical[],
  stamps: readonly StampText[],
  systems: readonly SystemText[],
  byUnit?: readonly number[] | 0,
  held?: readonly number[] | 0,
  lifeHeld?: number,
  rounds?: number,
]
type PendingText = readonly [system: SystemText, op: number, kind: Pending['kind'], units: readonly number[], values: readonly Tagged[], n: readonly number[], ln: number]

const aparts = ['no', 'reported', 'foreign'] as const

/** The state once a pending write has landed as it was sent. */
export function afterPending(s: SystemState): SystemState {
  if (s.pend === null) return s
  return { present: s.pend.kind !== 'delete', b: s.pend.after.b, d: s.pend.after.d, dl: s.pend.after.dl, apart: 'no', pend: null, dirty: null, seen: s.seen }
}

function systemText(s: SystemState, ln: number): SystemText {
  if (s.b === null && s.d === null && s.dl === ln && s.apart === 'no' && s.dirty === null && s.seen === 0) return s.present ? 1 : 0
  return [s.present ? 1 : 0, s.b?.map(tag) ?? null, s.d, s.dl, aparts.indexOf(s.apart), s.dirty, s.seen]
}
function systemOf(text: SystemText, ln: number): SystemState {
  if (typeof text === 'number') return { present: text === 1, b: null, d: null, dl: ln, apart: 'no', pend: null, dirty: null, seen: 0 }
  const [present, b, d, dl, apart, dirty, seen] = text
  return { present: present === 1, b: b?.map(untag) ?? null, d, dl, apart: aparts[apart]!, pend: null, dirty, seen }
}

export function encodeEntry(entry: Entry, versions: Versions): string {
  const stamps: Stamp[] = []
  let byUnit: number[] | 0 = entry.stamp.map((stamp) => {
    const known = stamps.findIndex((other) => other === stamp || (other.n === stamp.n && other.origin === stamp.origin && other.at === stamp.at && other.change === stamp.change && other.version === stamp.version))
    return known >= 0 ? known : stamps.push(stamp) - 1
  })
  if (stamps.length <= 1) byUnit = 0
  const out: unknown[] = [
    entry.live ? 1 : 0,
    entry.inc,
    entry.ln,
    entry.lo,
    entry.g,
    stamps.map((stamp) => [stamp.n, stamp.origin, stamp.at, stamp.change, versions.number(stamp.version)]),
    entry.s.map((s) => systemText(afterPending(s), entry.ln)),
    byUnit,
    entry.held ?? 0,
    entry.lifeHeld,
    entry.rounds,
  ]
  while (out.at(-1) === 0) out.pop()
  return JSON.stringify(out)
}

export function decodeEntry(text: string, rev: number, versions: Versions): Entry {
  const [live, inc, ln, lo, g, stampTexts, systems, byUnit = 0, held = 0, lifeHeld = 0, rounds = 0] = JSON.parse(text) as EntryText
  const stamps = stampTexts.map(([n, origin, at, change, version]): Stamp => ({ n, origin, at, change, version: versions.hash(version) }))
  const stamp = byUnit === 0 ? null : byUnit.map((i) => stamps[i]!)
  return {
    rev,
    live: live === 1,
    inc,
    ln,
    lo,
    g,
    stamp: stamp ?? stamps,
    held: held === 0 ? null : held,
    lifeHeld,
    s: systems.map((system) => systemOf(system, ln)),
    rounds,
  }
}

/** One stamp stands for all units: the number of units is the flow's to know. */
export function spreadStamps(entry: Entry, units: number): Entry {
  if (entry.stamp.length === units) return entry
  const [only] = entry.stamp
  return only === undefined ? entry : { ...entry, stamp: Array.from({ length: units }, () => only) }
}

export function encodePending(s: SystemState, ln: number): string {
  const pend = s.pend!
  const text: PendingText = [systemText({ ...s, pend: null }, ln), pend.op, pend.kind, pend.units, Array.from(pend.values, tag), pend.n, pend.ln]
  return JSON.stringify(text)
}

/** @param after the state of the same system as the entry has it: as if the write had landed */
export function decodePending(text: string, ln: number, after: SystemState): SystemState {
  const [system, op, kind, units, values, n, pendLn] = JSON.parse(text) as PendingText
  const pend: Pending = { op, kind, units, values: values.map(untag), n, ln: pendLn, doubtful: true, after: { b: after.b, d: after.d, dl: after.dl } }
  return { ...systemOf(system, ln), pend }
}
