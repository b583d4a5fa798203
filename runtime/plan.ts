/**
 * Plan: step 5 of the protocol. Which writes does this entry ask for, one at most for each system. Pure; gives the entry with its pending writes, and
 * replaces those that were not delivered. A doubtful write is frozen: neither replaced nor dropped before it is resolved.
 */
import { heldAnswer } from './answers.ts'
import type { Entry, Landing, Pending, SystemState } from './entry.ts'
import { LOST_CREATION, UNCOMPARED } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { encodeAll, leavesOthers, sameRaw, sameStored } from './kernel.ts'
import { rowAfter } from './ledger/landed.ts'
import type { Image, Unreferenced, Write } from './ports.ts'
import type { Canonical, Raw } from './values.ts'
import { ValueError } from './values.ts'

/** Stands for an operation that is drawn later, for a whole batch. */
const UNDRAWN = 0

/** A system has no form for what is decided. */
export type Unfit = (j: number, error: ValueError) => void

/** @param unfit what becomes of a system that has no form for what is decided: nothing is written there. Default: the error is thrown */
export function plan(kernel: Kernel, entry: Entry, unfit?: Unfit): Entry {
  let next: SystemState[] | null = null
  for (let j = 0; j < entry.s.length; j++) {
    const before = entry.s[j]!
    const after = planned(kernel, entry, j, unfit)
    if (after !== before) (next ??= entry.s.slice())[j] = after
  }
  return next === null ? entry : { ...entry, s: next }
}

function planned(kernel: Kernel, entry: Entry, j: number, unfit: Unfit | undefined): SystemState {
  try {
    return planSystem(kernel, entry, j)
  } catch (error) {
    if (unfit === undefined || !(error instanceof ValueError)) throw error
    unfit(j, error)
    return withoutPending(entry.s[j]!)
  }
}

function planSystem(kernel: Kernel, entry: Entry, j: number): SystemState {
  const s = entry.s[j]!
  if (s.pend?.doubtful === true) return { ...s, pend: { ...s.pend, after: afterLanding(kernel, entry, j, s.pend) } }
  if (entry.lifeHeld !== 0 || s.apart === 'reported' || s.apart === 'left') return withoutPending(s)
  if (s.present && s.key !== null && entry.live) {
    const how = kernel.systems[j]!.renumbers
    if (how !== null) return writing(kernel, entry, j, how, [])
  }
  if (!entry.live) {
    if (!s.present) return s.dl === entry.ln ? withoutPending(s) : { ...withoutPending(s), dl: entry.ln }
    return writing(kernel, entry, j, 'delete', [])
  }
  if (!s.present) return writing(kernel, entry, j, 'insert', kernel.systems[j]!.units)
  if (s.d === null && s.dl === entry.ln) return withoutPending(s)
  const encoded = encodeAll(kernel, j, entry.g)
  const b = s.b ?? encoded
  const d = s.d === null ? null : s.d.slice()
  const units: number[] = []
  for (const u of kernel.systems[j]!.units) {
    const { n } = entry.stamp[u]!
    if (d === null || d[u] === n || d[u] === UNCOMPARED || entry.held?.[u]?.frozen === true) continue
    const { adapter, slots } = kernel.systems[j]!
    if (leavesOthers(kernel.units[u]!, entry.g) || slots[u]!.every((slot) => sameStored(adapter.fields[slot]!, b[slot], encoded[slot])))
      d[u] = n
    else if (kernel.units[u]!.policy.writer !== j) units.push(u)
  }
  if (units.length > 0) return writing(kernel, entry, j, 'update', units, { ...s, d })
  const told = d !== null && kernel.systems[j]!.units.every((u) => d[u] === entry.stamp[u]!.n)
  // A creation in review is not taken over yet; where an answer waits, it is.
  const contested = entry.held?.some((held, u) => held?.frozen === true && !heldAnswer(kernel, entry, u)) === true
  const dl = s.dl === LOST_CREATION && contested ? s.dl : entry.ln
  // While it waits for a review it is planned again and again: then nothing has changed.
  const same = dl === s.dl && !told && (d === null || d.every((n, u) => n === s.d![u]))
  return same ? withoutPending(s) : { ...withoutPending(s), d: told ? null : d, dl }
}

function withoutPending(s: SystemState): SystemState {
  return s.pend === null ? s : { ...s, pend: null }
}

