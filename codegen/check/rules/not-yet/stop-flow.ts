import { callsOf, flowsOf } from '../../plan-parts.ts'
import { oneWay } from './example.ts'
import { notYet } from './not-yet.ts'

export const stopFlow = notYet(
  {
    code: 'TW922',
    title: 'stopping a flow for one record is not yet carried out',
    example: { failing: oneWay(`.onFailure({ then: 'stopFlow' })`), at: [4, 61], mended: oneWay(`.onFailure({ retryFor: '4h' })`) },
  },
  (plan) =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.failure.then === 'stopFlow'
        ? callsOf(flow, 'onFailure').map(({ at }) => ({ at, flow: name, facts: { record: flow.record, names: [] } }))
        : [],
    ),
)
