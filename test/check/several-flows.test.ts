/** Several flows: the same column twice, and ways back. */
import { flows, whole } from '../../codegen/check/example-estate.ts'
import { life, runCases } from './cases.ts'

const vendors = (...way: readonly string[]) =>
  flows(way.map((each) => each.replace('→', `: flow('vendors').oneWay({ from: '`).replace('→', `', to: '`) + `' }),`).join('\n'))

/** Two records, from two tables of EAM into tables of ERP, whose status lies in a column of the same name. */
const twoRecords = (
  first: string,
  second: string,
  scopes: readonly [string, string] = ['', ''],
) => `import { landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const assets = record({ key: 'tag', fields: { tag: z.string(), status: z.string() } })
const machines = record({ key: 'code', fields: { code: z.string(), status: z.string() } })
const EAM = system({
  connector: sqlite({ file: 'eam' }),
  holds: { assets: table(assets, 'a', { detect: 'outbox' }), machines: table(machines, 'm', { detect: 'outbox' }) },
})
const ERP = system({
  connector: sqlite({ file: 'erp' }),
  holds: { assets: table(assets, '${first}'${scopes[0]}), machines: table(machines, '${second}'${scopes[1]}) },
})
const { flow, portfolio } = landscape({ name: 'plant', records: { assets, machines }, systems: { EAM, ERP } })

export default portfolio({
  assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),
  machines: flow('machines').oneWay({ from: 'EAM', to: 'ERP' }),
})
`

const madeIn = (place: string, flow: string, other: string, key: string) =>
  [
    'TW133',
    `the flow ${flow} makes rows in ${place}, which are rows of ${other} in the flow ${other} as well, and feeds no ${key}`,
  ] as const

const sharedVendors = `a: flow('vendors').twoWay('EAM', 'ERP').because('both').owner('active', 'ERP').owner('name', 'EAM')${life},`

