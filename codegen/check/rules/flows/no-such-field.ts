import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { callsOf, flowsOf, groupOf, holds, recordOf } from '../../plan-parts.ts'

/** Why a name cannot stand there. */
export type Reason =
  | { readonly kind: 'unknown'; readonly like: readonly string[] }
  | { readonly kind: 'key' }
  | { readonly kind: 'member'; readonly group: string }
  | { readonly kind: 'alone'; readonly holders: readonly string[] }

export interface Facts {
  readonly record: string
  readonly field: string
  readonly call: string
  readonly reason: Reason
}

const said = (field: string) =>
  flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('finance codes the costs of orders that operations runs')
  .owner(['description', 'status', 'tags'], 'EAM')
  .owner(['glCode', 'price'], 'ERP')
  .onForeignWrite('keep', ['${field}'])
  .creates('EAM')
  .deletes('EAM'),`)

/** Calls that take fields of the flow as policies do, and calls that take any field of the record. */
const policyCalls = ['owner', 'returnPath', 'precedence', 'lastWriteWins', 'review', 'union', 'delta', 'merge', 'onForeignWrite']
const recordCalls = ['where', 'keepWhenBlank', 'firstSync']

export const noSuchField = {
  code: 'TW103',
  severity: 'error',
  title: 'a call names what is no field that it could be about',
  why: 'A policy on a name that does not exist, on a key, or on one member of a group does nothing at all, while the code reads as if it did.',
  example: { failing: said('cost'), at: [9, 6], mended: said('price') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => [
      ...callsOf(flow, ...policyCalls).flatMap((call) => found(plan, name, flow, call, reasonForPolicy)),
      ...callsOf(flow, ...recordCalls).flatMap((call) => found(plan, name, flow, call, reasonForField)),
    ]),
} as const satisfies Rule

type Call = NonNullable<PlanFlow['calls']>[number]
type Judge = (plan: Plan, flow: PlanFlow, field: string) => Reason | undefined

function found(plan: Plan, name: string, flow: PlanFlow, { call, fields, at }: Call, judge: Judge): readonly Found<Facts>[] {
  if (!recordOf(plan, flow.record)) return []
  return fields.flatMap((field) => {
    const reason = judge(plan, flow, field)
    return reason ? [{ at, flow: name, facts: { record: flow.record, field, call, reason } }] : []
  })
}

function reasonForField(plan: Plan, { record }: PlanFlow, field: string): Reason | undefined {
  const fields = recordOf(plan, record)?.fields.map((each) => each.name) ?? []
  return fields.includes(field) ? undefined : { kind: 'unknown', like: fields }
}

function reasonForPolicy(plan: Plan, flow: PlanFlow, field: string): Reason | undefined {
  const record = recordOf(plan, flow.record)
  if (!record || flow.units.some((unit) => unit.name === field) || flow.unsaid.includes(field)) return undefined
  if (record.key.includes(field)) return { kind: 'key' }
  const group = Object.entries(record.groups).find(([, members]) => members.includes(field))
  if (group) return { kind: 'member', group: group[0] }
  const members = groupOf(record, field) ?? record.fields.filter((each) => each.name === field).map((each) => each.name)
  if (members.length === 0) return { kind: 'unknown', like: [...flow.units.map((unit) => unit.name), ...flow.unsaid] }
  const holders = flow.systems.filter((system) => members.every((member) => holds(plan, system, flow.record, member)))
  return { kind: 'alone', holders }
}
