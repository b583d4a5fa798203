/**
 * An entry as text: a JSON array whose tail is left out while it says nothing, stamps kept once, a system at rest as one digit. At rest a record costs its
 * own values and some 30 bytes here.
 *
 *   [incarnation, ln, lo, decided values, stamps, systems, stamp by unit, held, life held, rounds]
 */
import type { Dirty, Entry, Pending, Stamp, SystemState } from '../entry.ts'
import type { Tagged } from '../raw-json.ts'
import { tag, untag } from '../raw-json.ts'
import type { Canonical } from '../values.ts'
import { landed } from './landed.ts'

/** Short numbers for texts that come again and again. */
export interface Texts {
  number(text: string): number
  text(number: number): string
}

/** `change` is `word` and what follows it: `outbox 17` is the word `outbox ` and 17. */
type StampText = readonly [n: number, origin: number, at: number | null, version: number, word: number, rest?: number | string]
type SystemText = 0 | 1 | readonly [present: 0 | 1, b: readonly Tagged[] | 0, d: readonly number[] | 0, dl: number, apart: number, dirty: Dirty | 0, seen: number]
type EntryText = readonly [
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
type PendingText = readonly [
  before: SystemText,
  kind: Pending['kind'],
  units: readonly number[],
  values: readonly (Tagged | readonly [])[],
  n: readonly number[],
  ln: number,
  doubtful: 0 | 1,
]

const aparts = ['no', 'reported', 'foreign'] as const satisfies readonly SystemState['apart'][]

// ─── Stamps ──────────────────────────────────────────────────────────────────────────────────────

function sameStamp(a: Stamp, b: Stamp): boolean {
  return a === b || (a.n === b.n && a.origin === b.origin && a.at === b.at && a.change === b.change && a.version === b.version)
}

/** Words are what comes before the first digit, so that there are few of them. */
function stampText({ n, origin, at, change, version }: Stamp, texts: Texts): StampText {
  let end = 0
  while (end < change.length && end < 40 && (change.charCodeAt(end) < 48 || change.charCodeAt(end) > 57)) end++
  const word = texts.number(change.slice(0, end))
  if (end === change.length) return [n, origin, at, texts.number(version), word]
  const rest = change.slice(end)
  const number = Number(rest)
  return [n, origin, at, texts.number(version), word, Number.isSafeInteger(number) && String(number) === rest ? number : rest]
}
function stampOf([n, origin, at, version, word, rest]: StampText, texts: Texts): Stamp {
  return { n, origin, at, change: rest === undefined ? texts.text(word) : `${texts.text(word)}${rest}`, version: texts.text(version) }
}

// ─── Systems ─────────────────────────────────────────────────────────────────────────────────────

function systemText(s: SystemState, ln: number): SystemText {
  if (s.b === null && s.d === null && s.dl === ln && s.apart === 'no' && s.dirty === null && s.seen === 0) return s.present ? 1 : 0
  return [s.present ? 1 : 0, s.b?.map(tag) ?? 0, s.d ?? 0, s.dl, aparts.indexOf(s.apart), s.dirty ?? 0, s.seen]
}
function systemOf(text: SystemText, ln: number): SystemState {
  if (typeof text === 'number') return { present: text === 1, b: null, d: null, dl: ln, apart: 'no', pend: null, dirty: null, seen: 0 }
  const [present, b, d, dl, apart, dirty, seen] = text
  return { present: present === 1, b: b === 0 ? null : b.map(untag), d: d === 0 ? null : d, dl, apart: aparts[apart]!, pend: null, dirty: dirty === 0 ? null : dirty, seen }
}

// ─── Entries ─────────────────────────────────────────────────────────────────────────────────────

/** As if every pending write had landed just as it was sent. */
export function encodeEntry(entry: Entry, texts: Texts): string {
  const stamps: Stamp[] = []
  const byUnit: number[] = []
  for (const stamp of entry.stamp) {
    let i = stamps.length - 1
    while (i >= 0 && !sameStamp(stamps[i]!, stamp)) i--
    byUnit.push(i < 0 ? stamps.push(stamp) - 1 : i)
  }
  const out: unknown[] = [
    entry.inc,
    entry.ln,
    entry.lo,
    entry.g,
    stamps.map((stamp) => stampText(stamp, texts)),
    entry.s.map((s) => systemText(landed(s), entry.ln)),
    stamps.length <= 1 ? 0 : byUnit,
    entry.held ?? 0,
    entry.lifeHeld,
    entry.rounds,
  ]
  while (out.at(-1) === 0) out.pop()
  return JSON.stringify(out)
}

/** @param units how many: one stamp may stand for all of them */
export function decodeEntry(text: string, rev: number, live: boolean, units: number, texts: Texts): Entry {
  const [inc, ln, lo, g, stampTexts, systems, byUnit = 0, held = 0, lifeHeld = 0, rounds = 0] = JSON.parse(text) as EntryText
  const stamps = stampTexts.map((stamp) => stampOf(stamp, texts))
  const stamp: Stamp[] = []
  for (let u = 0; u < units; u++) stamp.push(stamps[byUnit === 0 ? 0 : byUnit[u]!]!)
  return { rev, live, inc, ln, lo, g, stamp, held: held === 0 ? null : held, lifeHeld, s: systems.map((system) => systemOf(system, ln)), rounds }
}

// ─── Pending writes ──────────────────────────────────────────────────────────────────────────────

export function encodePending(s: SystemState, pend: Pending, ln: number): string {
  const values = Array.from(pend.values, (value): Tagged | readonly [] => (value === undefined ? [] : tag(value)))
  const text: PendingText = [systemText(s, ln), pend.kind, pend.units, values, pend.n, pend.ln, pend.doubtful ? 1 : 0]
  return JSON.stringify(text)
}

/** @param after the state of the same system as the entry has it: as if the write had landed */
export function decodePending(op: number, text: string, ln: number, after: SystemState): SystemState {
  const [before, kind, units, valueTexts, n, pendLn, doubtful] = JSON.parse(text) as PendingText
  const values: Pending['values'][number][] = []
  for (const [slot, value] of valueTexts.entries()) if (!Array.isArray(value)) values[slot] = untag(value as Tagged)
  values.length = valueTexts.length
  const pend: Pending = { op, kind, units, values, n, ln: pendLn, doubtful: doubtful === 1, after: { b: after.b, d: after.d, dl: after.dl } }
  return { ...systemOf(before, ln), pend }
}
