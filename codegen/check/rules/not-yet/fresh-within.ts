import { callsOf, flowsOf } from '../../plan-parts.ts'
import { oneWay } from './example.ts'
import { notYet } from './not-yet.ts'

export const freshWithin = notYet(
  {
    code: 'TW923',
    title: 'expecting fresh data is not yet carried out',
    example: { failing: oneWay(`.expect({ freshWithin: '1d' })`), at: [4, 61], mended: oneWay(`.expect({ lag: '15m' })`) },
  },
  (plan) =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.expect.freshWithinMs === undefined
        ? []
        : callsOf(flow, 'expect').map(({ at }) => ({ at, flow: name, facts: { record: flow.record, names: [] } })),
    ),
)
