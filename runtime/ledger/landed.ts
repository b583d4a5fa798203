import type { Entry, SystemState } from '../entry.ts'

/** A system's state once its pending write has landed just as it was sent. */
export function landed(s: SystemState): SystemState {
  const { pend } = s
  if (pend === null) return s
  return {
    present: pend.kind !== 'delete',
    b: pend.after.b,
    d: pend.after.d,
    dl: pend.after.dl,
    apart: 'no',
    pend: null,
    dirty: null,
    seen: s.seen,
  }
}

/** The entry once the pending writes of these operations have landed; the same one where it has none of them. */
export function withLanded(entry: Entry, ops: { has(op: number): boolean }): Entry {
  if (entry.s.every(({ pend }) => pend === null || !ops.has(pend.op))) return entry
  return { ...entry, s: entry.s.map((s) => (s.pend !== null && ops.has(s.pend.op) ? landed(s) : s)) }
}
