import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export type Facts =
  /** `what` was given to; `path` to the value in its options, as in `stores[0].length`. */
  | { readonly kind: 'value'; readonly what: string; readonly path: string; readonly given: string; readonly meant: string }
  | { readonly kind: 'unknown'; readonly what: string; readonly path: string }
  | { readonly kind: 'noDirection'; readonly record: string }
  /** The language itself could make nothing of it. */
  | { readonly kind: 'refused'; readonly place: string; readonly found: string; readonly write: string }

const said = (outcome: string, dodge: string) =>
  flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onForeignWrite('${outcome}'${dodge}),`)

export const wrongValue = {
  code: 'TW007',
  severity: 'error',
  title: 'a value that the language does not take',
  why: 'The types refuse such a value in the editor. Code that dodges them, with `as any` or in plain JavaScript, would be planned as if it meant something.',
  example: { failing: said('ignore', ' as any'), at: [4, 61], mended: said('propose', '') },
} as const satisfies Kind
