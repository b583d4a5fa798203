import type { Entry, SystemState } from './entry.ts'
import type { KeyText } from './values.ts'

/**
 * The entry of a record that system j has given another key: whatever is, or may be, at other systems is there under the one that it had, and so is what a
 * write brings there of which nobody knows whether it has landed.
 */
export function renumbered(entry: Entry, j: number, from: KeyText, to: KeyText): Entry {
  const still = (key: KeyText | null): KeyText | null => (key === to ? null : (key ?? from))
  const s = entry.s.map((each, k): SystemState => {
    const moves = k === j ? () => null : still
    const pend = each.pend === null ? null : { ...each.pend, after: { ...each.pend.after, key: moves(each.pend.after.key) } }
    return { ...each, key: each.present || pend !== null ? moves(each.key) : null, pend }
  })
  return { ...entry, s }
}
