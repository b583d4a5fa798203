import { flows } from '../../example-estate.ts'
import type { Kind } from '../../finding.ts'

export type Facts =
  | { readonly kind: 'exits' }
  | { readonly kind: 'waits' }
  /** Its process was ended from within, or ran out of memory. */
  | { readonly kind: 'ends' }
  | { readonly kind: 'slow'; readonly withinMs: number }

const portfolio = flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`)

export const endless = {
  code: 'TW006',
  severity: 'error',
  title: 'a flow file that never comes to its end',
  why: 'A flow file is loaded whole before anything is checked. One that ends the process, or waits for what never comes, leaves no portfolio to check.',
  example: { failing: `${portfolio}\nif (!process.env['PLANT']) process.exit(1)\n`, at: [7, 36], mended: portfolio },
} as const satisfies Kind
