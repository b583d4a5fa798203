import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export interface Facts {
  readonly allowed: string
  /** Said in the same flow before. */
  readonly again: boolean
}

const inspections = (call: string) => `inspections: flow('inspections').oneWay({ from: 'EAM', to: 'ERP' })${call},`
const allowed = `.allows('TW111', 'finance has the same assets, kept by hand')`

export const allowsNothing = {
  code: 'TW131',
  severity: 'warning',
  title: 'allows for what is not found',
  why: 'What was allowed is mended, or never was there. Left standing, the call would allow the same thing unseen when it comes back, for a reason that was given for something else.',
  example: {
    failing: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\n${inspections(allowed)}`),
    at: [5, 71],
    mended: flows(inspections(allowed)),
  },
} as const satisfies Kind
