/** An edit meets what is decided: step 4 of the protocol for one unit. What its policy says becomes decisions, set-backs, reviews and audit. */
import { heldAnswer } from './answers.ts'
import type { ConflictKind } from './conflict-kinds.ts'
import type { Draft } from './draft.ts'
import { leavesOthers, sameCanonical } from './kernel.ts'
import type { Edit, Verdict } from './policies/rule.ts'
import { held, mayWrite } from './policies/rule.ts'
import type { Image } from './ports.ts'
import type { Canonical, Raw } from './values.ts'
import { ValueError } from './values.ts'

/** Step 4 of the protocol. */
export function editedUnit(draft: Draft, j: number, u: number, image: Image, base: readonly Raw[]): void {
  if (inReview(draft, j, u, image.values)) return
  if (!writes(draft, j, u)) return foreignWrite(draft, j, u, image.values)
  contest(draft, 'bothChanged', j, u, image, base)
}

/** May users of j write unit u. */
export function writes(draft: Draft, j: number, u: number): boolean {
  return mayWrite(draft.kernel.units[u]!.policy, j)
}

/**
 * An edit by a writer meets what is decided: the unit's policy says what stands. `base` is what the edit was made on, null where the row is new.
 * @returns does what was decided stand no longer, or is it in review
 */
export function contest(
  draft: Draft,
  kind: ConflictKind,
  j: number,
  u: number,
  image: Image,
  base: readonly Raw[] | null,
  told = draft.told(j, u),
): boolean {
  const { policy } = draft.kernel.units[u]!
  const x = draft.decode(j, u, image.values)
  const at = draft.timeOf(j, u, image)
  // An absence that nobody stands for gives way, also to one that somebody does.
  if (!draft.given(u)) {
    if (draft.sameDecided(u, x)) draft.decide(j, u, x, at)
    else draft.overrule(j, u, x, at)
    return false
  }
  const agrees = told ? draft.sameDecided(u, x) : draft.equalsDecided(j, u, image.values)
  if (agrees && (told || base === null || !policy.equalCounts)) {
    draft.markTold(j, u)
    if (told && policy.writer === null) leftApart(draft, j, u)
    return false
  }
  const { origin, at: decidedAt } = draft.e.stamp[u]!
  const g = draft.decided(u)
  const was = policy.composes && base !== null ? draft.decode(j, u, base) : null
  const doubtful = draft.cause.doubtful === true && policy.writer === null && !told
  const verdict = doubtful ? held : judged(draft, u, { system: j, told, value: x, base: was, decided: g, origin, at, decidedAt })
  if (verdict.to === 'held') {
    const everywhere = draft.e.s.every((s, k) => k === j || s.present || !draft.kernel.systems[k]!.holds[u]!)
    if (everywhere && agreed(draft, j, u, image.values)) return false
    draft.conflict(kind, j, u, 'in review', null)
    draft.openReview(u, true, { conflict: kind, system: j, value: x })
    return true
  }
  if (verdict.to === 'composed') return composed(draft, kind, j, u, { x, g, value: verdict.value, loses: verdict.loses, at, told })
  const { conflict: counted = kind, clash = policy.clash } = verdict
  if (verdict.to === 'lost') {
    draft.conflict(counted, j, u, clash, x)
    draft.tellAgain(j, u)
    return false
  }
  if (!told) draft.conflict(counted, origin, u, clash, g)
  blankEnds(draft, j, u, x)
  draft.overrule(j, u, x, at)
  return true
}

/** The writer's blank left others what they held, which nobody has decided: where that goes, the audit keeps it. `x` comes in its place; null: the record goes. */
export function blankEnds(draft: Draft, j: number, u: number, x: readonly Canonical[] | null): void {
  if (!leavesOthers(draft.kernel.units[u]!, draft.e.g)) return
  for (const [k, lost] of sidesOf(draft, u))
    if (k !== j && draft.e.s[k]!.apart !== 'reported' && (x === null || !same(lost, x)))
      draft.events.push({ kind: 'overruled', system: k, unit: u, lost })
}

