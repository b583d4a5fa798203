/**
 * Settle: absorb one image of one record into its ledger entry. Pure: no I/O, no clock, no randomness; the same entry, system, image and cause always
 * give the same entry and events. The rules are step 4 of the protocol for fields and the table of the protocol's life of a record for the rest.
 */
import { heldAnswer, holdStaleAnswers } from './answers.ts'
import type { ConflictKind } from './conflict-kinds.ts'
import {
  agreedBy,
  blankEnds,
  contest,
  editedUnit,
  foreignWrite,
  heldUnit,
  inReview,
  keptByBlank,
  metDifferent,
  sidesOf,
  writes,
} from './contest.ts'
import { Draft } from './draft.ts'
import type { Entry, Stamp, SystemState } from './entry.ts'
import { LOST_CREATION, TOLD_AGAIN, UNCOMPARED } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { encodeAll, leavesOthers, sameRaw, wouldLeaveOthers } from './kernel.ts'
import type { Image } from './ports.ts'
import type { Canonical, Raw } from './values.ts'

/** What led to the look, for the stamps of what it decides. */
export interface Cause {
  /** Commit time at the system, epoch ms; null where it gives none. */
  readonly at: number | null
  readonly change: string
  /** Version of the flow. */
  readonly version: string
  /** The first of the review numbers that this settle may use; it uses as many as it opens. */
  readonly nextReview: number
  /** The hub's clock, epoch ms. Without it nobody watches for values that go to and fro. */
  readonly now?: number
  /** The system is still being read for the first time: what it holds was there before anybody looked. */
  readonly firstLoad?: boolean
  /** Nobody can tell whether the image was made on top of our last write there, or beside it: what clashes is for a person to decide. */
  readonly doubtful?: boolean
}

/** What the audit must keep. `unit` is an index; null: the life of the record. */
export type Event =
  /** `system` -1: a person. */
  | { readonly kind: 'decided'; readonly system: number; readonly unit: number; readonly was: readonly Canonical[]; readonly stamp: Stamp }
  | { readonly kind: 'created' | 'revived'; readonly system: number }
  /** `was`: what was decided of every field of the flow; a creation of the key overwrites it. `left`: the row is there, and carried no longer. */
  | { readonly kind: 'deleted'; readonly system: number; readonly was: readonly Canonical[]; readonly left: boolean }
  | {
      readonly kind: 'conflict'
      readonly conflict: ConflictKind
      /** Whose value or act it was that did not come to stand, or that was settled against. */
      readonly system: number
      readonly unit: number | null
      readonly outcome: string
      /** The value that did not come to stand. */
      readonly lost: readonly Canonical[] | null
    }
  | {
      readonly kind: 'review'
      readonly id: number
      readonly unit: number | null
      readonly conflict: ConflictKind
      readonly system: number
      readonly value: readonly Canonical[] | null
    }
  /** An edit that would be decided once the field is handed over to its system; it stays where it is. */
  | {
      readonly kind: 'shadowed'
      readonly system: number
      readonly unit: number
      readonly value: readonly Canonical[]
      readonly decided: readonly Canonical[]
    }
  | { readonly kind: 'closed'; readonly id: number; readonly how: string }
  /** A person decided otherwise, the writer's blank has ended that left it alone, or the record goes: what this system holds and will no longer. */
  | { readonly kind: 'overruled'; readonly system: number; readonly unit: number; readonly lost: readonly Canonical[] }

export interface Settled {
  readonly entry: Entry
  readonly events: readonly Event[]
}

const nothing: readonly Event[] = []
export const absent: Image = { present: false, values: [], died: false, death: 0 }
const noStamp: Stamp = { n: 0, origin: -1, at: null, change: '', version: '' }

/** The entry of a key that nobody has seen yet. */
export function blank(kernel: Kernel): Entry {
  const s: SystemState = { present: false, b: null, d: null, dl: 0, apart: 'no', pend: null, dirty: null, seen: 0, id: null, key: null }
  return {
    rev: 0,
    live: false,
    inc: 0,
    ln: 0,
    lo: -1,
    g: kernel.flow.fields.map(() => null),
    stamp: kernel.units.map(() => noStamp),
    held: null,
    lifeHeld: 0,
    s: kernel.systems.map(() => s),
    rounds: 0,
    swing: null,
  }
}

