/** What a settle table is made of. A policy is one file beside this one; it declares facts, and settle reads those. */
import type { ConflictKind } from '../conflict-kinds.ts'

export type ForeignWrite = 'restore' | 'keep' | 'propose'

/**
 * What becomes of an edit: `decided`, it stands; `foreign`, its system is not a writer of the field and the flow's answer to foreign writes follows.
 */
export type Verdict = 'decided' | 'foreign'

export interface Edit {
  /** Index of the system whose edit it is. */
  readonly system: number
  /** Was it made on top of the newest decision. */
  readonly told: boolean
}

/** Facts of a policy. Settle and the table of outcomes read these; nothing shared asks for the kind. */
export interface Policy {
  readonly kind: PolicyKind
  /** The only writer, as index in the flow's systems; null where every holder writes. */
  readonly writer: number | null
  readonly judge: (edit: Edit) => Verdict
  /** Which conflict kinds a value of it can meet, and what follows, for the policy table and `explain`. */
  readonly outcomes: Readonly<Partial<Record<ConflictKind, string>>>
}
export type PolicyKind = 'owner'

/** What one decision is about: a field, or a group of fields that is decided as one. */
export interface UnitRule {
  readonly name: string
  /** Field names, in the flow's order. */
  readonly fields: readonly string[]
  readonly policy: Policy
  readonly foreignWrite: ForeignWrite
}

/** Who may create and delete, as indexes in the flow's systems, and what follows when somebody else does. */
export interface Lifecycle {
  readonly creates: readonly number[]
  readonly foreignCreate: 'report' | 'remove' | 'review'
  readonly deletes: readonly number[]
  readonly foreignDelete: 'restore' | 'accept' | 'review'
  readonly againstUpdate: 'deleteWins' | 'updateWins' | 'review'
  /** What a permitted delete does elsewhere: `keep` leaves the copies where they are. */
  readonly onDelete: 'mirror' | 'keep'
}
