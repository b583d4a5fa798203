import { whole } from '../../example-estate.ts'
import type { Found } from '../../finding.ts'
import type { Bound } from '../../plan-parts.ts'
import { bindingsOf } from '../../plan-parts.ts'
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

const read = (options: string) =>
  whole({ imports: 'custom through', eam: `custom(assets, 'assets', { detect: 'snapshot'${options} })` })
    .replace(`sqlite({ file: 'eam.sqlite' })`, 'through(shop, {})')
    .replace(`from 'zod'\n`, `from 'zod'\nimport { shop } from './shop.ts'\n`)

/** What is said in SQL where there is some; an engineer's connector finds ids, and marks rows, itself. */
export const customParts = notYet(
  {
    code: 'TW925',
    title: 'a part of a binding that a connector of your own has no counterpart for yet',
    example: {
      failing: read(`, columns: { status: { column: 'status_id', ...{ lookup: { table: 'status', match: 'name', id: 'id' } } } }`),
      at: [8, 20],
      mended: read(''),
      files: { 'shop.ts': ownConnector(`condition: 'none', changes: 'none', times: false`) },
    },
  },
  (plan) => bindingsOf(plan).flatMap(ofBinding),
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