/** Absorbs what was seen in system j. An image that equals the base is no edit, whoever wrote it: the same entry comes back. */
export function settle(kernel: Kernel, entry: Entry, j: number, image: Image, cause: Cause): Settled {
  const s = entry.s[j]!
  if (still(kernel, entry, j, image)) {
    if (image.death <= s.seen) return { entry, events: nothing }
    return { entry: { ...entry, s: entry.s.map((other, k) => (k === j ? { ...other, seen: image.death } : other)) }, events: nothing }
  }
  const draft = new Draft(kernel, entry, cause)
  if (bornAnew(s, image)) see(draft, j, absent)
  see(draft, j, image)
  draft.e.s[j]!.id = image.present ? (image.id ?? null) : null
  if (image.death > s.seen) draft.e.s[j]!.seen = image.death
  yieldToWriters(draft)
  holdStaleAnswers(draft, entry)
  return { entry: draft.tidy(), events: draft.events }
}

/** Is there nothing to settle in what was seen in system j. */
export function still(kernel: Kernel, entry: Entry, j: number, image: Image): boolean {
  if (bornAnew(entry.s[j]!, image)) return false
  if (image.present && !sameRaw(image.id ?? null, entry.s[j]!.id)) return false
  return unchanged(kernel, entry, j, image) && !owed(kernel, entry, j) && !comparable(entry, j) && !foundOutside(entry, j, image)
}

/** Is the row that was seen no more: another one has taken its place, or none. The system's own id tells it for certain, its captured deletes where it has none. */
export function bornAnew({ present, id }: SystemState, image: Image): boolean {
  if (!present) return false
  const known = id !== null && image.present && image.id !== undefined
  return known ? !sameRaw(id, image.id) : image.died
}

function unchanged(kernel: Kernel, entry: Entry, j: number, image: Image): boolean {
  const s = entry.s[j]!
  if (s.present !== image.present) return false
  if (!s.present) return true
  const { values } = image
  if (s.b !== null) {
    for (let k = 0; k < values.length; k++) if (!sameRaw(values[k], s.b[k])) return false
    return true
  }
  const { adapter, field } = kernel.systems[j]!
  for (let k = 0; k < values.length; k++) {
    const mapping = adapter.fields[k]!
    const value = entry.g[field[k]!] ?? null
    const raw = mapping.identity ? (value as Raw) : mapping.encode(value)
    if (raw !== values[k] && !sameRaw(raw, values[k])) return false
  }
  return true
}

/** The writer's row was in doubt when somebody else created the record anew, and turns out to be there as it was: its values are to stand. */
function owed(kernel: Kernel, entry: Entry, j: number): boolean {
  const s = entry.s[j]!
  if (s.d === null || !s.present || !entry.live || entry.lifeHeld !== 0 || s.pend?.doubtful === true) return false
  const frozen = (u: number) => entry.held?.[u]?.frozen === true
  return kernel.units.some((unit, u) => unit.policy.writer === j && s.d![u] !== entry.stamp[u]!.n && !frozen(u))
}

/** Does j hold something that came to the flow later and was never compared, of a record that stands. */
function comparable(entry: Entry, j: number): boolean {
  const s = entry.s[j]!
  return s.d !== null && s.d.includes(UNCOMPARED) && s.present && s.apart === 'no' && entry.live && entry.lifeHeld === 0
}

/** The row was to be made again, and turns out to be there and carried no longer. */
function foundOutside(entry: Entry, j: number, image: Image): boolean {
  return image.left === true && entry.live && entry.lifeHeld === 0 && !entry.s[j]!.present && entry.s[j]!.apart !== 'left'
}

function see(draft: Draft, j: number, image: Image): void {
  const s = draft.e.s[j]!
  if (s.present && !image.present) s.pend = s.pend?.doubtful === true ? s.pend : null
  if (draft.e.lifeHeld !== 0) return whileHeld(draft, j, image)
  came(draft, j, image)
  // Rows of a record that was deleted may still be there, and be equal to the one that asks whether it lives.
  if (image.present && draft.e.lifeHeld !== 0) endHeld(draft, j, image.values)
}

