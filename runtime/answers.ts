/**
 * Stale answers. A value may answer others: an approval was given for the vendor and the price that its system held by then, and counts only for those. It does not
 * where one of two edits was made without knowing of the other:
 *
 *   the answer is seen second  its system had not been told of the newest decision of what it answers, or its users had written something else over it
 *   the answer is seen first   what it answers is decided anew by a system that had not been told of the answer
 *
 * These are the same two edits in either order, and they end alike: the answer is what is decided, since its writer holds it, and is in review, so that it goes
 * nowhere until a person takes it, or its writer answers anew. Who changes what was answered and knows of the answer makes an ordinary edit: everybody has seen both.
 *
 * Neither edit may slip past the other while a write is on its way: a write of the one is on condition that the other has not moved (`unmoved` of the kernel).
 */
import type { Draft } from './draft.ts'
import type { Entry } from './entry.ts'
import { TOLD_AGAIN } from './entry.ts'
import type { Kernel } from './kernel.ts'
import { encodeAll, leavesOthers, sameCanonical, sameRaw } from './kernel.ts'

/** Is u in review as a stale answer: then what its writer holds is what is decided, which he knows. */
export function heldAnswer(kernel: Kernel, { held, s, stamp }: Pick<Entry, 'held' | 's' | 'stamp'>, u: number): boolean {
  const { answers, policy } = kernel.units[u]!
  if (held?.[u]?.frozen !== true || answers.length === 0) return false
  const { d } = s[policy.writer!]!
  return d === null || d[u] === stamp[u]!.n
}

/** @param before the entry that the image was absorbed into */
export function holdStaleAnswers(draft: Draft, before: Entry): void {
  const { e, kernel } = draft
  if (!e.live || e.lifeHeld !== 0) return
  for (const u of kernel.answering) {
    const { answers, policy } = kernel.units[u]!
    const writer = policy.writer!
    if (draft.frozen(u) || leavesOthers(kernel.units[u]!, e.g)) continue
    const { n, origin } = e.stamp[u]!
    const given = n !== before.stamp[u]!.n
    if (given && origin !== writer) continue
    const stale = answers.some(
      (v) => !leavesOthers(kernel.units[v]!, e.g) && (given ? unseen(draft, before, writer, v) : overtaken(draft, before, u, v)),
    )
    if (stale) hold(draft, writer, u)
  }
}

/** An answer was given: had its system not seen the newest decision of v, or did it hold something else. */
function unseen(draft: Draft, before: Entry, writer: number, v: number): boolean {
  const { kernel } = draft
  const { holds, slots } = kernel.systems[writer]!
  if (!holds[v]!) return false
  if (!draft.told(writer, v)) return true
  const s = before.s[writer]!
  if (!s.present) return false
  if (!knew(before, writer, v)) return true
  const base = s.b ?? encodeAll(kernel, writer, before.g)
  return slots[v]!.some((slot) => !sameRaw(base[slot], draft.base(writer, slot)))
}

/** Was v decided anew by who had not been told of the standing answer u. */
function overtaken(draft: Draft, before: Entry, u: number, v: number): boolean {
  const { kernel, e } = draft
  const { n, origin } = e.stamp[v]!
  if (n === before.stamp[v]!.n || origin < 0) return false
  if (kernel.units[v]!.at.every((f) => sameCanonical(e.g[f]!, before.g[f]!))) return false
  return !kernel.systems[origin]!.holds[u]! || !(knew(before, origin, u) || before.s[origin]!.d![u] === TOLD_AGAIN)
}

function knew(before: Entry, j: number, u: number): boolean {
  const { d } = before.s[j]!
  return d === null || d[u] === before.stamp[u]!.n
}

function hold(draft: Draft, writer: number, u: number): void {
  if (draft.e.s.every((_, k) => !draft.kernel.systems[k]!.holds[u]! || holdsIt(draft, k, u))) return
  const value = draft.decided(u)
  draft.conflict('staleAnswer', writer, u, 'in review', value)
  draft.openReview(u, true, { conflict: 'staleAnswer', system: writer, value })
}

/** There is nothing to hold back from who holds it already, unless a write on its way may have changed that. */
function holdsIt(draft: Draft, k: number, u: number): boolean {
  const { present, pend } = draft.e.s[k]!
  return present && !(pend?.doubtful === true && pend.units.includes(u)) && draft.equalsDecided(k, u, draft.row(k))
}