/** A reviewer left systems with values of their own, and j comes back to what is decided: the first change after that stands for all. */
function leftApart(draft: Draft, j: number, u: number): void {
  for (const [k, s] of draft.e.s.entries())
    if (k !== j && s.present && draft.kernel.systems[k]!.holds[u] && !draft.equalsDecided(k, u, draft.row(k))) draft.tellAgain(k, u)
}

function judged(draft: Draft, u: number, edit: Edit): Verdict {
  const { name, policy } = draft.kernel.units[u]!
  try {
    return policy.judge(edit)
  } catch (error) {
    throw error instanceof ValueError && error.field === '' ? new ValueError(name, error.message) : error
  }
}

interface Composition {
  readonly x: readonly Canonical[]
  readonly g: readonly Canonical[]
  readonly value: readonly Canonical[]
  readonly loses: boolean
  readonly at: number | null
  readonly told: boolean
}

/** What stands is made of both. Whoever holds something else is told of it. */
function composed(draft: Draft, kind: ConflictKind, j: number, u: number, { x, g, value, loses, at, told }: Composition): boolean {
  const { clash } = draft.kernel.units[u]!.policy
  const stands = same(x, value)
  if (!stands) mustFit(draft, j, u, value)
  // Made on top of the newest decision, it clashes with nothing; what the policy made of it still must not be lost.
  if (!told || (loses && !stands)) draft.conflict(kind, j, u, clash, loses && !stands ? x : null)
  if (same(g, value)) {
    draft.tellAgain(j, u)
    draft.e.rounds++
    return false
  }
  draft.overrule(j, u, value, at)
  if (!stands) draft.setTold(j, u, 0)
  return true
}

/** What is made of values that fit need not fit itself: a sum may be too long. @throws ValueError: the edit waits in the dead letters, and nothing is decided */
function mustFit(draft: Draft, j: number, u: number, value: readonly Canonical[]): void {
  const { adapter, slots } = draft.kernel.systems[j]!
  for (const [i, slot] of slots[u]!.entries()) adapter.fields[slot]!.decode(adapter.fields[slot]!.encode(value[i]!))
}

/**
 * While a unit is in review each system keeps what it has; only whose answer is held answers anew.
 * @returns is that all there is to this edit
 */
export function inReview(draft: Draft, j: number, u: number, values: readonly Raw[]): boolean {
  if (!draft.frozen(u)) return false
  const { answers, policy } = draft.kernel.units[u]!
  if (policy.writer === j && heldAnswer(draft.kernel, draft.e, u)) return false
  heldUnit(draft, j, u, values)
  if (answers.length > 0 && policy.writer !== j && draft.frozen(u)) {
    // What is no writer's value will not stand, however the review ends: also where the writer has no row yet, he answers anew as soon as he has.
    if (draft.equalsDecided(j, u, values)) draft.markTold(j, u)
    else draft.conflict('foreignWrite', j, u, 'kept while the field is in review', draft.decodeLoosely(j, u, values))
  }
  return true
}

/** Rows of one record met on the first day, and the flow says that a person decides where they differ: each system keeps its value until then. */
export function metDifferent(draft: Draft, j: number, u: number, values: readonly Raw[]): boolean {
  const { kernel, e } = draft
  if (kernel.whereTheyDiffer !== 'review') return false
  const differs =
    draft.given(u) && e.s.some((s, k) => k !== j && s.present && kernel.systems[k]!.holds[u]!) && !draft.equalsDecided(j, u, values)
  if (!differs || leavesOthers(kernel.units[u]!, e.g)) return false
  const value = writes(draft, j, u) ? draft.decode(j, u, values) : draft.decodeLoosely(j, u, values)
  draft.conflict('bothCreated', j, u, 'in review', null)
  draft.openReview(u, true, { conflict: 'bothCreated', system: j, value })
  return true
}

