/** The emitted table of policies: for every field, who writes it and what happens when systems disagree. */
import type { ConflictKind } from '../conflict-kinds.ts'
import type { ForeignWrite, PolicyKind } from './rule.ts'

/** `occurs: false` says why it cannot happen. */
export interface Outcome {
  readonly occurs: boolean
  readonly what: string
}

export interface PolicyRow {
  readonly flow: string
  readonly record: string
  /** A field, or a group of fields that is decided as one; of a key its fields, joined. */
  readonly unit: string
  readonly fields: readonly string[]
  /** Systems that hold it, in the flow's order. */
  readonly systems: readonly string[]
  /** Null where every holder writes, and for a key that several may give or nobody. */
  readonly writer: string | null
  /** Who hands it over to the writer, and writes it until that is switched: the ledger knows how far it has come. Absent: nobody does. */
  readonly from?: string
  /** `key` and `alone` (held by one system) are decided by no policy. */
  readonly policy: PolicyKind | 'key' | 'alone'
  /** On the ladder: 1 one-way, 2 return path, 3 partitioned, 4 precedence, 5 true conflict. Null where no policy decides. */
  readonly step: number | null
  /** Null where there is none. */
  readonly foreignWrite: ForeignWrite | null
  /** Systems that refuse a foreign write by themselves: the flow says `guard()`. */
  readonly guardedAt: readonly string[]
  /** Systems that keep their row when the record is deleted in another: `onDelete('keep')`, or a binding that never deletes. */
  readonly keepDeletedAt: readonly string[]
  readonly outcomes: Readonly<Record<ConflictKind, Outcome>>
}
