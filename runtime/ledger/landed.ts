import type { Entry, Pending, SystemState } from '../entry.ts'

/** A system's state once its pending write has landed just as it was sent. */
export function landed(s: SystemState): SystemState {
  const { pend } = s
  if (pend === null) return s
  const { b, d, dl } = pend.after
  return { ...s, ...rowAfter(s, pend), b, d, dl, apart: 'no', pend: null, dirty: null }
}

/** The row itself once the write has landed. The id of a row that it made is not known before somebody looks, and so is all of a row that it linked. */
export function rowAfter({ present, id, key }: SystemState, { kind }: Pending): Pick<SystemState, 'present' | 'id' | 'key'> {
  if (kind === 'delete' || kind === 'insert') return { present: kind === 'insert', id: null, key: kind === 'insert' ? key : null }
  return { present, id, key: kind === 'rekey' ? null : key }
}

/** The entry once the pending writes of these operations have landed; the same one where it has none of them. */
export function withLanded(entry: Entry, ops: { has(op: number): boolean }): Entry {
  if (entry.s.every(({ pend }) => pend === null || !ops.has(pend.op))) return entry
  return { ...entry, s: entry.s.map((s) => (s.pend !== null && ops.has(s.pend.op) ? landed(s) : s)) }
}
