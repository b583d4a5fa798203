import { flows } from '../../estate.ts'
import type { Kind } from '../../finding.ts'

export interface Facts {
  /** What the module loader says. */
  readonly message: string
}

const mended = flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`)

export const imported = {
  code: 'TW003',
  severity: 'error',
  title: 'an import leads nowhere',
  why: 'A module that is not there, or that does not export what is imported, stops the whole flow file from loading.',
  example: { failing: mended.replace('./landscape.ts', './landscapes.ts'), at: [1, 33], mended },
} as const satisfies Kind
