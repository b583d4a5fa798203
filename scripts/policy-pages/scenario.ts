/** A scenario is data: what users and the flow do with one record, one after the other. */
import type { PlanFlow } from '../../codegen/plan/schema.ts'
import type { ForeignWrite } from '../../runtime/policies/rule.ts'

export type Values = Readonly<Record<string, string | number | null>>

/** `at` is a time of day, with seconds where they matter. */
export type Step = { readonly at: string } & (
  | { readonly user: string; readonly sets: Values }
  | { readonly user: string; readonly creates: Values }
  | { readonly user: string; readonly deletes: true }
  /** Something in a system that is not about the record: its statement, and what it is in words. */
  | { readonly system: string; readonly sql: string; readonly told: string }
  | { readonly run: true }
  /** A person decides the open review for one side, or gives a value. */
  | { readonly takes: string; readonly author: string }
  /** A person takes back the last decision that lost a value. */
  | { readonly overturns: true; readonly author: string }
)

/** Who creates and deletes, and what follows when others do; `foreignWrite` for every field. */
export type Choice = Partial<Omit<PlanFlow['lifecycle'], 'said'>> & { readonly foreignWrite?: ForeignWrite }

export interface Scenario {
  readonly example: 'work-orders' | 'co-owned'
  readonly flow: string
  /** Parts of the key; absent: a customer that no other scenario uses. */
  readonly key?: readonly (string | number)[]
  /** The field, or group, that is shown. */
  readonly unit: string
  /** What the flow would say, where it is not what the example says. */
  readonly choice?: Choice
  readonly steps: readonly Step[]
}

export interface Moment {
  readonly at: string
  /** By system, in the order of the flow. */
  readonly held: readonly string[]
  readonly decided: string
  readonly happened: readonly string[]
}

export interface Timeline {
  readonly systems: readonly string[]
  readonly unit: string
  readonly moments: readonly Moment[]
}
