/**
 * An entry as text: a JSON array whose tail is left out while it says nothing, stamps kept once, a system at rest as one digit. At rest a record costs its
 * own values and some 30 bytes here.
 *
 *   [incarnation, ln, lo, decided values, stamps, systems, stamp by unit, held, life held, rounds, swing]
 */
import type { Dirty, Entry, Held, Pending, Stamp, Swing, SystemState } from '../entry.ts'
import type { Tagged } from '../raw-json.ts'
import { tag, untag } from '../raw-json.ts'
import type { Canonical, KeyText, Raw } from '../values.ts'
import { landed } from './landed.ts'

/** What stands in an entry for texts that come again and again. */
export interface Texts {
  /** JSON of a number or a text. */
  short(text: string): string
  long(short: number | string): string
}

/** `change` is `word` and what follows it: `outbox 17` is the word `outbox ` and 17. */
type StampText = readonly [
  n: number,
  origin: number,
  at: number | null,
  version: number | string,
  word: number | string,
  rest?: number | string,
]
type SystemText =
  | 0
  | 1
  /** At rest, with the system's own id. */
  | readonly [id: Tagged]
  | readonly [
      present: 0 | 1,
      b: readonly Tagged[] | 0,
      d: readonly number[] | 0,
      dl: number,
      apart: number,
      dirty: Dirty | 0,
      seen: number,
      id?: Tagged,
      key?: KeyText,
    ]
/** The review's id, negative where each system keeps its value until it closes; 0: none. */
type HeldText = number
type SwingText = readonly [unit: number, systems: readonly number[], values: readonly number[], times: number, at: number]
type EntryText = readonly [
  inc: number,
  ln: number,
  lo: number,
  g: readonly Canonical[],
  stamps: readonly StampText[],
  systems: readonly SystemText[],
  byUnit?: readonly number[] | 0,
  held?: readonly HeldText[] | 0,
  lifeHeld?: number,
  rounds?: number,
  swing?: SwingText,
]
/** How many values, then pairs of slot and value: those that are not the decided ones for an insert, those that are sent for an update. */
type ValuesText = readonly [length: number, ...pairs: (number | Tagged | readonly [])[]]
type PendingText = readonly [
  before: SystemText,
  kind: Pending['kind'],
  units: readonly number[],
  values: ValuesText,
  n: readonly number[],
  ln: number,
  doubtful: 0 | 1,
]

const aparts = ['no', 'reported', 'foreign', 'left'] as const satisfies readonly SystemState['apart'][]

// ─── Stamps ──────────────────────────────────────────────────────────────────────────────────────

function sameStamp(a: Stamp, b: Stamp): boolean {
  return a === b || (a.n === b.n && a.origin === b.origin && a.at === b.at && a.change === b.change && a.version === b.version)
}

/** Words are what comes before the first digit, so that there are few of them. */
function stampText({ n, origin, at, change, version }: Stamp, texts: Texts): string {
  let end = 0
  while (end < change.length && end < 40 && (change.charCodeAt(end) < 48 || change.charCodeAt(end) > 57)) end++
  const known = `[${n},${origin},${at},${texts.short(version)},${texts.short(end === change.length ? change : change.slice(0, end))}`
  if (end === change.length) return `${known}]`
  const rest = change.slice(end)
  return `${known},${isWhole(rest) ? rest : JSON.stringify(rest)}]`
}
function isWhole(text: string): boolean {
  const number = Number(text)
  return Number.isSafeInteger(number) && String(number) === text
}
function stampOf([n, origin, at, version, word, rest]: StampText, texts: Texts): Stamp {
  return { n, origin, at, change: rest === undefined ? texts.long(word) : `${texts.long(word)}${rest}`, version: texts.long(version) }
}

// ─── Systems ─────────────────────────────────────────────────────────────────────────────────────

function systemText(s: SystemState, ln: number): string {
  const { id, key } = s
  if (s.b === null && s.d === null && s.dl === ln && s.apart === 'no' && s.dirty === null && s.seen === 0 && key === null) {
    if (id === null) return s.present ? '1' : '0'
    if (s.present) return JSON.stringify([tag(id)] satisfies SystemText)
  }
  const text = [s.present ? 1 : 0, s.b?.map(tag) ?? 0, s.d ?? 0, s.dl, aparts.indexOf(s.apart), s.dirty ?? 0, s.seen] as const
  const named: SystemText = key !== null ? [...text, tag(id), key] : id !== null ? [...text, tag(id)] : text
  return JSON.stringify(named)
}
function systemOf(text: SystemText, ln: number): SystemState {
  if (typeof text === 'number') return atRest(text === 1, null, ln)
  if (text.length === 1) return atRest(true, untag(text[0]), ln)
  const [present, b, d, dl, apart, dirty, seen, id, key] = text
  return {
    present: present === 1,
    b: b === 0 ? null : b.map(untag),
    d: d === 0 ? null : d,
    dl,
    apart: aparts[apart]!,
    pend: null,
    dirty: dirty === 0 ? null : dirty,
    seen,
    id: id === undefined ? null : untag(id),
    key: key ?? null,
  }
}
function atRest(present: boolean, id: Raw, dl: number): SystemState {
  return { present, b: null, d: null, dl, apart: 'no', pend: null, dirty: null, seen: 0, id, key: null }
}

