import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export interface Facts {
  /** The path as it was asked for. */
  readonly file: string
}

export const absent = {
  code: 'TW001',
  severity: 'error',
  title: 'the flow file is not there',
  why: 'Everything starts from the file whose default export is the portfolio. Without it there is nothing to check.',
  example: { failing: '', at: [1, 1], mended: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`) },
} as const satisfies Kind
