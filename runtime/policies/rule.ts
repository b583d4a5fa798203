/** What a settle table is made of. A policy is one file beside this one; it declares facts, and settle reads those. */
import type { ConflictKind } from '../conflict-kinds.ts'
import type { Canonical } from '../values.ts'

export type ForeignWrite = 'restore' | 'keep' | 'propose'

/** An edit by one of the writers, as a policy sees it. Values are those of the unit's fields, in its order. */
export interface Edit {
  /** Index of the system whose edit it is. */
  readonly system: number
  /** Was it made on top of the newest decision. */
  readonly told: boolean
  readonly value: readonly Canonical[]
  /** What it was made on: the value last seen there; null: none, the row was created. Only for a policy that composes. */
  readonly base: readonly Canonical[] | null
  readonly decided: readonly Canonical[]
  /** Whose change is decided: index of its system, -1 for a person's decision or a baseline. */
  readonly origin: number
  /** Commit times of the edit and of what is decided, epoch ms; null where the system gave none. */
  readonly at: number | null
  readonly decidedAt: number | null
}

/**
 * What becomes of an edit: `decided`, it stands; `lost`, what is decided stands and the edit goes to the audit; `held`, a person decides, and each system keeps
 * its value until then; `composed`, a value made of both stands. `conflict` says how a clash is counted where it is not by its usual name, `clash` what the audit says of
 * it then.
 */
export type Verdict =
  | { readonly to: 'decided' | 'lost' | 'held'; readonly conflict?: ConflictKind; readonly clash?: string }
  /** `loses`: the edit's own value is not in it, and must be kept in the audit. */
  | { readonly to: 'composed'; readonly value: readonly Canonical[]; readonly loses: boolean }

export const decided: Verdict = { to: 'decided' }
export const lost: Verdict = { to: 'lost' }
export const held: Verdict = { to: 'held' }

export interface ReviewOptions {
  readonly team?: string
  /** Milliseconds after which `status` shows a review as overdue. */
  readonly withinMs?: number
}

/** What every policy says of a value that a system refuses. */
export const waits = 'the record waits at the system that refuses it, then goes to the dead letters; other systems go on'

/** Facts of a policy. Settle and the table of outcomes read these; nothing shared asks for the kind. */
export interface Policy {
  readonly kind: PolicyKind
  /** The only writer, as index in the flow's systems: an edit by anybody else is a foreign write. Null: every holder writes. */
  readonly writer: number | null
  /** Every holder writes, and this one wins, as index in the flow's systems. */
  readonly preferred?: number
  /** Where some holders write and others do not: who does. Only beside a `writer` of null. */
  readonly writers?: readonly number[]
  /** Whose edits are recorded and left where they are, neither decided nor put back: the system that the field is to be handed over to. */
  readonly shadow?: number
  /** The only writer is about to change: `from` writes until somebody switches, `to` from then on. How far that has come is in the ledger. */
  readonly handover?: { readonly from: number; readonly to: number }
  /** A function of the engineer's makes one value of those that differ from what both had; null: both created the record. @throws ValueError */
  readonly merge?: (values: readonly (readonly Canonical[])[], agreed: readonly Canonical[] | null) => readonly Canonical[]
  /** Of two edits the later one wins, unless both fall into one step of so many milliseconds; 0: only at the very same time. */
  readonly tieWithinMs?: number
  /** What stands may be made of the edit and of what is decided, so the edit's own base is needed. */
  readonly composes: boolean
  /** The same value from two systems is two edits, and both count. Else it is agreement. */
  readonly equalCounts: boolean
  /** Pure. Asked for edits by writers only. @throws ValueError where no value can be made of the edit */
  readonly judge: (edit: Edit) => Verdict
  /** Who is asked, and within what time, where a person decides. */
  readonly review?: ReviewOptions
  /** What the audit says of a clash that was not held: in a few words, what became of the two values. */
  readonly clash: string
  /** Which conflict kinds a value of it can meet, and what follows, for the policy table and `explain`. */
  readonly outcomes: Readonly<Partial<Record<ConflictKind, string>>>
}

/** May users of system j write what is under this policy. */
export function mayWrite({ writer, writers }: Policy, j: number): boolean {
  return writers === undefined ? writer === null || writer === j : writers.includes(j)
}

/** The same over all that is to come: who hands a field over, and who gets it. */
export function mayEverWrite(policy: Policy, j: number): boolean {
  const { handover } = policy
  return handover === undefined ? mayWrite(policy, j) : handover.from === j || handover.to === j
}

export type PolicyKind = 'owner' | 'precedence' | 'lastWriteWins' | 'review' | 'union' | 'delta' | 'merge'

/** What one decision is about: a field, or a group of fields that is decided as one. */
export interface UnitRule {
  readonly name: string
  /** Field names, in the flow's order. */
  readonly fields: readonly string[]
  readonly policy: Policy
  readonly foreignWrite: ForeignWrite
  /** A blank at the writer (null, or an empty text) wipes no value elsewhere. Default: it does. */
  readonly keepWhenBlank?: boolean
  /** Units that a value of this one answers: it counts only for the values that its writer held when it was given. Only with one writer, who writes none of them. */
  readonly answers?: readonly string[]
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
  /** What becomes of the copies of a row that the flow carries no longer (`where`). Only where it has a filter. */
  readonly whenRowLeaves?: 'delete' | 'keep'
}
