import { flowsOf, recordOf } from '../../plan-parts.ts'
import { oneWay } from './example.ts'
import { notYet } from './not-yet.ts'

/** By the key it is what happens anyway. */
export const matchFields = notYet(
  {
    code: 'TW920',
    title: 'pairing rows by other fields than the key is not yet carried out',
    example: { failing: oneWay(`.firstSync({ match: ['description'] })`), at: [4, 61], mended: oneWay(`.firstSync({ match: ['tag'] })`) },
  },
  (plan) =>
    flowsOf(plan).flatMap(
      ([
        name,
        {
          record,
          firstSync: { match, at },
        },
      ]) => {
        const key = recordOf(plan, record)?.key ?? []
        const byKey = match.length === key.length && match.every((field) => key.includes(field))
        return byKey || !at ? [] : [{ at, flow: name, facts: { record, names: match } }]
      },
    ),
)