runCases([
  {
    it: 'one flow under two names writes twice',
    flows: `import { flow, portfolio } from './landscape.ts'\n\nconst a = flow('assets').oneWay({ from: 'EAM', to: 'ERP' })\nexport default portfolio({ a, b: a })\n`,
    finds: [['TW104', 'the flows a and b both write description and status of ERP']],
  },
  {
    it: 'flows that were derived from one another are all put in',
    flows: `import { flow, portfolio } from './landscape.ts'\n\nconst base = flow('vendors').twoWay('EAM', 'ERP').because('both')\nconst said = base.owner('name', 'EAM').owner('active', 'ERP')\nexport default portfolio({ said: said${life} })\n`,
    finds: [],
  },
  {
    it: 'a chain that went on after the flow was put in',
    flows: `import { flow, portfolio } from './landscape.ts'\n\nconst a = flow('assets').oneWay({ from: 'EAM', to: 'ERP' })\nexport default portfolio({ a: a.every('5m') })\na.guard().maxDeletes(3)\n`,
    finds: [['TW121', '.guard was said of a flow of assets, and the flow that it gave is not in the portfolio']],
  },
  {
    it: 'flows that share no field but the key create the same rows',
    flows: whole({
      record: `record({ key: 'tag', fields: { tag: z.string() } })`,
      portfolio: `a: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\nb: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),`,
    }),
    finds: [['TW104', 'tag of ERP (fixed_asset.tag)']],
  },
  {
    it: 'two records in one table, in any case of letters',
    flows: twoRecords('fixed_asset', 'FIXED_ASSET'),
    finds: [['TW104', 'the flows assets and machines both write status of ERP']],
  },
  { it: 'two records in two tables', flows: twoRecords('fixed_asset', 'machine'), finds: [] },
  {
    it: 'two records in two scopes of one table',
    flows: twoRecords('item', 'item', [`, { scope: { kind: 'A' } }`, `, { scope: { kind: 'M' } }`]),
    finds: [],
  },
  {
    it: 'two records in one scope, its columns in another order',
    flows: twoRecords('item', 'item', [`, { scope: { kind: 'A', plant: 1 } }`, `, { scope: { plant: 1, KIND: 'A' } }`]),
    finds: [['TW104', 'the flows assets and machines both write status of ERP']],
  },
  {
    it: 'two records in one table, one of them in a scope of it',
    flows: twoRecords('item', 'item', [`, { scope: { kind: 'A' } }`, '']),
    finds: [['TW104', 'the flows assets and machines both write status of ERP']],
  },
  {
    it: 'two records in scopes by different columns, which a row may be in both of',
    flows: twoRecords('item', 'item', [`, { scope: { kind: 'A' } }`, `, { scope: { plant: 1 } }`]),
    finds: [['TW104', 'the flows assets and machines both write status of ERP']],
  },
  {
    it: 'two records in scopes within each other',
    flows: twoRecords('item', 'item', [`, { scope: { kind: 'A', plant: '1' } }`, `, { scope: { PLANT: 1 } }`]),
    finds: [['TW104', 'the flows assets and machines both write status of ERP']],
  },
  {
    it: 'two records in scopes that one column keeps apart',
    flows: twoRecords('item', 'item', [`, { scope: { kind: 'A', plant: 1 } }`, `, { scope: { plant: 2 } }`]),
    finds: [],
  },
  {
    it: 'there into a scope, back from the whole table',
    flows: twoRecords('item', 'item', [`, { scope: { kind: 'A' } }`, `, { detect: 'outbox' }`])
      .replace(`table(machines, 'm'`, `table(machines, 'a'`)
      .replace(`flow('machines').oneWay({ from: 'EAM', to: 'ERP' })`, `flow('machines').oneWay({ from: 'ERP', to: 'EAM' })`),
    finds: [
      madeIn('item of ERP', 'assets', 'machines', 'code'),
      ['TW105', 'status goes from EAM to ERP by the flow assets, and back by the flow machines'],
      madeIn('a of EAM', 'machines', 'assets', 'tag'),
    ],
  },
  {
    it: 'a constant over the field of another record, in any case of letters',
    flows: twoRecords('item', 'ITEM', [
      `, { columns: { status: 'state' }, constants: { always: { MODE: 'x' } } }`,
      `, { columns: { code: 'machine', status: 'mode' } }`,
    ]),
    finds: [
      ['TW120', `every write of assets in ERP puts "x" into item.MODE, which holds status of the flow machines`],
      madeIn('item of ERP', 'assets', 'machines', 'machine'),
      madeIn('ITEM of ERP', 'machines', 'assets', 'tag'),
    ],
  },
  {
    it: 'a constant in rows that the other record is not in',
    flows: twoRecords('item', 'item', [
      `, { scope: { kind: 'A' }, columns: { status: 'state' }, constants: { always: { mode: 'x' } } }`,
      `, { scope: { kind: 'M' }, columns: { code: 'machine', status: 'mode' } }`,
    ]),
    finds: [],
  },
  {
    it: 'two constants of different values in one column',
    flows: twoRecords('item', 'item', [
      `, { constants: { always: { mode: 'x' } } }`,
      `, { columns: { code: 'machine', status: 'state' }, constants: { always: { mode: 'y' } } }`,
    ]),
    finds: [
      ['TW120', 'every write of machines in ERP puts "y" into item.mode, and every write of assets puts "x" there'],
      madeIn('item of ERP', 'assets', 'machines', 'machine'),
      madeIn('item of ERP', 'machines', 'assets', 'tag'),
    ],
  },
  {
    it: 'one database under two spellings of its path',
    flows: whole({
      portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\ncopy: flow('assets').oneWay({ from: 'EAM', to: 'COPY' }),`,
    })
      .replace(
        'const { flow',
        `const COPY = system({ connector: sqlite({ file: './erp.sqlite' }), holds: { assets: table(assets, 'fixed_asset') } })\nconst { flow`,
      )
      .replace('{ EAM, ERP } })', '{ EAM, ERP, COPY } })'),
    finds: [
      ['TW319', 'ERP and COPY lie in the same database'],
      ['TW104', 'the flows assets and copy both write status of COPY'],
    ],
  },
  {
    it: 'a copy of what two systems share',
    flows: flows(
      `w: flow('workOrders').twoWay().because('both').owner(['status', 'price'], 'ERP').ownerOfRest('EAM')${life},\nbi: flow('workOrders').oneWay({ from: 'EAM', to: 'BI' }),`,
    ),
    finds: [],
  },
  { it: 'a chain of flows is no circle', flows: vendors('a→PROC→EAM', 'b→EAM→ERP'), finds: [] },
  {
    it: 'a circle is told once, from where the plan begins',
    flows: vendors('c→ERP→PROC', 'a→PROC→EAM', 'b→EAM→ERP'),
    finds: [['TW106', 'name and active go round in a circle: ERP → (c) → PROC → (a) → EAM → (b) → ERP']],
  },
  {
    it: 'a circle through a two-way flow, for the fields that go round',
    flows: flows(
      `${sharedVendors}\nb: flow('vendors').oneWay({ from: 'ERP', to: 'PROC' }),\nc: flow('vendors').oneWay({ from: 'PROC', to: 'EAM' }),`,
    ),
    finds: [
      ['TW104', 'the flows a and c both write active of EAM'],
      ['TW106', 'name goes round in a circle: EAM → (a) → ERP → (b) → PROC → (c) → EAM'],
    ],
  },
])
