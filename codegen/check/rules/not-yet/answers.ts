import { callsOf, flowsOf } from '../../plan-parts.ts'
import { oneWay } from './example.ts'
import { notYet } from './not-yet.ts'

export const answers = notYet(
  {
    code: 'TW909',
    title: 'answers of a return path are not yet carried out',
    example: {
      failing: oneWay(`.returnPath('status', 'ERP', { answers: 'description' })`),
      at: [4, 61],
      mended: oneWay(`.returnPath('status', 'ERP')`),
    },
  },
  (plan) =>
    flowsOf(plan).flatMap(([name, flow]) =>
      callsOf(flow, 'returnPath').flatMap(({ at }) => {
        const claim = flow.claims.find(
          ({ policy, at: place }) => policy.kind === 'owner' && policy.answers && place.line === at.line && place.column === at.column,
        )
        return claim ? [{ at, flow: name, facts: { record: flow.record, names: [claim.field] } }] : []
      }),
    ),
)
