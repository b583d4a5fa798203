/** What people do with one record, one after the other, and how it is told. A case is data. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'
import type { Canonical } from '../../runtime/values.ts'
import type { Kept } from './kept.ts'

/** Minutes after nine o'clock. */
export type Act = { readonly at: number; readonly system: string } & (
  | { readonly deletes: true }
  | { readonly creates: true }
  /** `sample`: the how-manieth of the values that are made for the unit; 0 is what was there before. */
  | { readonly types: string; readonly sample: number }
)

export type CaseName =
  | 'edit'
  | 'bothChanged'
  | 'sameValue'
  | 'tie'
  | 'updateDelete'
  | 'deleteUpdate'
  | 'foreignWrite'
  | 'foreignCreate'
  | 'foreignDelete'
  | 'staleAnswer'

export interface Case {
  readonly name: CaseName
  readonly title: string
  /** The cell of the policy table that it plays; absent where it is no conflict. */
  readonly kind?: ConflictKind
  /** What the policy table says of it: an outcome, or why it cannot occur. */
  readonly told: string
  /** Empty: it cannot occur. */
  readonly acts: readonly Act[]
}

export interface Cell {
  /** The values of the unit's fields; null: there is no row. */
  readonly values: readonly Canonical[] | null
  /** Who made it so just now: a user of the system, the hub, or nobody. */
  readonly by: 'user' | 'hub' | null
}

export interface Moment {
  /** Epoch ms. */
  readonly at: number
  readonly what: 'before' | 'act' | 'run' | 'reconciliation'
  /** Of an act, in words. */
  readonly said: readonly string[]
  /** By system, in the order of the flow. */
  readonly held: Readonly<Record<string, Cell>>
  readonly decided: { readonly values: readonly Canonical[] | null; readonly inReview: boolean }
  readonly kept: Kept
}

export interface Played extends Case {
  readonly moments: readonly Moment[]
}
