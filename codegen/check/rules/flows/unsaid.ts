import type { Plan } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly fields: readonly string[]
}

const said = (policies: string) =>
  flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('finance codes the costs of orders that operations runs')
${policies}
  .creates('EAM')
  .deletes('EAM'),`)

export const unsaid = {
  code: 'TW101',
  severity: 'error',
  title: 'a shared field has no writer',
  why: 'When two systems hold a field and nothing says who writes it, an edit on either side has no defined end: it is overwritten, or it overwrites.',
  example: {
    failing: said(`  .owner(['description', 'status', 'tags'], 'EAM')\n  .owner('price', 'ERP')`),
    at: [4, 15],
    mended: said(`  .owner(['description', 'status', 'tags'], 'EAM')\n  .owner(['price', 'glCode'], 'ERP')`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan)
      .filter(([, { unsaid }]) => unsaid.length > 0)
      .map(([name, { record, unsaid, at }]) => ({ at, flow: name, facts: { record, fields: unsaid } })),
} as const satisfies Rule
