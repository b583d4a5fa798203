import type { Entry, Pending, SystemState } from '../entry.ts'
import type { KeyText } from '../values.ts'

/** A system's state once its pending write has landed just as it was sent. */
export function landed(s: SystemState): SystemState {
  const { pend } = s
  if (pend === null) return s
  const { b, d, dl } = pend.after
  return { ...s, ...rowAfter(s, pend), b, d, dl, apart: 'no', pend: null, dirty: null }
}

/** The row itself once the write has landed, under the key that it was sent for. The id of a row that it made is not known before somebody looks, and so is all of a row that it linked. */
export function rowAfter({ present, id, key }: SystemState, { kind, after }: Pending): Pick<SystemState, 'present' | 'id' | 'key'> {
  if (kind === 'delete') return { present: false, id: null, key: null }
  if (kind === 'insert') return { present: true, id: null, key: after.key }
  return { present, id, key: kind === 'update' ? key : after.key }
}

/** Keys beside the record's own under which the system has its row, or has it where the pending write has landed. */
export function otherKeys(s: SystemState): KeyText[] {
  const after = s.pend === null ? null : rowAfter(s, s.pend).key
  return [...(s.key === null ? [] : [s.key]), ...(after === null || after === s.key ? [] : [after])]
}

/** The entry once the pending writes of these operations have landed; the same one where it has none of them. */
export function withLanded(entry: Entry, ops: { has(op: number): boolean }): Entry {
  if (entry.s.every(({ pend }) => pend === null || !ops.has(pend.op))) return entry
  return { ...entry, s: entry.s.map((s) => (s.pend !== null && ops.has(s.pend.op) ? landed(s) : s)) }
}
