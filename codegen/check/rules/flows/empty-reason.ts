import { isDeepStrictEqual } from 'node:util'
import type { Plan, PlanFlow, Position } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, placeOf } from '../../plan-parts.ts'

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
    flowsOf(plan).flatMap(([name, flow]) => blankIn(flow).map(({ call, at }) => ({ at, flow: name, facts: { call } }))),
} as const satisfies Rule

interface Reason {
  readonly call: string
  readonly said: string | undefined
  readonly at: Position
}

function blankIn(flow: PlanFlow): readonly Reason[] {
  const blank = reasonsOf(flow).filter(({ said }) => said?.trim() === '')
  // One call may be about several fields.
  return blank.filter(({ at }, index) => blank.findIndex((other) => isDeepStrictEqual(other.at, at)) === index)
}

/** Of a reason that is said twice the last counts. */
function reasonsOf(flow: PlanFlow): readonly Reason[] {
  const { direction, because, reconcile, accepts = [], allows = [], claims } = flow
  return [
    // A two-way flow without a reason says it the less: that is another rule's.
    ...(direction === 'oneWay' ? [{ call: 'because', said: because, at: placeOf(flow, 'because') }] : []),
    ...('none' in reconcile ? [{ call: 'noReconcile', said: reconcile.none, at: reconcile.at }] : []),
    ...accepts.map(({ change: said, at }) => ({ call: 'accepts', said, at })),
    ...allows.map(({ because: said, at }) => ({ call: 'allows', said, at })),
    ...claims.flatMap(({ policy, at }) =>
      policy.kind === 'lastWriteWins' ? [{ call: 'lastWriteWins', said: policy.acceptLoss, at }] : [],
    ),
  ]
}
