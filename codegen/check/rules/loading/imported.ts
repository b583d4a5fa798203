import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export interface Facts {
  /** What was asked for, as it was written. */
  readonly wanted: string
}

const mended = flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`)

export const imported = {
  code: 'TW005',
  severity: 'error',
  title: 'an import leads nowhere',
  why: 'A module that is not there stops the whole flow file from loading.',
  example: { failing: mended.replace('./landscape.ts', './landscapes.ts'), at: [1, 34], mended },
} as const satisfies Kind
