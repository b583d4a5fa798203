import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export interface Facts {
  /** There is no such code, it is an error’s, or it is about `allows` itself. */
  readonly kind: 'unknown' | 'error' | 'allows'
  readonly allowed: string
}

const sent = (record: string, call: string) => flows(`${record}: flow('${record}').oneWay({ from: 'EAM', to: 'ERP' })${call},`)

export const cannotAllow = {
  code: 'TW130',
  severity: 'error',
  title: 'allows with what cannot be allowed',
  why: 'A warning may be right for an estate that knows why, and is then allowed beside the flow. An error cannot be: what it finds does not work, whatever the reason. And a code that does not exist allows nothing, while the file reads as if it did.',
  example: {
    failing: sent('assets', `.allows('TW104', 'the other flow is not in use')`),
    at: [4, 61],
    mended: sent('inspections', `.allows('TW111', 'finance has the same assets, kept by hand')`),
  },
} as const satisfies Kind
