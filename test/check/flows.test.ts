/** One flow: its fields, its systems, its members. */
import { flows, whole } from '../../codegen/check/example-estate.ts'
import { life, runCases, sent, shared } from './cases.ts'

const owned = `.owner('description', 'EAM').owner('status', 'ERP')`
/** ERP holds assets without their status. */
const withoutStatus = (calls: string) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), name: z.string(), status: z.string() } })`,
    erp: `table(assets, 'fixed_asset', { omit: ['status'], detect: 'outbox' })`,
    portfolio: `assets: flow('assets').twoWay().because('both')${calls}${life},`,
  })

/** Parts go from B to C; jobs, which refer to parts, from A to B. */
const jobs = `import { field, landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const parts = record({ key: 'id', fields: { id: z.string() } })
const jobs = record({ key: 'id', fields: { id: z.string(), part: field.ref('parts', z.string()) } })
const outbox = { detect: 'outbox' } as const
const A = system({ connector: sqlite({ file: 'a' }), holds: { jobs: table(jobs, 'j', outbox) } })
const B = system({ connector: sqlite({ file: 'b' }), holds: { jobs: table(jobs, 'j'), parts: table(parts, 'p', outbox) } })
const C = system({ connector: sqlite({ file: 'c' }), holds: { parts: table(parts, 'p') } })
const { flow, portfolio } = landscape({ name: 'x', records: { parts, jobs }, systems: { A, B, C } })

export default portfolio({
  parts: flow('parts').oneWay({ from: 'B', to: 'C' }),
  jobs: flow('jobs').oneWay({ from: 'A', to: 'B' }),
})
`

/** A sends to B, which lacks the name, and to C. */
const three = (calls: string) => `import { landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

const assets = record({ key: 'id', fields: { id: z.string(), name: z.string(), status: z.string() } })
const outbox = { detect: 'outbox' } as const
const A = system({ connector: sqlite({ file: 'a' }), holds: { assets: table(assets, 'a', outbox) } })
const ERP = system({ connector: sqlite({ file: 'b' }), holds: { assets: table(assets, 'b', { ...outbox, omit: ['name'] }) } })
const C = system({ connector: sqlite({ file: 'c' }), holds: { assets: table(assets, 'c', outbox) } })
const { flow, portfolio } = landscape({ name: 'x', records: { assets }, systems: { A, ERP, C } })

export default portfolio({ assets: flow('assets').oneWay({ from: 'A', to: ['ERP', 'C'] })${calls} })
`

/** Assets that are bought on a day. */
const bought = (where: string) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), bought: z.iso.date(), seen: z.iso.datetime() } })`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).where(${where}, { whenRowLeaves: 'keep' }),`,
  })

runCases([
  {
    it: 'a filter by days and times',
    flows: bought(`{ bought: { from: '2026-02-28' }, seen: { until: '2026-11-24T08:00:00+01:00' } }`),
    finds: [],
  },
  {
    it: 'a filter by a day that no calendar has',
    flows: bought(`{ bought: { from: '2026-02-30' } }`),
    finds: [['TW126', '"2026-02-30"']],
  },
  { it: 'a filter by a word for a time', flows: bought(`{ seen: { from: 'yesterday' } }`), finds: [['TW126', '"yesterday"']] },
  {
    it: 'a name that every object has is no group',
    flows: shared(`${owned}.onForeignWrite('keep', 'toString')${life}`),
    finds: [['TW103', 'toString']],
  },
  {
    it: 'one-way to nowhere',
    flows: flows(`assets: flow('assets').oneWay({ from: 'EAM', to: [] }),`),
    finds: [['TW112', 'names no system to send to']],
  },
  {
    it: 'one-way without a target',
    flows: flows(`assets: (flow('assets') as any).oneWay({ from: 'EAM' }),`),
    finds: [['TW112', 'names no system to send to']],
  },
  {
    it: 'several fields without writer are one finding',
    flows: shared(life),
    finds: [['TW101', 'who writes description and status of assets']],
  },
  { it: 'ownerOfRest covers what nothing else names', flows: shared(`.owner('status', 'ERP').ownerOfRest('EAM')${life}`), finds: [] },
  {
    it: 'ownerOfRest is no second policy, wherever it stands',
    flows: shared(`.ownerOfRest('EAM').owner('status', 'ERP')${life}`),
    finds: [],
  },
  {
    it: 'a name that is no field leaves its field without writer',
    flows: shared(`.owner('statu', 'ERP').owner('description', 'EAM')${life}`),
    finds: [
      ['TW101', 'status'],
      ['TW103', '.owner names statu, and assets has no such field'],
    ],
  },
  {
    it: 'the key takes no policy',
    flows: shared(`${owned}.owner('tag', 'EAM')${life}`),
    finds: [['TW103', 'tag, which is the key of assets']],
  },
  {
    it: 'a field that one system alone holds takes no policy',
    flows: withoutStatus(`.owner('name', 'EAM').owner('status', 'EAM')`),
    finds: [['TW103', 'status of assets, which only EAM holds in this flow']],
  },
  {
    it: 'nor can it be written by a system that does not hold it',
    flows: withoutStatus(`.owner('name', 'EAM').owner('status', 'ERP')`),
    finds: [
      ['TW103', 'which only EAM holds'],
      ['TW108', '.owner names ERP, which does not hold status of assets'],
    ],
  },
  {
    it: 'fields of firstSync are fields of the record',
    flows: sent(`.firstSync({ match: ['serial'] })`),
    finds: [['TW103', '.firstSync names serial']],
  },
  {
    it: 'pairing by the key alone, and by nothing that is kept',
    flows: sent(`.firstSync({ match: ['tag'] })`),
    finds: [],
  },
  {
    it: 'pairing by a field and the key',
    flows: sent(`.firstSync({ match: ['tag', 'status'] })`),
    finds: [['TW128', 'which is of the key: by the key they are paired anyway']],
  },
  {
    it: 'a return path twice is two policies',
    flows: sent(`.returnPath('status', 'ERP').returnPath('status', 'ERP')`),
    finds: [['TW102', 'a return path from ERP, and here a return path from ERP']],
  },
  {
    it: 'a writer exists',
    flows: shared(`.owner('description', 'EAM').owner('status', 'SAP')${life}`),
    finds: [['TW108', '.owner names SAP, and there is no such system']],
  },
  { it: 'whose rest it is exists, said once', flows: shared(`.ownerOfRest('SAP')${life}`), finds: [['TW108', '.ownerOfRest names SAP']] },
  {
    it: 'who creates takes part',
    flows: shared(`${owned}.creates('PROC').deletes('EAM')`),
    finds: [['TW108', '.creates names PROC, which takes no part']],
  },
  {
    it: 'a return path does not come from the source',
    flows: sent(`.returnPath('status', 'EAM')`),
    finds: [['TW108', 'which is the source of this flow']],
  },
  {
    it: 'a return path may come from one of several targets',
    flows: flows(`v: flow('vendors').oneWay({ from: 'PROC', to: ['EAM', 'ERP'] }).returnPath('active', 'ERP'),`),
    finds: [],
  },
  {
    it: 'a reason of blanks is none',
    flows: flows(`a: flow('assets').twoWay().because(' ')${owned}${life},`),
    finds: [['TW107', 'why one-way is not enough']],
  },
  {
    it: 'all that a two-way flow leaves unsaid is one finding',
    flows: flows(`a: flow('assets').twoWay()${owned},`),
    finds: [['TW107', 'why one-way is not enough, who may create a record and who may delete a record']],
  },
  { it: 'a record exists', flows: flows(`a: flow('asset').oneWay({ from: 'EAM', to: 'ERP' }),`), finds: [['TW112', 'no record asset']] },
  { it: 'a system exists', flows: flows(`a: flow('assets').oneWay({ from: 'EAM', to: 'EPR' }),`), finds: [['TW112', 'no system EPR']] },
  {
    it: 'a system holds the record',
    flows: flows(`a: flow('assets').oneWay({ from: 'EAM', to: 'PROC' }),`),
    finds: [['TW112', 'PROC does not hold assets']],
  },
  {
    it: 'no system is its own target',
    flows: flows(`a: flow('assets').oneWay({ from: 'EAM', to: ['EAM', 'ERP'] }),`),
    finds: [['TW112', 'EAM is named twice']],
  },
  {
    it: 'of three that could share, two are named',
    flows: flows(`v: flow('vendors').twoWay().because('both').ownerOfRest('EAM')${life},`),
    finds: [['TW112', 'more than two systems hold vendors: EAM, ERP and PROC']],
  },
  {
    it: 'or all three are',
    flows: flows(`v: flow('vendors').twoWay('PROC', 'EAM', 'ERP').because('all').ownerOfRest('PROC')${life},`),
    finds: [],
  },
  {
    it: 'a copy cannot share',
    flows: flows(`w: flow('workOrders').twoWay('EAM', 'BI').because('both').ownerOfRest('EAM')${life},`),
    finds: [['TW112', 'BI only receives copies: it cannot share']],
  },
  {
    it: 'and is not counted among those that could',
    flows: flows(`w: flow('workOrders').twoWay().because('both').owner(['price', 'glCode'], 'ERP').ownerOfRest('EAM')${life},`),
    finds: [],
  },
  {
    it: 'guard and propose on different flows are apart',
    flows: `${sent(`.guard()`).slice(0, -4)}  v: flow('vendors').oneWay({ from: 'PROC', to: 'EAM' }).onForeignWrite('propose'),\n})\n`,
    finds: [],
  },
  {
    it: 'a proposal that a later call takes back is none',
    flows: sent(`.onForeignWrite('propose').onForeignWrite('restore', ['description', 'status']).guard()`),
    finds: [],
  },
  {
    it: 'what is kept cannot be guarded, field by field',
    flows: sent(`.onForeignWrite('keep', 'status').guard()`),
    finds: [['TW110', 'foreign writes of status of assets are guarded, and said to be kept']],
  },
  {
    it: 'a program outside whose writes are kept is refused by a guard',
    flows: whole({
      erp: `table(assets, 'fixed_asset', { otherWriters: { 'night job': ['status'] } })`,
      portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onForeignWrite('keep').guard(),`,
    }),
    finds: [['TW110', 'foreign writes of status of assets are guarded']],
  },
  {
    it: 'what nobody can create or delete is not reviewed',
    flows: shared(
      `${owned}.creates('EAM', { foreignCreate: 'review' }).deletes('EAM', { foreignDelete: 'review', againstUpdate: 'updateWins' }).guard()`,
    ),
    finds: [
      ['TW110', 'foreign creates of assets are guarded'],
      ['TW110', 'foreign deletes of assets are guarded'],
    ],
  },
  { it: 'a review that nobody asked for takes no guard away', flows: shared(`${owned}${life}.guard()`), finds: [] },
  {
    it: 'a guard in a scope that the environment names, where nobody is refused anything',
    flows: whole({
      imports: 'env',
      eam: `table(assets, 'equipment', { detect: 'outbox', scope: { company: env('COMPANY') } })`,
      portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).guard(),`,
    }),
    finds: [],
  },
  {
    it: 'and where somebody is, in two-way as well',
    flows: whole({
      imports: 'env',
      eam: `table(assets, 'equipment', { detect: 'outbox', scope: { company: env('COMPANY') } })`,
      erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
      portfolio: `assets: flow('assets').twoWay().because('both').owner('status', 'ERP')${life}.guard(),`,
    }),
    finds: [['TW119', 'the flow guards assets in EAM, whose scope by company is the value of COMPANY']],
  },
  {
    it: 'a two-way flow that removes rows where nothing is ever deleted',
    flows: whole({
      eam: `table(assets, 'equipment', { detect: 'outbox' })`,
      erp: `table(assets, 'fixed_asset', { detect: 'outbox', deletes: 'never' })`,
      portfolio: `assets: flow('assets').twoWay().because('both').owner('status', 'ERP').creates('EAM', { foreignCreate: 'remove' }).deletes('EAM'),`,
    }),
    finds: [['TW118', 'rows of assets that ERP may not create']],
  },
  {
    it: 'another program at the owner itself is the owner’s business',
    flows: whole({ eam: `table(assets, 'equipment', { detect: 'outbox', otherWriters: { 'night job': ['status'] } })` }),
    finds: [],
  },
  {
    it: 'a reference is asked about where its field arrives, not where it comes from',
    flows: flows(`i: flow('inspections').oneWay({ from: 'EAM', to: 'ERP' }),`),
    finds: [['TW111', 'asset of inspections refers to assets, and no flow brings assets to ERP']],
  },
  // what is said twice, or says nothing
  {
    it: 'a one-way flow with a reason of blanks',
    flows: sent(`.because(' ')`),
    finds: [['TW123', '.because has a reason that says nothing']],
  },
  {
    it: 'creates and deletes said twice',
    flows: flows(`a: flow('assets').twoWay().because('both')${owned}${life}.deletes('ERP').creates('ERP') as never,`),
    finds: [
      ['TW124', '.deletes is said twice in this flow'],
      ['TW124', '.creates is said twice in this flow'],
    ],
  },
  {
    it: 'a rhythm and a schedule',
    flows: sent(`.every('1h').at('0 2 * * *', 'Europe/Berlin')`),
    finds: [['TW124', 'this flow has .every and .at, which answer the same question']],
  },
  {
    it: 'a reconciliation that there is none of',
    flows: sent(`.reconcile({ every: '1d' }).noReconcile('loaded anew')`),
    finds: [['TW124', 'this flow has .reconcile and .noReconcile, which answer the same question']],
  },
  {
    it: 'foreign writes of one field answered twice',
    flows: sent(`.onForeignWrite('keep', ['status']).onForeignWrite('restore', ['description', 'status'])`),
    finds: [['TW124', '.onForeignWrite says twice what becomes of status']],
  },
  {
    it: 'foreign writes of all fields, and of one',
    flows: sent(`.onForeignWrite('restore').onForeignWrite('keep', ['status'])`),
    finds: [],
  },
  // answers
  {
    it: 'an answer about a field of the source',
    flows: sent(`.returnPath('status', 'ERP', { answers: ['description'] })`),
    finds: [],
  },
  {
    it: 'an answer about what the same system writes',
    flows: sent(`.returnPath('status', 'ERP', { answers: 'description' }).returnPath('description', 'ERP')`),
    finds: [['TW127', 'status of assets answers description, which ERP writes itself']],
  },
  {
    it: 'an answer about what the system does not hold',
    flows: three(`.returnPath('status', 'ERP', { answers: 'name' })`),
    finds: [['TW108', '.returnPath names ERP, which does not hold name of assets']],
  },
  ...(['keep', 'propose'] as const).map((outcome) => ({
    it: `an answer about what its system may have otherwise, ${outcome}`,
    flows: sent(`.returnPath('status', 'ERP', { answers: 'description' }).onForeignWrite('${outcome}', 'description')`),
    finds: [['TW127', 'ERP could answer a value of its own']] as const,
  })),
  {
    it: 'an answer about what is no field',
    flows: sent(`.returnPath('status', 'ERP', { answers: 'descripton' as never })`),
    finds: [['TW103', '.returnPath names descripton, and assets has no such field']],
  },
  // references
  {
    it: 'the parents come from where the child goes to',
    flows: flows(
      `assets: flow('assets').oneWay({ from: 'ERP', to: 'EAM' }),\ninspections: flow('inspections').oneWay({ from: 'EAM', to: 'ERP' }),`,
    ),
    finds: [],
  },
  {
    it: 'the parents go elsewhere from where the child goes to',
    flows: jobs,
    finds: [['TW111', 'part of jobs refers to parts, and no flow brings parts to B']],
  },
])