function writing(
  kernel: Kernel,
  entry: Entry,
  j: number,
  kind: Pending['kind'],
  units: readonly number[],
  s: SystemState = entry.s[j]!,
): SystemState {
  if (!kernel.systems[j]!.adapter.writes.includes(kind)) return withoutPending(s)
  const encoded = kind === 'delete' ? [] : encodeAll(kernel, j, entry.g)
  const values: Raw[] = kind === 'insert' ? encoded : []
  if (kind === 'update') {
    values.length = encoded.length
    for (const u of units) for (const slot of kernel.systems[j]!.slots[u]!) values[slot] = encoded[slot]!
  }
  const n = units.map((u) => entry.stamp[u]!.n)
  const pend = { op: UNDRAWN, kind, units, values, n, ln: entry.ln, doubtful: false }
  // A whole row of decided values: nothing is left to be told.
  const after = kind === 'insert' ? { b: null, d: null, dl: entry.ln, key: null } : afterState(kernel, entry, j, s, pend, encoded)
  return { ...s, pend: { ...pend, after } }
}

/** The state of system j once this write has landed just as it was sent. */
function afterLanding(kernel: Kernel, entry: Entry, j: number, pend: Pending): Landing {
  const { key } = pend.after
  return { ...afterState(kernel, entry, j, entry.s[j]!, pend, storedForms(kernel, j, entry.g)), key }
}

/** As `encodeAll`; null where the system has no form for what was decided since the write was sent: rows are known by what they hold then. */
export function storedForms(kernel: Kernel, j: number, g: readonly Canonical[]): Raw[] | null {
  try {
    return encodeAll(kernel, j, g)
  } catch (error) {
    if (error instanceof ValueError) return null
    throw error
  }
}

function afterState(
  kernel: Kernel,
  entry: Entry,
  j: number,
  s: SystemState,
  pend: Pick<Pending, 'kind' | 'units' | 'values' | 'n' | 'ln'>,
  encoded: readonly Raw[] | null,
): Landing {
  if (pend.kind === 'delete') return { b: null, d: s.d, dl: pend.ln, key: null }
  if (pend.kind === 'rekey' || pend.kind === 'link') return { b: s.b, d: s.d, dl: s.dl, key: null }
  const d = s.d === null ? entry.stamp.map((stamp) => stamp.n) : s.d.slice()
  // An insert names all that the system holds; what came to the flow since it was sent is not compared yet.
  if (pend.kind === 'insert') for (const u of kernel.systems[j]!.units) if (!pend.units.includes(u)) d[u] = UNCOMPARED
  pend.units.forEach((u, i) => (d[u] = pend.n[i]!))
  const told = kernel.systems[j]!.units.every((u) => d[u] === entry.stamp[u]!.n)
  const b = pend.kind === 'insert' ? pend.values.slice() : (s.b ?? encoded!).slice()
  if (pend.kind === 'update') for (const u of pend.units) for (const slot of kernel.systems[j]!.slots[u]!) b[slot] = pend.values[slot]!
  const asDecided = encoded?.every((raw, slot) => sameRaw(b[slot], raw)) === true
  return { b: asDecided ? null : b, d: told ? null : d, dl: pend.ln, key: s.key }
}

export interface Landed {
  /** Nothing was decided since the write was planned. */
  readonly unmoved?: boolean
  /** The system's own id of the row that it made, where that is known. */
  readonly made?: Raw | undefined
}

/**
 * The write has landed; `stored` is the row as stored, where it is known to differ from what was sent. Then the row as it is now is absorbed.
 */
export function landed(
  kernel: Kernel,
  entry: Entry,
  j: number,
  stored: readonly Raw[] | null,
  { unmoved = false, made }: Landed = {},
): Entry {
  const s = entry.s[j]!
  const { pend } = s
  if (pend === null) return entry
  const after = unmoved ? pend.after : afterLanding(kernel, entry, j, pend)
  const b = stored === null || !namesValues(pend) ? after.b : mergeStored(kernel, entry, j, pend, stored)
  // It came to a record that has been deleted since, whose copies stay where they are.
  const stays = !entry.live && pend.kind !== 'delete' && (copiesStay(kernel, entry) || !kernel.systems[j]!.adapter.deletes)
  const life = stays ? ({ dl: entry.ln, apart: 'reported' } as const) : ({ dl: after.dl, apart: 'no' } as const)
  return withSystem(entry, j, {
    ...s,
    ...life,
    ...rowAfter(s, pend),
    ...(made === undefined ? {} : { id: made }),
    b,
    d: after.d,
    pend: null,
    dirty: null,
  })
}

