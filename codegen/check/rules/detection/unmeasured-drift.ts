import type { Plan } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, placeOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly drift: number
}

const said = (reconcile: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${reconcile}.expect({ drift: 0 }),`)

export const unmeasuredDrift = {
  code: 'TW212',
  severity: 'warning',
  title: 'a drift that nobody measures',
  why: 'Drift is what reconciliation finds. Where none is scheduled the figure stays as it was, and a promise about it can neither be kept nor broken.',
  example: { failing: said(`.noReconcile('the target is rebuilt each night')`), at: [4, 109], mended: said('') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { drift } = flow.expect
      if (drift === undefined || !('none' in flow.reconcile)) return []
      return [{ at: placeOf(flow, 'expect'), also: [flow.reconcile.at], flow: name, facts: { record: flow.record, drift } }]
    }),
} as const satisfies Rule