function came(draft: Draft, j: number, image: Image): void {
  const s = draft.e.s[j]!
  const was = s.present
  const is = image.present
  if (s.apart === 'left' && image.left !== true) s.apart = 'no'
  else if (s.apart !== 'no' && rowApart(draft, j, is, image.values)) return
  if (was && is) return edited(draft, j, image)
  if (was) return image.left === true ? left(draft, j) : gone(draft, j)
  if (is) appeared(draft, j, image)
  else if (image.left === true && draft.e.live && s.apart !== 'left') left(draft, j)
}

/** A row that is nobody's in this flow. Reported rows are left alone; foreign ones wait for their removal, and their edits are kept in the audit. */
function rowApart(draft: Draft, j: number, is: boolean, values: readonly Raw[]): boolean {
  const s = draft.e.s[j]!
  if (s.apart === 'foreign' && draft.e.live) return false
  if (is && s.apart === 'foreign' && s.present) draft.conflict('foreignCreate', j, null, 'removed', draft.decodeRow(j, values))
  if (!is) {
    s.apart = 'no'
    s.dl = draft.e.ln
  }
  draft.setBase(j, is, values)
  return true
}

// ─── A row that was there and is there ───────────────────────────────────────────────────────────

function edited(draft: Draft, j: number, image: Image): void {
  const changed = draft.changed(j, image.values)
  if (!draft.e.live) return editedDeleted(draft, j, image, changed)
  if (draft.lifeTold(j)) for (const u of changed) editedUnit(draft, j, u, image, draft.row(j))
  // Its own creation lost, or it went over to a record that was created anew.
  else if (draft.e.s[j]!.dl === LOST_CREATION) bothCreated(draft, j, image, changed, draft.row(j))
  else editedOlderIncarnation(draft, j, image, changed)
  compared(draft, j, image)
  draft.setBase(j, true, image.values)
}

/** What came to the flow later has no base: as on a first sync, the first value that is seen is decided, and what others hold is compared with it. */
function compared(draft: Draft, j: number, image: Image): void {
  if (draft.e.s[j]!.d === null) return
  for (const u of draft.kernel.systems[j]!.units) {
    if (!draft.uncompared(j, u)) continue
    if (draft.e.stamp[u]!.n === 0) draft.decide(j, u, draft.decode(j, u, image.values), draft.timeOf(j, u, image))
    else bothCreatedUnit(draft, j, u, image, null, false)
  }
}

/** An edit of a row whose record is deleted: update against delete. */
function editedDeleted(draft: Draft, j: number, image: Image, changed: readonly number[]): void {
  // Where the row is still there and carried no longer, it cannot be made again.
  const againstUpdate = draft.e.s.some(({ apart }) => apart === 'left') ? 'deleteWins' : draft.kernel.life.againstUpdate
  const { values } = image
  const own: number[] = []
  for (const u of changed) {
    if (writes(draft, j, u)) own.push(u)
    else {
      draft.conflict('foreignWrite', j, u, 'the record is deleted', draft.decodeLoosely(j, u, values))
      // Should the record live again, the decided value is to stand in this row, too.
      if (draft.kernel.units[u]!.foreignWrite !== 'keep') draft.tellAgain(j, u)
    }
  }
  if (own.length > 0) {
    const lost = draft.decodeRow(j, values)
    if (againstUpdate === 'deleteWins') draft.conflict('updateDelete', j, null, 'the delete stands', lost)
    else if (againstUpdate === 'review') {
      draft.conflict('updateDelete', j, null, 'in review', null)
      draft.holdLife({ conflict: 'updateDelete', system: j, value: lost })
    } else {
      draft.conflict('updateDelete', draft.e.lo, null, 'the update stands: the record lives again', null)
      born(draft, j, image, own, true)
    }
  }
  draft.setBase(j, true, values)
}

