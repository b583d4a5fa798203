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
  /** A field, or a group of fields that is decided as one. */
  readonly unit: string
  readonly fields: readonly string[]
  /** Systems that hold it, in the flow's order. */
  readonly systems: readonly string[]
  /** Null where every holder writes. */
  readonly writer: string | null
  readonly policy: PolicyKind
  /** On the ladder: 1 one-way, 2 return path, 3 partitioned, 4 precedence, 5 true conflict. */
  readonly step: number
  readonly foreignWrite: ForeignWrite
  readonly outcomes: Readonly<Record<ConflictKind, Outcome>>
}
