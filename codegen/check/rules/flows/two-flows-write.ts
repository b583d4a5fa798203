import type { Plan } from '../../../plan/schema.ts'
import { clashesOf } from '../../clashes.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly system: string
  readonly fields: readonly string[]
  readonly columns: readonly string[]
  readonly flows: readonly [first: string, second: string]
}

const first = `fromOperations: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`
const vendors = (from: string) => `vendors: flow('vendors').oneWay({ from: 'PROC', to: ['EAM', 'ERP'] }),${from}`

export const twoFlowsWrite = {
  code: 'TW104',
  severity: 'error',
  title: 'two flows write the same field of the same system',
  why: 'Each flow takes the other one’s writes for foreign writes and puts its own value back. The value changes with every pass, and neither flow is wrong by itself.',
  example: {
    failing: flows(`${first}\n${vendors(`\nfinance: flow('vendors').oneWay({ from: 'ERP', to: 'EAM' }),`)}`),
    at: [6, 12],
    mended: flows(`${first}\n${vendors('')}`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    clashesOf(plan).map(({ first, routes }) => {
      const [{ at, flow, to }] = routes
      return {
        at,
        also: [first.at],
        flow,
        facts: {
          system: to.system,
          fields: [...new Set(routes.map((route) => route.field))],
          columns: [...new Set(routes.map((route) => route.to.name))],
          flows: [first.flow, flow],
        },
      }
    }),
} as const satisfies Rule
