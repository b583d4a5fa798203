import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export interface Facts {
  /** What the parser says. */
  readonly message: string
}

export const syntax = {
  code: 'TW002',
  severity: 'error',
  title: 'a file is no TypeScript',
  why: 'A file that cannot be parsed cannot be loaded, so no flow in it can be checked.',
  example: {
    failing: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: }),`),
    at: [4, 52],
    mended: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`),
  },
} as const satisfies Kind