/** An edit of a row that was deleted and created anew elsewhere: its user saw neither. */
function editedOlderIncarnation(draft: Draft, j: number, image: Image, changed: readonly number[]): void {
  const { againstUpdate } = draft.kernel.life
  const { values } = image
  const own: number[] = []
  for (const u of changed) {
    if (writes(draft, j, u)) own.push(u)
    else if (leavesOthers(draft.kernel.units[u]!, draft.e.g))
      draft.conflict('foreignWrite', j, u, keptByBlank, draft.decodeLoosely(j, u, values))
    else {
      draft.conflict('foreignWrite', j, u, 'restored', draft.decodeLoosely(j, u, values))
      draft.tellAgain(j, u)
    }
  }
  if (own.length === 0) return
  if (againstUpdate === 'review') return draft.holdLife({ conflict: 'updateDelete', system: j, value: draft.decodeRow(j, values) })
  // Nobody tells a writer of his own field: as long as his row is there, what he holds stands, also over a delete that won.
  const stands = own.filter((u) => againstUpdate === 'updateWins' || draft.kernel.units[u]!.policy.writer === j)
  for (const u of own) {
    if (stands.includes(u)) continue
    draft.conflict('updateDelete', j, u, 'the delete stands', draft.decodeLoosely(j, u, values))
    // What was there may have been equal to what is decided anew, and so have counted as told.
    draft.tellAgain(j, u)
  }
  if (stands.length === 0) return
  const creator = draft.e.lo
  const told = creator >= 0 ? draft.e.s[creator]!.dl : 0
  bothCreated(draft, j, image, stands, null)
  // What is left of the older row has not created the record: a delete by who did is about the record, whatever he has not seen of it.
  if (againstUpdate === 'deleteWins' && creator >= 0) draft.e.s[creator]!.dl = told
}

// ─── A row that was there and is gone ────────────────────────────────────────────────────────────

function gone(draft: Draft, j: number): void {
  const { life } = draft.kernel
  const { e } = draft
  const s = e.s[j]!
  const lost = draft.decodeRow(j, draft.row(j))
  const own = e.live ? draft.kernel.units.map((_, u) => draft.kernel.systems[j]!.holds[u]! && unseenBy(draft, j, u)) : []
  draft.explicit(j)
  draft.setBase(j, false, [])
  if (!e.live) {
    s.dl = e.ln
    return
  }
  if (!draft.lifeTold(j) && s.dl !== TOLD_AGAIN) {
    sideGone(draft)
    if (life.deletes.includes(j) || life.foreignDelete === 'accept') oneIsLeft(draft)
    return
  }
  if (!life.deletes.includes(j) && life.foreignDelete !== 'accept') {
    if (life.foreignDelete === 'review') {
      draft.conflict('foreignDelete', j, null, 'in review', null)
      draft.holdLife({ conflict: 'foreignDelete', system: j, value: lost })
      return
    }
    draft.conflict('foreignDelete', j, null, 'restored', null)
    sideGone(draft)
    s.dl = TOLD_AGAIN
    e.rounds++
    return
  }
  if (!life.deletes.includes(j)) draft.conflict('foreignDelete', j, null, 'accepted', null)
  const unseen = own.flatMap((untold, u) => (untold ? [u] : []))
  if (unseen.length === 0 || life.againstUpdate === 'deleteWins') {
    overruled(draft, unseen)
    endUnseen(draft, j)
    died(draft, j)
  } else if (life.againstUpdate === 'review') {
    draft.conflict('deleteUpdate', j, null, 'in review', null)
    draft.holdLife({ conflict: 'deleteUpdate', system: j, value: null })
  } else {
    draft.conflict('deleteUpdate', j, null, 'the update stands: the row is restored', null)
    sideGone(draft)
    s.dl = TOLD_AGAIN
  }
}

/**
 * The row is there, and the flow carries it no longer: its users have said so by what they entered. That is no delete that anybody else could undo, since the row
 * cannot be made again; what others wrote on their copies is kept in the audit where the copies go.
 */
function left(draft: Draft, j: number): void {
  const { e } = draft
  const s = e.s[j]!
  const unseen = e.live ? draft.kernel.systems[j]!.units.filter((u) => unseenBy(draft, j, u)) : []
  draft.explicit(j)
  draft.setBase(j, false, [])
  s.apart = 'left'
  if (!e.live) {
    s.dl = e.ln
    return
  }
  const copiesStay = draft.kernel.life.whenRowLeaves === 'keep'
  if (!copiesStay) {
    overruled(draft, unseen)
    endUnseen(draft, j)
  }
  died(draft, j, copiesStay)
}

