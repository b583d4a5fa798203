/**
 * What a person decides: closes a review, or puts a lost value in its place. A decision like any other, numbered and durable before its effects, with its author in
 * place of a system; what moves after it is settled against it. Pure, as settle is.
 */
import { sidesOf } from './contest.ts'
import { Draft } from './draft.ts'
import type { Entry } from './entry.ts'
import { LOST_CREATION, TOLD_AGAIN } from './entry.ts'
import type { Kernel } from './kernel.ts'
import type { Cause, Settled } from './settle.ts'
import { absent, died, leaveUndeletable } from './settle.ts'
import type { Canonical, Raw } from './values.ts'

/** `change` of the cause names the decision and its author; `at` is when it was made. */
export type Decision = Cause

/** This value stands for unit u from now on, in every system that holds it. What else systems hold goes to the audit. */
export function takeValue(kernel: Kernel, entry: Entry, u: number, value: readonly Canonical[], cause: Decision): Settled {
  const draft = new Draft(kernel, entry, cause)
  overrule(draft, u, value)
  stand(draft, u, value)
  draft.closeReview(u, cause.change)
  return { entry: draft.tidy(), events: draft.events }
}

/**
 * The review of unit u closes and everything stays as it is, until somebody changes it: then that stands for all. What systems hold by then is in no decision, so the
 * audit keeps it now.
 */
export function leaveValue(kernel: Kernel, entry: Entry, u: number, cause: Decision): Settled {
  const draft = new Draft(kernel, entry, cause)
  const { writer } = kernel.units[u]!.policy
  // What the owner of a field holds is what is decided of it, whoever had given it first.
  if (writer !== null && draft.e.s[writer]!.present && !draft.equalsDecided(writer, u, base(draft, writer)))
    draft.overrule(writer, u, draft.decode(writer, u, base(draft, writer)))
  for (const [k] of sidesOf(draft, u)) abolished(draft, k, u)
  for (const k of holders(draft, u)) draft.markTold(k, u)
  draft.closeReview(u, cause.change)
  return { entry: draft.tidy(), events: draft.events }
}

/** The record is to be as system j has it: its row with its values, or no row anywhere. For a review of the record's life. */
export function takeLife(kernel: Kernel, entry: Entry, j: number, cause: Decision): Settled {
  const draft = new Draft(kernel, entry, cause)
  const { e } = draft
  draft.closeReview(null, cause.change)
  for (const u of kernel.units.keys()) if (draft.frozen(u)) draft.closeReview(u, cause.change)
  if (e.s[j]!.present) live(draft, j)
  else if (e.live) {
    for (const u of kernel.units.keys()) overrule(draft, u, draft.decided(u))
    died(draft, j)
    for (const u of kernel.units.keys()) untell(draft, u)
  } else {
    // It was deleted before, or never lived: whoever has a row is told, and all that he has goes.
    for (const u of kernel.units.keys()) for (const k of holders(draft, u)) abolished(draft, k, u)
    e.ln++
    e.s[j]!.dl = e.ln
    // An update undoes a delete, and not what a person has decided of rows that were no record: they wait for their removal.
    const undone = kernel.life.againstUpdate === 'updateWins'
    for (const s of e.s) {
      if (!undone || !s.present) continue
      s.apart = 'foreign'
      s.dl = TOLD_AGAIN
    }
    leaveUndeletable(draft)
  }
  return { entry: draft.tidy(), events: draft.events }
}

/** Systems that could not be made to have the record as system j has it: the flow writes nothing there. Empty: `takeLife` comes to all of them. */
export function outOfReach({ systems }: Kernel, { s }: Entry, j: number): number[] {
  return [...systems.keys()].filter((k) => {
    const { deletes, writes } = systems[k]!.adapter
    if (s[j]!.present) return !s[k]!.present && s[k]!.apart !== 'left' && !writes.includes('insert')
    return s[k]!.present && deletes && !writes.includes('delete')
  })
}

/** A row that somebody made who may not: it is left alone from now on. Unless one who may has created the record meanwhile: then it is part of that. */
export function leaveRow(kernel: Kernel, entry: Entry, j: number, cause: Decision): Settled {
  const draft = new Draft(kernel, entry, cause)
  const { e } = draft
  draft.closeReview(null, cause.change)
  const creator = kernel.life.creates.find((k) => k !== j && e.s[k]!.present)
  if (creator !== undefined) live(draft, creator)
  else {
    for (const s of e.s) {
      if (!s.present) continue
      s.apart = 'reported'
      s.dl = e.ln
    }
  }
  return { entry: draft.tidy(), events: draft.events }
}

function live(draft: Draft, j: number): void {
  const { e, kernel } = draft
  const newborn = !e.live && e.inc === 0
  for (const k of e.s.keys()) draft.explicit(k)
  const revived = !e.live
  e.live = true
  e.lo = j
  e.ln++
  if (newborn) e.inc = 1
  // Where a row is there and carried no longer, nothing can be written.
  for (const s of e.s) if (s.apart !== 'left') s.apart = 'no'
  for (const u of kernel.units.keys()) {
    // What a writer holds of his own stands, whosever row is taken: nobody writes it there.
    const { writer } = kernel.units[u]!.policy
    const from = writer !== null && e.s[writer]!.present ? writer : j
    const holds = kernel.systems[from]!.holds[u]!
    if (!holds && !newborn) continue
    const value = holds ? draft.decode(from, u, base(draft, from)) : kernel.units[u]!.at.map(() => null)
    overrule(draft, u, value)
    stand(draft, u, value)
  }
  for (const [k, s] of e.s.entries()) {
    if (!s.present) continue
    const told = kernel.systems[k]!.units.every((u) => draft.told(k, u))
    s.dl = told ? e.ln : LOST_CREATION
  }
  if (revived) draft.events.push({ kind: newborn ? 'created' : 'revived', system: j })
}

function stand(draft: Draft, u: number, value: readonly Canonical[]): void {
  draft.events.push({ kind: 'decided', system: -1, unit: u, was: draft.decided(u), stamp: draft.e.stamp[u]! })
  draft.decide(-1, u, value)
  for (const k of holders(draft, u)) {
    if (draft.equalsDecided(k, u, base(draft, k))) draft.markTold(k, u)
    else draft.setTold(k, u, 0)
  }
}

/** What systems hold and will no longer: neither what was decided, which is kept with the decision, nor what stands now. */
function overrule(draft: Draft, u: number, value: readonly Canonical[]): void {
  for (const [k, lost] of sidesOf(draft, u))
    if (JSON.stringify(lost) !== JSON.stringify(value)) draft.events.push({ kind: 'overruled', system: k, unit: u, lost })
}

/** What was seen while the record was in review was never settled: should the record live again, what is decided is to stand in these rows, too. */
function untell(draft: Draft, u: number): void {
  for (const k of holders(draft, u)) if (!draft.equalsDecided(k, u, base(draft, k))) draft.tellAgain(k, u)
}

function abolished(draft: Draft, k: number, u: number): void {
  draft.events.push({ kind: 'overruled', system: k, unit: u, lost: draft.decodeLoosely(k, u, base(draft, k)) })
}

function holders(draft: Draft, u: number): number[] {
  return [...draft.e.s.entries()].flatMap(([k, s]) => (s.present && draft.kernel.systems[k]!.holds[u] ? [k] : []))
}
function base(draft: Draft, j: number): readonly Raw[] {
  return draft.e.s[j]!.present ? draft.kernel.systems[j]!.field.map((_, slot) => draft.base(j, slot)) : absent.values
}
