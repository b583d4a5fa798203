import type { Plan } from '../../../plan/schema.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly record: string
}

const file = (portfolio: string) => `import { flow, portfolio } from './landscape.ts'

const assets = flow('assets').oneWay({ from: 'EAM', to: 'ERP' })
const vendors = flow('vendors').oneWay({ from: 'PROC', to: ['EAM', 'ERP'] })

export default portfolio({ ${portfolio} })
`

export const unplaced = {
  code: 'TW109',
  severity: 'error',
  title: 'a flow was written and never put into the portfolio',
  why: 'A flow that is not in the portfolio is not generated and never runs, while whoever reads the file believes that it does.',
  example: { failing: file('assets'), at: [4, 17], mended: file('assets, vendors') },
  check: (plan: Plan): readonly Found<Facts>[] => plan.unplaced.map(({ record, at }) => ({ at, facts: { record } })),
} as const satisfies Rule
