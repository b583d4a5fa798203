import { whole } from '../../example-estate.ts'
import { notYet } from './not-yet.ts'

export const calendar = notYet(
  {
    code: 'TW916',
    title: 'the calendar of a system is not yet carried out',
    example: {
      failing: whole({}).replace(`sqlite({ file: 'erp.sqlite' }),`, `sqlite({ file: 'erp.sqlite' }),\n  calendar: 'TARGET',`),
      at: [9, 13],
      mended: whole({}),
    },
  },
  (plan) =>
    Object.entries(plan.systems).flatMap(([system, { calendar, at }]) =>
      calendar === undefined ? [] : [{ at, facts: { system, names: [calendar] } }],
    ),
)