/** Is there an edit of u that users of j have not seen. What is in review nobody has seen all of; of an answer that is held there is but its writer's. */
function unseenBy(draft: Draft, j: number, u: number): boolean {
  return !draft.saw(j, u) || (draft.frozen(u) && !heldAnswer(draft.kernel, draft.e, u))
}

/**
 * What is in review of fields that j does not have goes with the record: its users cannot have seen any of it, so it is nothing that their delete meets, and is kept in
 * the audit all the same.
 */
function endUnseen(draft: Draft, j: number): void {
  for (const u of draft.kernel.units.keys()) {
    if (!draft.frozen(u) || draft.kernel.systems[j]!.holds[u]!) continue
    for (const [k, lost] of sidesOf(draft, u)) draft.events.push({ kind: 'overruled', system: k, unit: u, lost })
  }
}

/** What a delete that stands takes with it. */
function overruled(draft: Draft, unseen: readonly number[]): void {
  for (const u of unseen) {
    if (!draft.frozen(u) || heldAnswer(draft.kernel, draft.e, u))
      draft.conflict('deleteUpdate', draft.e.stamp[u]!.origin, u, 'the delete stands', draft.decided(u))
    else for (const [k, value] of sidesOf(draft, u)) draft.conflict('deleteUpdate', k, u, 'the delete stands', value)
  }
}

/**
 * Whoever deletes his row gives up his side of what is in review, whether or not the row comes back. Where that ends the disagreement, what the others hold stands. An
 * answer in review does not come to count by that: only who gave it gives it up.
 */
function sideGone(draft: Draft): void {
  for (const [u, { policy }] of draft.kernel.units.entries()) {
    if (!draft.frozen(u) || (heldAnswer(draft.kernel, draft.e, u) && draft.e.s[policy.writer!]!.present)) continue
    const k = draft.e.s.findIndex((s, at) => s.present && draft.kernel.systems[at]!.holds[u]!)
    if (k >= 0) heldUnit(draft, k, u, draft.row(k))
  }
}

/** The same after a write of our own, which nobody is told of: where it ends a disagreement, the review is over. */
export function settleReviews(kernel: Kernel, entry: Entry, cause: Cause): Settled {
  const draft = new Draft(kernel, entry, cause)
  sideGone(draft)
  return { entry: draft.tidy(), events: draft.events }
}

/** Of those who created the record, each for himself, one is left: it is his now, and a delete of it is one of the record, whatever is still to be told there. */
function oneIsLeft({ e }: Draft): void {
  const left = [...e.s.keys()].filter((k) => e.s[k]!.present && e.s[k]!.dl === LOST_CREATION)
  const [k] = left
  if (left.length !== 1 || (k !== e.lo && e.s[e.lo]!.present)) return
  e.lo = k!
  e.s[k!]!.dl = e.ln
}

/** @param copiesStay by default what the flow says of deletes */
export function died(draft: Draft, j: number, copiesStay = draft.kernel.life.onDelete === 'keep'): void {
  const { e } = draft
  e.live = false
  e.lo = j
  e.ln++
  e.rounds = 0
  e.s[j]!.dl = e.ln
  for (const u of draft.kernel.units.keys()) draft.closeReview(u, 'the record was deleted')
  draft.events.push({ kind: 'deleted', system: j, was: e.g.slice(), left: e.s[j]!.apart === 'left' })
  if (copiesStay) leaveWhere(draft, () => true)
  else leaveUndeletable(draft)
  for (const u of draft.kernel.units.keys()) blankEnds(draft, j, u, null)
}

/** The record is deleted: where a system's rows are never deleted, its row is left alone from now on. */
export function leaveUndeletable(draft: Draft): void {
  leaveWhere(draft, (k) => !draft.kernel.systems[k]!.adapter.deletes)
}

function leaveWhere({ e }: Draft, stays: (k: number) => boolean): void {
  for (const [k, s] of e.s.entries()) {
    if (!s.present || !stays(k)) continue
    s.apart = 'reported'
    s.dl = e.ln
  }
}

// ─── A row that was not there ────────────────────────────────────────────────────────────────────

