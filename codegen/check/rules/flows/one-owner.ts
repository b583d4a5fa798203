import type { Plan } from '../../../plan/schema.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { flowsOf, isWellSaid, writersOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly owner: string
  readonly others: readonly string[]
}

export const oneOwner = {
  code: 'TW137',
  severity: 'warning',
  title: 'a two-way flow in which one system writes everything',
  why: 'Every field has the same owner, and that owner alone creates and deletes: nothing ever goes the other way. Two-way is then a promise that the flow does not keep, and whoever adds a field later is asked for a policy that the cheapest step of the ladder would not need.',
  example: {
    failing: flows(`assets: flow('assets')
  .twoWay()
  .because('operations runs them, finance writes them off')
  .owner(['description', 'status'], 'EAM')
  .creates('EAM')
  .deletes('EAM'),`),
    at: [4, 11],
    mended: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const { direction, record, systems, units, lifecycle, at } = flow
      const { creates, deletes, foreignDelete } = lifecycle
      const writers = new Set([...creates, ...deletes, ...units.flatMap(writersOf)])
      const [owner] = writers
      if (direction !== 'twoWay' || owner === undefined || writers.size > 1 || !isWellSaid(plan, flow)) return []
      // Deletes of the others that count, or deletes by nobody, are more than one-way can say.
      if (deletes.length === 0 || creates.length === 0 || foreignDelete !== 'restore' || units.length === 0) return []
      return [{ at, flow: name, facts: { record, owner, others: systems.filter((system) => system !== owner) } }]
    }),
} as const satisfies Rule