/** Of a record that is deleted, or carried no longer: do its copies stay where they are. */
function copiesStay({ life }: Kernel, entry: Entry): boolean {
  const hasLeft = entry.lo >= 0 && entry.s[entry.lo]!.apart === 'left'
  return hasLeft ? life.whenRowLeaves === 'keep' : life.onDelete === 'keep'
}

/**
 * As stored counts for the fields that were written; the rest of the row is an image like any other. So are fields of a new row that the system itself writes: what
 * it makes of them there is its own value (a number that it gives, a status that it begins with).
 */
function mergeStored(kernel: Kernel, entry: Entry, j: number, pend: Pending, stored: readonly Raw[]): Raw[] {
  if (pend.kind === 'insert') return stored.map((value, slot) => (ownField(kernel, j, slot) ? pend.values[slot]! : value))
  const b = (entry.s[j]!.b ?? encodeAll(kernel, j, entry.g)).slice()
  for (const u of pend.units) for (const slot of kernel.systems[j]!.slots[u]!) b[slot] = stored[slot]!
  return b
}

/** Is system j the one that writes it. */
function ownField({ units, systems }: Kernel, j: number, slot: number): boolean {
  const { slots, units: held } = systems[j]!
  return held.some((u) => units[u]!.policy.writer === j && slots[u]!.includes(slot))
}

/** Rekeys, links and deletes say nothing of what the row holds. */
function namesValues({ kind }: Pending): boolean {
  return kind === 'insert' || kind === 'update'
}

/** The write will never land: it can be planned anew. A row that is not there has no other key. */
export function voided(entry: Entry, j: number): Entry {
  const s = entry.s[j]!
  return s.pend === null ? entry : withSystem(entry, j, { ...s, pend: null, key: s.present ? s.key : null })
}

/** Instead of making a row, the one that is alike gets the record's key. What it holds is seen when that has landed. */
export function linking(kernel: Kernel, entry: Entry, j: number, { id, values: row }: Unreferenced): Entry {
  const s = entry.s[j]!
  const values: Raw[] = []
  for (const f of kernel.match) {
    const slot = kernel.systems[j]!.slot[f]!
    values[slot] = row[slot]!
  }
  values.length = row.length
  const { b, d, dl } = s
  const pend = {
    op: UNDRAWN,
    kind: 'link',
    units: [],
    values,
    n: [],
    ln: entry.ln,
    doubtful: false,
    after: { b, d, dl, key: null },
  } as const
  return withSystem(entry, j, { ...s, id, pend })
}

/** Is the answer to this write just what was expected: as sent, and nothing else in the row has moved. */
export function asSent(kernel: Kernel, entry: Entry, j: number, image: Image): boolean {
  const pend = entry.s[j]!.pend!
  if (image.died || image.present !== (pend.kind !== 'delete') || pend.kind === 'link') return false
  if (!image.present) return true
  if (!sameRaw(image.id ?? null, rowAfter(entry.s[j]!, pend).id)) return false
  const b = pend.after.b
  const { adapter, field } = kernel.systems[j]!
  return image.values.every((value, slot) => {
    const mapping = adapter.fields[slot]!
    const expected =
      b !== null ? b[slot] : mapping.identity ? (entry.g[field[slot]!] as Raw) : mapping.encode(entry.g[field[slot]!] ?? null)
    return sameRaw(value, expected)
  })
}

/** The write as its target gets it. */
export function writeOf(kernel: Kernel, entry: Entry, j: number, key: string, seen: number): Write {
  const s = entry.s[j]!
  const pend = s.pend!
  const expect = !s.present ? [] : (s.b ?? encodeAll(kernel, j, entry.g))
  const { kind, units, values } = pend
  return {
    key: kind === 'insert' ? key : (s.key ?? key),
    kind,
    units,
    values: kind === 'link' ? [] : values,
    expect: kind === 'link' ? values : expect,
    unmoved: kind === 'update' ? unmovedBy(kernel, j, units) : none,
    seen: Math.max(seen, s.seen),
    ...(s.id === null || (!s.present && kind !== 'link') ? {} : { id: s.id }),
    ...(kind === 'rekey' ? { to: key } : {}),
  }
}

const none: readonly number[] = []
function unmovedBy(kernel: Kernel, j: number, units: readonly number[]): readonly number[] {
  if (kernel.answering.length === 0) return none
  const { unmoved, slots } = kernel.systems[j]!
  return units.flatMap((u) => unmoved[u]!.flatMap((v) => slots[v]!))
}

export function withSystem(entry: Entry, j: number, state: SystemState): Entry {
  const s = entry.s.slice()
  s[j] = state
  return { ...entry, s }
}
