import type { PlanPolicy } from '../../codegen/plan/schema.ts'
import type { Advice } from './mechanism.ts'
import type { Draft } from './draft.ts'

/** The policies that can be answered with; a `merge` is a function, which an engineer writes. */
export type PolicyKind = Exclude<PlanPolicy['kind'], 'merge'>

export interface RuledOut {
  readonly answer: string
  readonly why: string
}

/** What was found about one field, or one group. */
export interface UnitVerdict {
  readonly unit: string
  readonly policy: PolicyKind
  /** The owner, or whose word is final; null: no side's. */
  readonly system: string | null
  /** What the policy is told besides: why a loss is accepted, or which team decides. */
  readonly said: string
  readonly why: string
  readonly ruledOut: readonly RuledOut[]
}

/** The cheapest flow that does what the answers ask for. */
export interface Verdict {
  readonly draft: Draft
  /** On the ladder, 1 to 5: the dearest answer in it. */
  readonly step: number
  readonly why: string
  readonly units: readonly UnitVerdict[]
  /** Cheaper answers, and why they do not suffice. */
  readonly ruledOut: readonly RuledOut[]
  /** For each system that is read. */
  readonly advice: readonly Advice[]
  /** Systems that take their copies by a flow of their own. */
  readonly apart: readonly string[]
}
