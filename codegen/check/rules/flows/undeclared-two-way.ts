import type { Plan } from '../../../plan/schema.ts'
import { circlesOf, type Drive } from '../../circles.ts'
import { flows } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'

export interface Facts {
  readonly fields: readonly string[]
  readonly systems: readonly [string, string]
  readonly flows: readonly [there: string, back: string]
  readonly drive: Drive
}

export const undeclaredTwoWay = {
  code: 'TW105',
  severity: 'error',
  title: 'there by one flow, back by another',
  why: 'Two one-way flows that run against each other are a two-way flow without a policy: both sides own every field, nothing decides between them, and an edit can be carried in circles.',
  example: {
    failing: flows(`there: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\nback: flow('assets').oneWay({ from: 'ERP', to: 'EAM' }),`),
    at: [5, 9],
    mended: flows(`assets: flow('assets')
  .twoWay()
  .because('finance says when an asset is scrapped')
  .owner('description', 'EAM')
  .owner('status', 'ERP')
  .creates('EAM')
  .deletes('EAM'),`),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    circlesOf(plan).flatMap(({ steps, fields, drive }) => {
      const [there, back, more] = steps
      if (!there || !back || more) return []
      return [
        {
          at: back.at,
          also: [there.at],
          flow: back.flow,
          facts: { fields, systems: [there.from.system, there.to.system], flows: [there.flow, back.flow], drive },
        },
      ]
    }),
} as const satisfies Rule
