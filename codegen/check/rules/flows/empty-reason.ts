import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { callsOf, flowsOf } from '../../plan-parts.ts'

export interface Facts {
  readonly call: string
}

const said = (reason: string) => flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).noReconcile('${reason}'),`)

export const emptyReason = {
  code: 'TW123',
  severity: 'error',
  title: 'a reason that says nothing',
  why: 'Where the language asks for a reason, somebody will read it on the day on which it matters: why a flow goes both ways, why nothing is reconciled, why a loss is accepted.',
  example: { failing: said(''), at: [4, 61], mended: said('ERP is loaded anew every night') },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      emptyIn(flow).flatMap((call) => callsOf(flow, call).map(({ at }) => ({ at, flow: name, facts: { call } }))),
    ),
} as const satisfies Rule

/** The calls whose last word is blank. */
function emptyIn({ direction, because, reconcile, accepts = [], claims }: PlanFlow): readonly string[] {
  const losses = claims.flatMap(({ policy }) => (policy.kind === 'lastWriteWins' ? [policy.acceptLoss] : []))
  const reasons: readonly (readonly [call: string, reasons: readonly (string | undefined)[]])[] = [
    // A two-way flow without a reason says it the less: that is another rule's.
    ['because', direction === 'oneWay' ? [because] : []],
    ['noReconcile', ['none' in reconcile ? reconcile.none : undefined]],
    ['accepts', accepts.map(({ change }) => change)],
    ['lastWriteWins', losses],
  ]
  return reasons.filter(([, said]) => said.some((reason) => reason?.trim() === '')).map(([call]) => call)
}
