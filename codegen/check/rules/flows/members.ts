import type { Plan, PlanFlow, PlanSystem } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, callsOf, flowsOf, recordOf, systemOf } from '../../plan-parts.ts'

/** Why these systems cannot make this flow. */
export type Facts = { readonly record: string } & (
  | { readonly kind: 'noRecord'; readonly records: readonly string[] }
  | { readonly kind: 'noTarget' }
  | { readonly kind: 'noSystem'; readonly system: string; readonly systems: readonly string[] }
  | { readonly kind: 'noBinding'; readonly system: string }
  | { readonly kind: 'twice'; readonly system: string }
  | { readonly kind: 'neverWritten'; readonly system: string }
  | { readonly kind: 'neverRead'; readonly system: string; readonly access: PlanSystem['access'] }
  | { readonly kind: 'notShared'; readonly system: string; readonly access: PlanSystem['access'] }
  | { readonly kind: 'notTwo'; readonly systems: readonly string[] }
)

export const members = {
  code: 'TW112',
  severity: 'error',
  title: 'a flow between systems that cannot make it',
  why: 'A flow needs a record that its systems hold, a source that may be read and targets that may be written. Anything else fails at the first row.',
  example: {
    failing: flows(`workOrders: flow('workOrders').oneWay({ from: 'BI', to: 'ERP' }),`),
    at: [4, 15],
    mended: flows(`workOrders: flow('workOrders').oneWay({ from: 'EAM', to: 'ERP' }),`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => reasons(plan, flow).map((facts) => ({ at: flow.at, flow: name, facts }))),
} as const satisfies Rule

function reasons(plan: Plan, flow: PlanFlow): readonly Facts[] {
  const { record, systems } = flow
  if (!recordOf(plan, record)) return [{ record, kind: 'noRecord', records: Object.keys(plan.records) }]
  const named = callsOf(flow, flow.direction)[0]?.systems ?? systems
  if (flow.direction === 'twoWay' && (named.length === 0 ? systems.length !== 2 : systems.length < 2))
    return [{ record, kind: 'notTwo', systems }]
  if (flow.direction === 'oneWay' && systems.length < 2) return [{ record, kind: 'noTarget' }]
  return systems.flatMap((system, index): Facts[] => {
    if (systems.indexOf(system) < index) return [{ record, kind: 'twice', system }]
    const placed = systemOf(plan, system)
    if (!placed) return [{ record, kind: 'noSystem', system, systems: Object.keys(plan.systems) }]
    if (!bindingOf(plan, system, record)) return [{ record, kind: 'noBinding', system }]
    return accessReasons(record, system, placed.access, flow.direction === 'twoWay' ? 'member' : index === 0 ? 'source' : 'target')
  })
}

function accessReasons(record: string, system: string, access: PlanSystem['access'], role: 'member' | 'source' | 'target'): Facts[] {
  if (role === 'member') return access === 'readWrite' ? [] : [{ record, kind: 'notShared', system, access }]
  if (role === 'source') return access === 'copyOnly' || access === 'appendOnly' ? [{ record, kind: 'neverRead', system, access }] : []
  return access === 'readOnly' ? [{ record, kind: 'neverWritten', system }] : []
}
