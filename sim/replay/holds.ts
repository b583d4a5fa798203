/**
 * When a system was told. The audit says of each edit what it was made on; so a write that was on its way then landed after it, and every other one before. Writes
 * land at once where nothing says otherwise: when exactly makes no difference to what is decided.
 */
import type { Entry } from '../../runtime/entry.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Seen } from './steps.ts'

/** Nothing lands at the system after step `from`, up to before step `to`. */
export interface Hold {
  readonly system: string
  readonly from: number
  readonly to: number
}

/** The entry after each step: as it was settled, and once everything had landed that was to. */
export interface Point {
  readonly settled: Entry
  readonly told: Entry
}

/** Does the system know just what it knew when the edit was made. */
export function knows(kernel: Kernel, entry: Entry, j: number, { on, life, row }: Seen): boolean {
  const s = entry.s[j]!
  if (s.present !== (row !== 'new')) return false
  // Who creates the record need not know of one that was.
  if (row === 'new' && !entry.live) return true
  if (life !== undefined && s.dl !== life) return false
  if (life === undefined && s.dl !== entry.ln) return false
  return kernel.systems[j]!.units.every((u) => {
    const known = s.d === null ? entry.stamp[u]!.n : s.d[u]!
    return known === (on[kernel.units[u]!.name] ?? entry.stamp[u]!.n)
  })
}

/** From when on the system was told nothing, so that at step `to` it knows what it knew; null: it never knew just that. */
export function holdFor(kernel: Kernel, points: readonly Point[], start: Entry, j: number, to: number, step: Seen): Hold | null {
  const now = points.at(-1)?.told ?? start
  const knew = (entry: Entry) => knows(kernel, asOf(entry, now), j, step)
  const system = kernel.systems[j]!.name
  for (let i = to - 1; i >= 0; i--) {
    if (knew(points[i]!.told)) return { system, from: i + 1, to }
    if (knew(points[i]!.settled)) return { system, from: i, to }
  }
  return knew(start) ? { system, from: 0, to } : null

  /** What was known then, beside what is decided now. */
  function asOf(then: Entry, current: Entry): Entry {
    const s = then.s[j]!
    const d = s.d ?? then.stamp.map(({ n }) => n)
    return { ...current, s: current.s.with(j, { ...s, d }) }
  }
}
