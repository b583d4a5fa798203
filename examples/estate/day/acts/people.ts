/** A person answers two of the questions that the day has left open, as `thalweg review take` does. */
import { openReview, openReviews } from '../../../../cli/review/open.ts'
import { taking } from '../../../../cli/review/decision.ts'
import type { Engine } from '../../../../runtime/engine/engine.ts'
import { people } from '../act.ts'
import type { Act } from '../act.ts'

interface Answer {
  readonly at: string
  readonly who: string
  readonly by: string
  readonly flow: string
  readonly unit: string
  readonly choice: string
  readonly says: string
}

const answered: readonly Answer[] = [
  {
    at: '13:06',
    who: people.credit,
    by: 'Carla',
    flow: 'customers',
    unit: 'paymentTerms',
    choice: 'ERP',
    says: 'is asked about the days to pay, and takes those of finance',
  },
  {
    at: '13:16',
    who: people.planner,
    by: 'Dan',
    flow: 'workOrders',
    unit: 'status',
    choice: 'EAM',
    says: 'is asked whether the order is done, and says that it is as maintenance has it',
  },
]

/** @param engine that runs when the time has come */
export function reviews(engine: () => Engine): Act[] {
  return answered.map(({ at, who, by, flow, unit, choice, says }) => ({
    at,
    who,
    says,
    does: async ({ landscape }) => {
      const { ledger } = engine()
      const open = (await openReviews(ledger, landscape, [flow])).find(({ review }) => review.unit === unit)
      if (open === undefined) throw new Error(`no review of ${flow}.${unit} is open`)
      const record = await openReview(ledger, landscape, String(open.review.id))
      const { key, what, make } = taking(record, choice)
      await engine().decide(flow, key, `${what} by ${by}`, make)
      return `thalweg review take ${open.review.id} ${choice} --by ${by}`
    },
  }))
}
