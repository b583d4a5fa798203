/** One record while a batch works on it. */
import type { Entry } from '../entry.ts'
import type { KeyText } from '../values.ts'

export interface Working {
  readonly key: KeyText
  entry: Entry
  /** Settle changed it in this batch: what waits is tried at once. */
  moved: boolean
  /** Differs from what the ledger holds. */
  save: boolean
  /** When a change of it was taken up in this batch, by the hub's clock; null: none was. */
  taken: number | null
  /** Systems that have its row under another key than is known: nothing is written there before it was followed. */
  readonly away: Set<number>
  /** Systems whose row holds what is no value: a write on condition of what it holds fails until somebody mends it. */
  readonly unreadable: Set<number>
  /** Systems that had its row without its key, until this batch. */
  readonly linked: Set<number>
  /** It went to the dead letters in this batch. */
  gaveUp: boolean
}

/** Why a write has to wait. */
export interface Hindrance {
  readonly reason: 'missingParent' | 'ambiguous'
  readonly detail: string
  /** What it waits for is on its way with this batch, or at least known to be coming: nothing to tell. */
  readonly quiet: boolean
}
