import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly missing: readonly ('because' | 'creates' | 'deletes')[]
}

const said = (lifecycle: string) =>
  flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('finance codes the costs of orders that operations runs')
  .owner(['description', 'status', 'tags'], 'EAM')
  .owner(['glCode', 'price'], 'ERP')
${lifecycle}`)

export const unsaidWhole = {
  code: 'TW107',
  severity: 'error',
  title: 'a two-way flow leaves its reason, or who creates and deletes, unsaid',
  why: 'Two-way is the dear answer, so its reason is written down. And a record that both systems may create or delete is decided by whoever came last, unless it was said who may.',
  example: { failing: said(`  .creates('EAM'),`), at: [4, 15], mended: said(`  .creates('EAM')\n  .deletes('EAM'),`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const missing = flow.direction === 'twoWay' ? missingIn(flow) : []
      return missing.length > 0 ? [{ at: flow.at, flow: name, facts: { record: flow.record, missing } }] : []
    }),
} as const satisfies Rule

function missingIn({ because, lifecycle }: PlanFlow): Facts['missing'] {
  const missing: Facts['missing'][number][] = []
  if (because === undefined || because.trim() === '') missing.push('because')
  if (!lifecycle.said.creates) missing.push('creates')
  if (!lifecycle.said.deletes) missing.push('deletes')
  return missing
}
