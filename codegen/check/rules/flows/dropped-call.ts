import type { Plan } from '../../../plan/schema.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly record: string
  readonly call: string
}

const file = (call: string, portfolio: string) => `import { flow, portfolio } from './landscape.ts'

const assets = flow('assets').oneWay({ from: 'EAM', to: 'ERP' })
${call}

export default portfolio({ ${portfolio} })
`

export const droppedCall = {
  code: 'TW121',
  severity: 'error',
  title: 'a call on a flow whose result was dropped',
  why: 'A call changes nothing of the flow it is made on: it gives a new flow. Where that one is not put into the portfolio the call does not count, while the file reads as if it did.',
  example: {
    failing: file(`assets.every('5m')`, 'assets'),
    at: [4, 8],
    mended: file(`const often = assets.every('5m')`, 'assets: often'),
  },
  check: (plan: Plan): readonly Found<Facts>[] => (plan.dropped ?? []).map(({ record, call, at }) => ({ at, facts: { record, call } })),
} as const satisfies Rule
