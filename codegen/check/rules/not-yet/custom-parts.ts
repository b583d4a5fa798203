import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found } from '../../finding.ts'
import type { Bound } from '../../plan-parts.ts'
import { bindingOf, bindingsOf, flowsOf, placeOf } from '../../plan-parts.ts'
import type { Facts } from './not-yet.ts'
import { notYet } from './not-yet.ts'

/** A connector of one's own, for the examples of rules. */
const ownConnector = (capabilities: string) => `import { defineConnector } from 'thalweg/connector'

export const shop = defineConnector({
  settings: {},
  capabilities: { ${capabilities} },
  open: () => ({ list: async () => ({ rows: [], next: null }), get: async () => null }),
})
`

const read = (rest: string) =>
  whole({
    imports: 'custom through',
    eam: `custom(assets, 'assets', { detect: 'snapshot' })`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${rest},`,
  })
    .replace(`sqlite({ file: 'eam.sqlite' })`, 'through(shop, {})')
    .replace(`from 'zod'\n`, `from 'zod'\nimport { shop } from './shop.ts'\n`)

/** What is said in SQL where there is some; an engineer's connector chooses rows and finds ids itself. */
export const customParts = notYet(
  {
    code: 'TW925',
    title: 'a part of a binding or flow that a connector of your own has no counterpart for yet',
    example: {
      failing: read(`.where({ status: 'UP' }, { whenRowLeaves: 'keep' })`),
      at: [17, 61],
      mended: read(''),
      files: { 'shop.ts': ownConnector(`condition: 'none', changes: 'none', times: false`) },
    },
  },
  (plan) => [...bindingsOf(plan).flatMap(ofBinding), ...filtered(plan)],
)

function ofBinding({ system, record, binding }: Bound): readonly Found<Facts>[] {
  if (binding.form !== 'custom') return []
  const { columns, deletes, identity, token, at } = binding
  const names = [
    ...(columns.some(({ lookup }) => lookup !== undefined) ? ['lookup'] : []),
    ...(typeof deletes === 'object' ? ['deletes: { mark }'] : []),
    ...(identity === undefined ? [] : ['identity']),
    ...(token === undefined ? [] : ['token']),
  ]
  return names.length === 0 ? [] : [{ at, facts: { system, record, names } }]
}

function filtered(plan: Plan): readonly Found<Facts>[] {
  return flowsOf(plan).flatMap(([name, flow]) => {
    const [creator] = flow.lifecycle.creates
    if (flow.where === undefined || creator === undefined || bindingOf(plan, creator, flow.record)?.form !== 'custom') return []
    return [{ at: placeOf(flow, 'where'), flow: name, facts: { system: creator, record: flow.record, names: ['where'] } }]
  })
}
