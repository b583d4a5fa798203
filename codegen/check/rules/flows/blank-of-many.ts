import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly field: string
  readonly why: 'group' | 'several' | 'key'
}

const written = (field: string) =>
  flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('finance codes the costs of orders that operations runs')
  .owner(['description', 'status', 'tags'], 'EAM')
  .owner('glCode', 'ERP')
  .precedence('price', 'ERP')
  .creates('EAM')
  .deletes('EAM')
  .keepWhenBlank('${field}'),`)

export const blankOfMany = {
  code: 'TW140',
  severity: 'error',
  title: 'keepWhenBlank where a blank is nobody’s word alone',
  why: 'A blank that wipes nothing is a blank of the one writer. Where several write a field it would be one value among others, and of a group it would be half a decision.',
  example: { failing: written('cost'), at: [12, 6], mended: written('glCode') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.keepWhenBlank.flatMap(({ field, at }) => {
        const why = whyNot(plan, flow, field)
        return why === null ? [] : [{ at, flow: name, facts: { record: flow.record, field, why } }]
      }),
    ),
} as const satisfies Rule

function whyNot(plan: Plan, flow: PlanFlow, field: string): Facts['why'] | null {
  if (Object.hasOwn(plan.records, flow.record) && plan.records[flow.record]!.key.includes(field)) return 'key'
  const unit = flow.units.find(({ fields }) => fields.includes(field))
  if (unit === undefined) return null
  if (unit.fields.length > 1 || unit.name !== field) return 'group'
  return unit.policy.kind === 'owner' ? null : 'several'
}