/** A unit in review: each system keeps what it has, and what it has is kept up; equal everywhere, and the review has closed itself. */
export function heldUnit(draft: Draft, j: number, u: number, values: readonly Raw[]): void {
  // What is no value of the field is told as such, and closes nothing.
  draft.decode(j, u, values)
  agreed(draft, j, u, values)
}

/** Do all hold the same, each as its system stores it: then that is decided, and nobody has to be told. */
function agreed(draft: Draft, j: number, u: number, values: readonly Raw[]): boolean {
  const all = agreedBy(draft, j, u, values)
  if (all === null) return false
  draft.closeReview(u, 'all systems are equal')
  if (!draft.sameDecided(u, all.value)) draft.overrule(all.whose, u, all.value, draft.cause.at)
  for (const [k, s] of draft.e.s.entries()) if (s.present && draft.kernel.systems[k]!.holds[u]) draft.markTold(k, u)
  return true
}

interface Agreed {
  readonly value: readonly Canonical[]
  readonly whose: number
}

/**
 * What all rows hold of unit u, each as its system stores it: what its writer holds, if he has a row; else what is decided of a record that lives, or what one of them holds. Null: they
 * differ. @param values what j holds
 */
export function agreedBy(draft: Draft, j: number, u: number, values: readonly Raw[]): Agreed | null {
  const { systems, units } = draft.kernel
  const rows = [...draft.e.s.entries()].flatMap(([k, s]) =>
    systems[k]!.holds[u]! && (k === j || s.present) ? [{ k, row: k === j ? values : draft.row(k) }] : [],
  )
  const held = rows.map(({ k, row }): Agreed => ({ whose: k, value: draft.decodeLoosely(k, u, row) }))
  const own = held.filter(({ whose }) => whose === units[u]!.policy.writer)
  const mine = held.filter(({ whose }) => whose === j)
  const decided = draft.e.live ? [{ whose: j, value: draft.decided(u) }] : []
  const may = own.length > 0 ? own : [...decided, ...mine, ...held]
  return may.find(({ value }) => rows.every(({ k, row }) => draft.stores(k, u, row, value))) ?? null
}

/** What becomes of a foreign write where the writer's blank leaves others alone. */
export const keptByBlank = 'kept: the writer’s value is blank'

export function foreignWrite(draft: Draft, j: number, u: number, values: readonly Raw[]): void {
  const unit = draft.kernel.units[u]!
  const { foreignWrite } = unit
  if (draft.equalsDecided(j, u, values)) {
    draft.markTold(j, u)
    draft.closeReview(u, 'taken back')
    return
  }
  const x = draft.decodeLoosely(j, u, values)
  if (unit.policy.shadow === j) draft.events.push({ kind: 'shadowed', system: j, unit: u, value: x, decided: draft.decided(u) })
  else if (leavesOthers(unit, draft.e.g)) draft.conflict('foreignWrite', j, u, keptByBlank, x)
  else if (foreignWrite === 'restore') {
    draft.tellAgain(j, u)
    draft.e.rounds++
    draft.conflict('foreignWrite', j, u, 'restored', x)
  } else if (foreignWrite === 'keep') draft.conflict('foreignWrite', j, u, 'kept until the writer’s next change', x)
  else {
    draft.conflict('foreignWrite', j, u, 'proposed to the writer', x)
    draft.openReview(u, false, { conflict: 'foreignWrite', system: j, value: x })
  }
}

/** What each system holds of a unit that is not what is decided: none of it is anywhere else. */
export function sidesOf(draft: Draft, u: number): [system: number, value: readonly Canonical[]][] {
  const g = draft.decided(u)
  return [...draft.e.s.entries()].flatMap(([k, s]): [number, readonly Canonical[]][] => {
    if (!s.present || !draft.kernel.systems[k]!.holds[u]) return []
    const value = draft.decodeLoosely(k, u, draft.row(k))
    return same(value, g) ? [] : [[k, value]]
  })
}

function same(a: readonly Canonical[], b: readonly Canonical[]): boolean {
  return a.every((value, i) => sameCanonical(value, b[i]!))
}