function heldText(held: Held | null): HeldText {
  return held === null ? 0 : held.frozen ? -held.id : held.id
}
function heldOf(text: HeldText): Held | null {
  return text === 0 ? null : { id: Math.abs(text), frozen: text < 0 }
}

function swingText({ unit, systems, values, times, at }: Swing): string {
  return JSON.stringify([unit, systems, values, times, at] satisfies SwingText)
}
function swingOf([unit, systems, values, times, at]: SwingText): Swing {
  return { unit, systems, values, times, at }
}

// ─── Entries ─────────────────────────────────────────────────────────────────────────────────────

/** As if every pending write had landed just as it was sent. */
export function encodeEntry(entry: Entry, texts: Texts): string {
  const { inc, ln, lo, g, stamp, s, held, lifeHeld, rounds, swing } = entry
  const calm = held === null && lifeHeld === 0 && rounds === 0 && swing === null
  const stamps: Stamp[] = []
  const byUnit: number[] = []
  for (const each of stamp) {
    let i = stamps.length - 1
    while (i >= 0 && !sameStamp(stamps[i]!, each)) i--
    byUnit.push(i < 0 ? stamps.push(each) - 1 : i)
  }
  let text = `[${inc},${ln},${lo},${JSON.stringify(g)},[`
  for (let i = 0; i < stamps.length; i++) text += (i === 0 ? '' : ',') + stampText(stamps[i]!, texts)
  text += '],['
  for (let j = 0; j < s.length; j++) text += (j === 0 ? '' : ',') + systemText(landed(s[j]!), ln)
  text += ']'
  if (stamps.length <= 1 && calm) return `${text}]`
  text += stamps.length <= 1 ? ',0' : `,[${byUnit.join(',')}]`
  if (calm) return `${text}]`
  return `${text},${held === null ? 0 : JSON.stringify(held.map(heldText))},${lifeHeld},${rounds}${swing === null ? '' : `,${swingText(swing)}`}]`
}

/** @param units how many: one stamp may stand for all of them */
export function decodeEntry(text: string, rev: number, live: boolean, units: number, texts: Texts): Entry {
  const [inc, ln, lo, g, stampTexts, systems, byUnit = 0, held = 0, lifeHeld = 0, rounds = 0, swing] = JSON.parse(text) as EntryText
  const stamps = stampTexts.map((stamp) => stampOf(stamp, texts))
  const stamp: Stamp[] = []
  for (let u = 0; u < units; u++) stamp.push(stamps[byUnit === 0 ? 0 : byUnit[u]!]!)
  return {
    rev,
    live,
    inc,
    ln,
    lo,
    g,
    stamp,
    held: held === 0 ? null : held.map(heldOf),
    lifeHeld,
    s: systems.map((system) => systemOf(system, ln)),
    rounds,
    swing: swing === undefined ? null : swingOf(swing),
  }
}

// ─── Pending writes ──────────────────────────────────────────────────────────────────────────────

/** @param fields by slot of the system: the index of its field in the entry's values */
export function encodePending(s: SystemState, pend: Pending, entry: Entry, fields: readonly number[]): string {
  const { kind, units, n, ln, doubtful } = pend
  return `[${systemText(s, entry.ln)},"${kind}",[${units.join(',')}],${JSON.stringify(valuesText(pend, entry, fields))},[${n.join(',')}],${ln},${doubtful ? 1 : 0}]`
}
function valuesText({ kind, values }: Pending, { g }: Entry, fields: readonly number[]): ValuesText {
  const out: [number, ...(number | Tagged | readonly [])[]] = [values.length]
  for (let slot = 0; slot < values.length; slot++) {
    const value = values[slot]
    if (kind === 'insert' ? value !== g[fields[slot]!] : value !== undefined) out.push(slot, value === undefined ? [] : tag(value))
  }
  return out
}

/** @param entry as it is stored: as if the write had landed */
export function decodePending(op: number, text: string, entry: Entry, j: number, fields: readonly number[]): SystemState {
  const [before, kind, units, valuesOf, n, pendLn, doubtful] = JSON.parse(text) as PendingText
  const { b, d, dl, key } = entry.s[j]!
  const pend: Pending = {
    op,
    kind,
    units,
    values: pendingValues(kind, valuesOf, entry, fields),
    n,
    ln: pendLn,
    doubtful: doubtful === 1,
    after: { b, d, dl, key },
  }
  return { ...systemOf(before, entry.ln), pend }
}
function pendingValues(kind: Pending['kind'], [length, ...pairs]: ValuesText, { g }: Entry, fields: readonly number[]): Raw[] {
  const told = new Map<number, Tagged | readonly []>()
  for (let i = 0; i < pairs.length; i += 2) told.set(pairs[i] as number, pairs[i + 1] as Tagged | readonly [])
  const values: Raw[] = []
  for (let slot = 0; slot < length; slot++) {
    const value = told.get(slot)
    if (value === undefined) {
      if (kind === 'insert') values[slot] = g[fields[slot]!] as Raw
    } else if (!Array.isArray(value)) values[slot] = untag(value as Tagged)
  }
  values.length = length
  return values
}
