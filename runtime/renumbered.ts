import type { Entry } from './entry.ts'
import type { KeyText } from './values.ts'

/** The entry of a record that system j has given another key: whatever is, or may be, at other systems is there under the one that it had. */
export function renumbered(entry: Entry, j: number, from: KeyText, to: KeyText): Entry {
  const s = entry.s.map((each, k) => {
    if (k === j || (!each.present && each.pend === null)) return { ...each, key: null }
    const there = each.key ?? from
    return { ...each, key: there === to ? null : there }
  })
  return { ...entry, s }
}
