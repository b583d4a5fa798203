/** Parts of the plan in the shapes in which rules walk them. */
import type { Plan, PlanBinding, PlanFlow, PlanRecord, PlanSystem, PlanUnit, Position } from '../plan/schema.ts'

export interface Bound {
  readonly system: string
  readonly record: string
  readonly binding: PlanBinding
  readonly connector: PlanSystem['connector']
}

export function flowsOf(plan: Plan): readonly (readonly [name: string, flow: PlanFlow])[] {
  return Object.entries(plan.flows)
}

export function bindingsOf(plan: Plan): readonly Bound[] {
  return Object.entries(plan.systems).flatMap(([system, { holds, connector }]) =>
    Object.entries(holds).map(([record, binding]) => ({ system, record, binding, connector })),
  )
}

export function systemOf(plan: Plan, name: string): PlanSystem | undefined {
  return Object.hasOwn(plan.systems, name) ? plan.systems[name] : undefined
}

export function recordOf(plan: Plan, name: string): PlanRecord | undefined {
  return Object.hasOwn(plan.records, name) ? plan.records[name] : undefined
}

/** The members of a group; undefined where the record has no group of this name (`constructor` is none). */
export function groupOf({ groups }: PlanRecord, name: string): readonly string[] | undefined {
  return Object.hasOwn(groups, name) ? groups[name] : undefined
}

export function bindingOf(plan: Plan, system: string, record: string): PlanBinding | undefined {
  const holds = systemOf(plan, system)?.holds
  return holds && Object.hasOwn(holds, record) ? holds[record] : undefined
}

export function holds(plan: Plan, system: string, record: string, field: string): boolean {
  return bindingOf(plan, system, record)?.columns.some((column) => column.field === field) === true
}

/** The calls of these names, in the order in which they were written. */
export function callsOf(flow: PlanFlow, ...names: readonly string[]): NonNullable<PlanFlow['calls']> {
  return (flow.calls ?? []).filter(({ call }) => names.includes(call))
}

/** Where the last call of this name stands; the flow itself where there is none. */
export function placeOf(flow: PlanFlow, call: string): Position {
  return callsOf(flow, call).at(-1)?.at ?? flow.at
}

/** Where the policy of a unit was said. */
export function policyPlace(flow: PlanFlow, { policy, name, fields }: PlanUnit): Position {
  const named = [name, ...fields]
  return callsOf(flow, policy.kind).find((call) => call.fields.some((field) => named.includes(field)))?.at ?? flow.at
}

/** The systems that may write a unit; while it is handed over both do, one after the other. */
export function writersOf({ policy, systems }: PlanUnit): readonly string[] {
  if (policy.kind !== 'owner') return systems
  return policy.from === undefined ? [policy.system] : [policy.system, policy.from]
}