function appeared(draft: Draft, j: number, image: Image): void {
  const { life } = draft.kernel
  const { values } = image
  const { e } = draft
  const s = e.s[j]!
  const all = draft.kernel.systems[j]!.units
  if (e.live) {
    if (s.dl === TOLD_AGAIN && all.every((u) => draft.told(j, u))) {
      s.dl = e.ln
      const knew = encodeAll(draft.kernel, j, e.g)
      for (const u of all) if (!draft.equalsDecided(j, u, values)) editedUnit(draft, j, u, image, knew)
      draft.setBase(j, true, values)
    } else {
      s.present = true
      bothCreated(draft, j, image, all, null)
      draft.setBase(j, true, values)
    }
    return
  }
  if (life.creates.includes(j)) {
    born(draft, j, image, all, false)
    draft.setBase(j, true, values)
    return
  }
  if (life.foreignCreate === 'review') {
    draft.conflict('foreignCreate', j, null, 'in review', null)
    draft.holdLife({ conflict: 'foreignCreate', system: j, value: draft.decodeRow(j, values) })
  } else {
    const report = life.foreignCreate === 'report'
    draft.conflict('foreignCreate', j, null, report ? 'reported' : 'removed', report ? null : draft.decodeRow(j, values))
    s.apart = report ? 'reported' : 'foreign'
    if (!report) s.dl = TOLD_AGAIN
  }
  draft.setBase(j, true, values)
}

/** The record comes to life by j's row: a creation, or (`undo`) an update that wins over a delete. `units` are those that j decides. */
function born(draft: Draft, j: number, image: Image, units: readonly number[], undo: boolean): void {
  const { e } = draft
  const { values } = image
  const base = undo ? draft.row(j) : []
  const x = undo ? [] : units.map((u) => draft.decode(j, u, values))
  for (const k of e.s.keys()) if (k !== j) draft.explicit(k)
  e.live = true
  e.lo = j
  e.ln++
  if (undo) for (const u of units) contest(draft, 'bothChanged', j, u, image, base)
  else {
    e.inc++
    for (const u of draft.kernel.units.keys()) {
      const given = units.indexOf(u)
      const nothing = draft.kernel.units[u]!.at.map(() => null)
      if (given < 0) draft.decide(j, u, nothing)
      else draft.decide(j, u, x[given]!, draft.timeOf(j, u, image))
    }
  }
  draft.setBase(j, true, values)
  const s = e.s[j]!
  s.dl = e.ln
  s.apart = 'no'
  draft.events.push({ kind: undo ? 'revived' : 'created', system: j })
  for (const [k, other] of e.s.entries()) {
    if (k === j || other.apart === 'no') continue
    other.apart = 'no'
    if (!other.present) continue
    other.dl = TOLD_AGAIN
    bothCreated(draft, k, { ...absent, present: true, values: draft.row(k), times: [] }, draft.kernel.systems[k]!.units, null)
  }
}

/**
 * j has the row, and so has the ledger by somebody else's creation. Equal is agreed; where values differ the field's policy says what stands. As long as anything is still
 * to be told there, or to be decided, the row has not gone over to the record: a delete of it is about that row alone, whatever of it was edited last.
 */
function bothCreated(draft: Draft, j: number, image: Image, units: readonly number[], base: readonly Raw[] | null): void {
  const { e, kernel } = draft
  const creator = e.lo
  let lostThere = false
  for (const u of units) {
    // What a user edits of his own row, he knows: where he was told, nobody's creation loses by it.
    const told = base !== null && draft.told(j, u)
    const overruled = bothCreatedUnit(draft, j, u, image, base, told)
    lostThere ||= overruled && !told
  }
  const isOver = kernel.systems[j]!.units.every((u) => draft.told(j, u) && !draft.frozen(u))
  e.s[j]!.dl = isOver ? e.ln : LOST_CREATION
  // Who may not create has created nothing: a delete by who did is about the record, whatever he has not seen of it.
  const joined = kernel.life.againstUpdate === 'deleteWins' && !kernel.life.creates.includes(j)
  if (lostThere && !joined && creator >= 0 && creator !== j && e.s[creator]!.present) e.s[creator]!.dl = LOST_CREATION
}

