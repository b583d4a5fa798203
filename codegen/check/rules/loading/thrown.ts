import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export type Facts =
  | { readonly kind: 'error'; readonly name: string; readonly message: string }
  /** What was thrown is no error. */
  | { readonly kind: 'value'; readonly message: string }
  /** Something of a module was used before the module had run. */
  | {
      readonly kind: 'circle'
      readonly message: string
      /** Each imports the next, and the last the first. Files count from the folder of the first. */
      readonly modules: readonly string[]
    }
  | { readonly kind: 'unreadable'; readonly reason: string }

export const thrown = {
  code: 'TW003',
  severity: 'error',
  title: 'a file throws while it is loaded',
  why: 'Flow files only describe: they are loaded on every check, in every build and in every environment, so nothing in them may depend on where they run.',
  example: {
    failing: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).owner('status', 'ERP'),`),
    at: [4, 61],
    mended: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).returnPath('status', 'ERP'),`),
  },
} as const satisfies Kind
