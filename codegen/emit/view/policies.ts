/**
 * Each policy of the language as the call that the runtime knows it by. One entry serves the settle table, which prints the call, and the table of outcomes, which
 * reads the facts of what the call makes.
 */
import { delta } from '../../../runtime/policies/delta.ts'
import { lastWriteWins } from '../../../runtime/policies/last-write-wins.ts'
import { merge } from '../../../runtime/policies/merge.ts'
import { owner } from '../../../runtime/policies/owner.ts'
import { precedence } from '../../../runtime/policies/precedence.ts'
import { review } from '../../../runtime/policies/review.ts'
import type { Policy } from '../../../runtime/policies/rule.ts'
import { union } from '../../../runtime/policies/union.ts'
import type { FunctionReference, Plan, PlanFlow, PlanPolicy, PlanUnit } from '../../plan/schema.ts'
import type { Printable } from '../print.ts'

/** What a policy is said of. */
export interface Place {
  readonly plan: Plan
  readonly flow: PlanFlow
  readonly unit: PlanUnit
}
/** How generated code names what a call mentions. */
export interface Names {
  readonly system: (name: string) => Printable
  readonly imported: (reference: FunctionReference) => Printable
}

interface Entry<P extends PlanPolicy> {
  readonly args: (policy: P, place: Place, names: Names) => readonly Printable[]
  readonly rule: (policy: P, place: Place) => Policy
  /** Collections under it are sets: order and repetition are no difference. */
  readonly sets: boolean
  /** It compares when fields were written, so a look must tell. */
  readonly times: boolean
  /** The function that generated code imports for it. */
  readonly decides: (policy: P) => FunctionReference | null
}
type Entries = { readonly [K in PlanPolicy['kind']]: Entry<Extract<PlanPolicy, { kind: K }>> }

const plain = { sets: false, times: false, decides: () => null } as const

const entries: Entries = {
  owner: {
    ...plain,
    args: ({ system, from }, _, names) => [names.system(system), ...(from === undefined ? [] : [{ from: names.system(from) }])],
    rule: ({ system, from }, { flow }) =>
      owner(flow.systems.indexOf(system), from === undefined ? {} : { from: flow.systems.indexOf(from) }),
  },
  precedence: {
    ...plain,
    args: (policy, _, names) => [names.system(policy.system)],
    rule: (policy, { flow }) => precedence(flow.systems.indexOf(policy.system)),
  },
  lastWriteWins: {
    ...plain,
    times: true,
    args: (_, place) => [{ tieWithinMs: clocksApart(place) }],
    rule: (_, place) => lastWriteWins({ tieWithinMs: clocksApart(place) }),
  },
  review: {
    ...plain,
    args: ({ team, withinMs }) => (team === undefined && withinMs === undefined ? [] : [{ team, withinMs }]),
    rule: ({ team, withinMs }) => review({ ...(team !== undefined && { team }), ...(withinMs !== undefined && { withinMs }) }),
  },
  union: { ...plain, args: () => [], rule: () => union(), sets: true },
  delta: { ...plain, args: () => [], rule: () => delta() },
  merge: {
    ...plain,
    args: ({ decide }, place, names) => [names.imported(decide), ...(groupOf(place) === undefined ? [] : [place.unit.fields])],
    rule: (_, place) => merge(() => undefined, groupOf(place)),
    decides: ({ decide }) => decide,
  },
}

/** The call that stands for a unit's policy in the settle table. */
export function callOf(place: Place, names: Names): { readonly factory: string; readonly args: readonly Printable[] } {
  const { policy } = place.unit
  return { factory: policy.kind, args: entryOf(policy).args(policy, place, names) }
}

/** The policy as the runtime knows it: its facts and its sentences. */
export function ruleOf(place: Place): Policy {
  return entryOf(place.unit.policy).rule(place.unit.policy, place)
}

export function decidesBy({ policy }: PlanUnit): FunctionReference | null {
  return entryOf(policy).decides(policy)
}

export function storesSets({ policy }: PlanUnit): boolean {
  return entryOf(policy).sets
}

export function comparesTimes({ policy }: PlanUnit): boolean {
  return entryOf(policy).times
}

export const policyFactories: readonly string[] = Object.keys(entries)

function entryOf(policy: PlanPolicy): Entry<PlanPolicy> {
  return entries[policy.kind] as Entry<PlanPolicy>
}

/** Two clocks may be apart by what each of them may be off. */
function clocksApart({ plan, unit }: Place): number {
  const off = unit.systems.map((system) => plan.systems[system]?.clockToleranceMs ?? 0).sort((a, b) => b - a)
  return (off[0] ?? 0) + (off[1] ?? 0)
}

/** A group has a name of its own, and its merge function gets an object. */
function groupOf({ unit }: Place): readonly string[] | undefined {
  return unit.fields.length === 1 && unit.fields[0] === unit.name ? undefined : unit.fields
}
