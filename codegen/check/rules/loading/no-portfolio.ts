import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export interface Facts {
  /** What the default export is: `nothing`, `flow`, or a type. */
  readonly found: string
}

const mended = flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`)

export const noPortfolio = {
  code: 'TW004',
  severity: 'error',
  title: 'the flow file exports no portfolio',
  why: 'Flows are checked together, as the default export of one file. A flow file without it brings no flow into the plan.',
  example: { failing: mended.replace('export default portfolio', 'export const flows = portfolio'), at: [1, 1], mended },
} as const satisfies Kind
