import type { Plan, PlanPolicy } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly field: string
  readonly first: PlanPolicy
  readonly second: PlanPolicy
}

const said = (status: string) =>
  flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('finance codes the costs of orders that operations runs')
  .owner(['description', 'status', 'tags'], 'EAM')
  .owner([${status}'glCode', 'price'], 'ERP')
  .creates('EAM')
  .deletes('EAM'),`)

export const twoPolicies = {
  code: 'TW102',
  severity: 'error',
  title: 'a field has two policies in one flow',
  why: 'A field has exactly one answer to "who writes it". Of two answers one would be obeyed and the other one believed.',
  example: { failing: said(`'status', `), at: [8, 6], mended: said('') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, { record, claims }]) =>
      claims.flatMap(({ field, policy, at }, index) => {
        const earlier = claims.slice(0, index).find((claim) => claim.field === field)
        return earlier ? [{ at, also: [earlier.at], flow: name, facts: { record, field, first: earlier.policy, second: policy } }] : []
      }),
    ),
} as const satisfies Rule
