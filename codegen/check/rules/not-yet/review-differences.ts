import { flowsOf } from '../../plan-parts.ts'
import { oneWay } from './example.ts'
import { notYet } from './not-yet.ts'

export const reviewDifferences = notYet(
  {
    code: 'TW921',
    title: 'reviewing what differs on the first day is not yet carried out',
    example: {
      failing: oneWay(`.firstSync({ whereTheyDiffer: 'review' })`),
      at: [4, 61],
      mended: oneWay(`.firstSync({ whereTheyDiffer: 'byPolicy' })`),
    },
  },
  (plan) =>
    flowsOf(plan).flatMap(
      ([
        name,
        {
          record,
          firstSync: { whereTheyDiffer, at },
        },
      ]) => (whereTheyDiffer === 'review' && at ? [{ at, flow: name, facts: { record, names: [] } }] : []),
    ),
)
