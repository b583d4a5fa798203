/** Parts of the plan in the shapes in which rules walk them. */
import { once } from '../once.ts'
import type { Plan, PlanBinding, PlanFlow, PlanRecord, PlanSystem, PlanUnit, Position } from '../plan/schema.ts'

export interface Bound {
  readonly system: string
  readonly record: string
  readonly binding: PlanBinding
  readonly connector: PlanSystem['connector']
}

export const flowsOf = once((plan: Plan): readonly (readonly [name: string, flow: PlanFlow])[] => Object.entries(plan.flows))

/** The flows that carry a record, in the order of the plan. */
export function flowsCarrying(plan: Plan, record: string): readonly PlanFlow[] {
  return byRecord(plan).get(record) ?? []
}

const byRecord = once((plan: Plan) => Map.groupBy(Object.values(plan.flows), ({ record }) => record))

export const bindingsOf = once((plan: Plan): readonly Bound[] =>
  Object.entries(plan.systems).flatMap(([system, { holds, connector }]) =>
    Object.entries(holds).map(([record, binding]) => ({ system, record, binding, connector })),
  ),
)

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

/** The systems that may write a unit. */
export function writersOf({ policy, systems }: PlanUnit): readonly string[] {
  return policy.kind === 'owner' ? [policy.system] : systems
}

/** Do systems that can take part share the record, with policies about what they share: where not, other rules speak, and advice about the flow would be too early. */
export function isWellSaid(plan: Plan, flow: PlanFlow): boolean {
  const { record, direction, systems, units, unsaid, claims } = flow
  const named = callsOf(flow, 'oneWay', 'twoWay').some((call) => call.systems.length > 0) || systems.length === 2
  const able = systems.every((name) => {
    const system = systemOf(plan, name)
    return system !== undefined && Object.hasOwn(system.holds, record) && (direction === 'oneWay' || system.access === 'readWrite')
  })
  const meant = claims.every(({ field, policy }) => {
    const unit = units.find(({ name }) => name === field)
    return unit !== undefined && (!('system' in policy) || unit.systems.includes(policy.system))
  })
  return named && able && meant && unsaid.length === 0
}
