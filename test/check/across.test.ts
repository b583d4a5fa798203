/** Portfolios of several repositories, checked together: what collides, what only seems to, and what is none of this repository's business. */
import { whole } from '../../codegen/check/example-estate.ts'
import { runCases } from './cases.ts'

const sends = (from: string, to: string, calls = '') => `assets: flow('assets').oneWay({ from: '${from}', to: '${to}' })${calls},`
const finance = (parts: Parameters<typeof whole>[0] = {}) => whole({ name: 'finance', ...parts })
const watched = `table(assets, 'fixed_asset', { detect: 'outbox' })`
const sites = `record({ key: 'tag', fields: { tag: z.string(), site: z.string() } })`
const both = [
  'TW150',
  'the flow assets and the flow assets of finance (flows.ts:16:11 there) both write fixed_asset.status of ERP',
] as const
const postgres = (text: string, schema: string) =>
  text
    .replace('sqlite, system', 'postgres, secret, sqlite, system')
    .replace(`sqlite({ file: 'erp.sqlite' })`, `postgres({ url: secret('ERP_URL')${schema} })`)

runCases([
  { it: 'a column that two repositories write', flows: whole({}), beside: [finance()], finds: [both] },
  {
    it: 'a column that three repositories write, each of the others named',
    flows: whole({}),
    beside: [finance(), whole({ name: 'sales' })],
    finds: [both, ['TW150', 'the flow assets of sales (flows.ts:16:11 there) both write fixed_asset.status of ERP']],
  },
  {
    it: 'what two other repositories do to each other is theirs',
    flows: whole({ erp: `table(assets, 'machine')` }),
    beside: [finance(), whole({ name: 'sales' })],
    finds: [],
  },
  {
    it: 'what is wrong in the other repository alone is not repeated',
    flows: whole({ erp: `table(assets, 'machine')` }),
    beside: [finance({ portfolio: `${sends('EAM', 'ERP')}\nagain: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),` })],
    finds: [],
  },
  {
    it: 'a system of the same name that is reached in another way is another one',
    flows: whole({}),
    beside: [postgres(finance(), '')],
    finds: [],
  },
  {
    it: 'two schemas of one database hold other tables',
    flows: postgres(whole({}), `, schema: 'a'`),
    beside: [postgres(finance(), `, schema: 'b'`)],
    finds: [],
  },
  {
    it: 'a schema that the environment knows is taken to be the same',
    flows: postgres(whole({}), `, schema: 'a'`),
    beside: [postgres(finance(), `, schema: env('S')`).replace('landscape,', 'env, landscape,')],
    finds: [both],
  },
  {
    it: 'a path that is written alike in two repositories is two places, where the systems have two names',
    flows: whole({}),
    beside: [finance().replaceAll('ERP', 'SHOP')],
    finds: [],
  },
  {
    it: 'there by this repository, back by the other',
    flows: whole({}),
    beside: [finance({ erp: watched, portfolio: sends('ERP', 'EAM') })],
    finds: [
      [
        'TW151',
        'status goes round in a circle through several repositories: EAM → (assets) → ERP → (the flow assets of finance (flows.ts:16:11 there)) → EAM',
      ],
    ],
  },
  {
    it: 'a circle over three repositories, through a system that this one does not know',
    flows: whole({}),
    beside: [
      finance({ erp: watched, portfolio: sends('ERP', 'EAM') }).replaceAll('EAM', 'SHOP'),
      whole({ name: 'sales', portfolio: sends('ERP', 'EAM'), erp: watched })
        .replaceAll('ERP', 'SHOP')
        .replace(`'fixed_asset'`, `'equipment'`),
    ],
    finds: [
      [
        'TW151',
        'ERP → (the flow assets of finance (flows.ts:16:11 there)) → SHOP → (the flow assets of sales (flows.ts:16:11 there)) → EAM',
      ],
    ],
  },
  {
    it: 'a circle of other repositories alone is theirs',
    flows: whole({ erp: `table(assets, 'machine')` }),
    beside: [finance(), whole({ name: 'sales', erp: watched, portfolio: sends('ERP', 'EAM') })],
    finds: [],
  },
  {
    it: 'rows that two repositories make and remove',
    flows: whole({}),
    beside: [finance({ record: sites })],
    finds: [['TW152', 'the flow assets creates and deletes rows of fixed_asset in ERP, and so does the flow assets of finance']],
  },
  {
    it: 'rows that two repositories make, and one keeps where they are deleted elsewhere',
    flows: whole({ portfolio: sends('EAM', 'ERP', `.onDelete('keep')`) }),
    beside: [finance({ record: sites })],
    finds: [['TW152', 'the flow assets creates rows of fixed_asset in ERP, and so does the flow assets of finance']],
  },
  {
    it: 'rows that two repositories make, allowed beside the flow',
    flows: whole({ portfolio: sends('EAM', 'ERP', `.allows('TW152', 'each brings half of them')`) }),
    beside: [finance({ record: sites })],
    finds: [],
  },
  {
    it: 'what is allowed between repositories is not idle where none is named',
    flows: whole({ portfolio: sends('EAM', 'ERP', `.allows('TW152', 'each brings half of them')`) }),
    finds: [],
  },
  {
    it: 'what is allowed between repositories is idle where they are named and nothing is found',
    flows: whole({ portfolio: sends('EAM', 'ERP', `.allows('TW152', 'each brings half of them')`) }),
    beside: [finance({ record: sites, erp: `table(assets, 'machine')` })],
    finds: [['TW131', 'the flow assets allows TW152, which is not found in it']],
  },
])