/** @param told was j, of what is decided @returns does what was decided stand no longer, or is it in review */
function bothCreatedUnit(draft: Draft, j: number, u: number, image: Image, base: readonly Raw[] | null, told: boolean): boolean {
  const met = draft.cause.firstLoad === true || draft.uncompared(j, u)
  if (draft.uncompared(j, u)) draft.setTold(j, u, 0)
  if (inReview(draft, j, u, image.values)) return true
  if (base === null && met && metDifferent(draft, j, u, image.values)) return true
  if (writes(draft, j, u)) return contest(draft, 'bothCreated', j, u, image, base, told)
  if (draft.equalsDecided(j, u, image.values) || leavesOthers(draft.kernel.units[u]!, draft.e.g)) draft.markTold(j, u)
  else if (told) foreignWrite(draft, j, u, image.values)
  else {
    draft.conflict('bothCreated', j, u, 'the writer’s value stands', draft.decodeLoosely(j, u, image.values))
    draft.tellAgain(j, u)
  }
  return false
}

// ─── Held, and what writers keep ─────────────────────────────────────────────────────────────────

/** While the life of a record is in review only what is seen moves on. */
function whileHeld(draft: Draft, j: number, { present: is, values, left: outside }: Image): void {
  const { e } = draft
  draft.explicit(j)
  draft.setBase(j, is, values)
  if (outside === true) e.s[j]!.apart = 'left'
  else if (!is || e.s[j]!.apart === 'left') e.s[j]!.apart = 'no'
  endHeld(draft, j, values)
}

/** The review of a life closes itself when all systems are equal. @param values what j holds */
function endHeld(draft: Draft, j: number, values: readonly Raw[]): void {
  const { e } = draft
  const present = e.s.filter((s) => s.present).length
  if (present !== 0 && present !== e.s.length) return
  const live = present > 0
  const agreed = live ? draft.kernel.units.map((_, u) => agreedBy(draft, j, u, values)) : []
  if (agreed.includes(null)) return
  draft.closeReview(null, 'all systems are equal')
  for (const u of draft.kernel.units.keys()) draft.closeReview(u, live ? 'all systems are equal' : 'the record was deleted')
  for (const [u, all] of agreed.entries()) if (!draft.sameDecided(u, all!.value)) draft.decide(all!.whose, u, all!.value)
  e.ln++
  if (live && e.inc === 0) e.inc = 1
  e.live = live
  e.lo = j
  for (const s of e.s) {
    if (s.apart !== 'left') s.apart = 'no'
    s.dl = e.ln
    s.d = null
  }
}

/**
 * Nobody writes a field in its writer's system. Where a creation elsewhere decided such a field while the writer's row is there, the writer's value
 * stands again; the other is kept in the audit.
 */
function yieldToWriters(draft: Draft): void {
  const { e } = draft
  if (!e.live || e.lifeHeld !== 0) return
  const { units } = draft.kernel
  for (let u = 0; u < units.length; u++) {
    const w = units[u]!.policy.writer
    if (w === null || draft.told(w, u) || draft.uncompared(w, u) || draft.frozen(u)) continue
    const s = e.s[w]!
    if (!s.present || s.pend?.doubtful === true) continue
    // Its row belongs to the new record now, and has not been told of all of it: an edit counts, a delete is about the old row.
    if (s.dl !== e.ln && s.dl !== TOLD_AGAIN) s.dl = LOST_CREATION
    const base = draft.row(w)
    const x = draft.decode(w, u, base)
    if (draft.sameDecided(u, x)) draft.markTold(w, u)
    else {
      const { origin } = e.stamp[u]!
      // Unless the writer wrote it over what is decided, or the delete before overruled an update, who created the record anew knew the row that is there still: a delete
      // of his is on top of it. Who created it for the first time knew no other row.
      const knew = e.inc > 1 && !draft.saw(w, u) && draft.kernel.life.againstUpdate !== 'deleteWins'
      // A blank that leaves others alone takes nothing from them.
      if (!wouldLeaveOthers(units[u]!, x)) draft.conflict('bothCreated', origin, u, 'the writer’s value stands', draft.decided(u))
      blankEnds(draft, w, u, x)
      draft.overrule(w, u, x)
      if (knew && origin >= 0 && e.s[origin]!.present) draft.setTold(origin, u, TOLD_AGAIN)
    }
  }
}
