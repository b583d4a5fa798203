import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { callsOf, flowsOf, groupOf, holds, recordOf, systemOf } from '../../plan-parts.ts'

/** Why a system cannot stand there. */
export type Reason =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'outside'; readonly members: readonly string[] }
  | { readonly kind: 'source' }
  | { readonly kind: 'holdsNot'; readonly fields: readonly string[] }

export interface Facts {
  readonly record: string
  readonly system: string
  readonly call: string
  readonly reason: Reason
}

const said = (system: string) =>
  flows(`workOrders: flow('workOrders')
  .twoWay('EAM', 'ERP')
  .because('finance codes the costs of orders that operations runs')
  .owner(['description', 'status', 'tags'], 'EAM')
  .owner(['glCode', 'price'], '${system}')
  .creates('EAM')
  .deletes('EAM'),`)

export const noSuchSystem = {
  code: 'TW108',
  severity: 'error',
  title: 'a call names a system that cannot do it',
  why: 'A writer that does not exist, takes no part in the flow or does not hold the field never writes it: the field would stand still everywhere.',
  example: { failing: said('BI'), at: [8, 6], mended: said('ERP') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      callsOf(flow, 'owner', 'ownerOfRest', 'returnPath', 'precedence', 'creates', 'deletes').flatMap((call) =>
        call.systems.flatMap((system) => {
          const reason = reasonAgainst(plan, flow, call, system)
          return reason ? [{ at: call.at, flow: name, facts: { record: flow.record, system, call: call.call, reason } }] : []
        }),
      ),
    ),
} as const satisfies Rule

function reasonAgainst(
  plan: Plan,
  flow: PlanFlow,
  { call, fields }: NonNullable<PlanFlow['calls']>[number],
  system: string,
): Reason | undefined {
  if (!systemOf(plan, system)) return { kind: 'unknown' }
  if (!flow.systems.includes(system)) return { kind: 'outside', members: flow.systems }
  if (call === 'returnPath' && system === flow.systems[0]) return { kind: 'source' }
  const named = call === 'ownerOfRest' ? restOf(flow, system) : fields
  const missing = named.filter((field) => !holdsAll(plan, flow, system, field))
  return missing.length > 0 ? { kind: 'holdsNot', fields: missing } : undefined
}

/** What `ownerOfRest` has given to a system. */
function restOf(flow: PlanFlow, system: string): readonly string[] {
  const places = callsOf(flow, 'ownerOfRest').filter((call) => call.systems.includes(system))
  return flow.claims
    .filter((claim) => places.some(({ at }) => at.line === claim.at.line && at.column === claim.at.column))
    .map((claim) => claim.field)
}

/** Names that are no field of the record are another rule's. */
function holdsAll(plan: Plan, flow: PlanFlow, system: string, name: string): boolean {
  const record = recordOf(plan, flow.record)
  const members = (record && groupOf(record, name)) ?? [name]
  const known = members.filter((member) => record?.fields.some((field) => field.name === member))
  return known.every((member) => holds(plan, system, flow.record, member))
}
