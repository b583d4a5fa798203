/** Advice: what a cheaper step of the ladder says as well, and what is said for nothing. */
import { flows, whole } from '../../codegen/check/example-estate.ts'
import { runCases, sent, shared } from './cases.ts'

const orders = (calls: string) => flows(`w: flow('workOrders').twoWay().because('finance codes costs')${calls},`)
const back = (fields: string, more = '') =>
  flows(`w: flow('workOrders').oneWay({ from: 'EAM', to: 'ERP' }).returnPath(${fields}, 'ERP')${more},`)
const few = `.owner(['description', 'status', 'tags', 'price'], 'EAM').owner('glCode', 'ERP')`
const all = `.ownerOfRest('EAM')`

runCases([
  // TW135: five things travel, the price being one.
  {
    it: 'three of five come back, said in two calls',
    flows: back(`['glCode', 'price']`, `.returnPath('status', 'ERP')`),
    finds: [['TW135', '3 of the 5 fields of workOrders come back from ERP by a return path, while EAM alone creates and deletes it']],
  },
  { it: 'two come back', flows: back(`['glCode', 'price']`), finds: [] },
  {
    it: 'most of a small record, but one field only',
    flows: whole({
      erp: `table(assets, 'fixed_asset', { detect: 'outbox' })`,
      portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).returnPath('status', 'ERP'),`,
    }),
    finds: [],
  },
  // TW136
  {
    it: 'one field of five is the other side’s',
    flows: orders(`${few}.creates('EAM').deletes('EAM')`),
    finds: [['TW136', 'ERP writes nothing but glCode of workOrders, and EAM everything else']],
  },
  {
    it: 'where a delete wins it is the same',
    flows: orders(`${few}.creates('EAM').deletes('EAM', { againstUpdate: 'deleteWins' })`),
    finds: [['TW136', 'glCode']],
  },
  {
    it: 'where an edit wins over a delete it is not',
    flows: orders(`${few}.creates('EAM').deletes('EAM', { againstUpdate: 'updateWins' })`),
    finds: [],
  },
  {
    it: 'nor where a person decides that, in so many words',
    flows: orders(`${few}.creates('EAM').deletes('EAM', { againstUpdate: 'review' })`),
    finds: [],
  },
  { it: 'nor where the other side creates as well', flows: orders(`${few}.creates('anyone').deletes('EAM')`), finds: [] },
  { it: 'nor where its deletes are taken', flows: orders(`${few}.creates('EAM').deletes('EAM', { foreignDelete: 'accept' })`), finds: [] },
  { it: 'nor where nobody deletes', flows: orders(`${few}.creates('EAM').deletes('nobody')`), finds: [] },
  {
    it: 'nor where the two of five are a good part',
    flows: orders(`.owner(['description', 'status', 'tags'], 'EAM').owner(['glCode', 'price'], 'ERP').creates('EAM').deletes('EAM')`),
    finds: [],
  },
  {
    it: 'nor where both write a field',
    flows: orders(`.owner(['description', 'status', 'price'], 'EAM').union('tags').owner('glCode', 'ERP').creates('EAM').deletes('EAM')`),
    finds: [],
  },
  {
    it: 'of a flow that leaves a field unsaid that is said first',
    flows: orders(`.owner(['description', 'status', 'price'], 'EAM').owner('glCode', 'ERP').creates('EAM').deletes('EAM') as never`),
    finds: [['TW101', 'tags']],
  },
  // TW137
  {
    it: 'one owner of everything',
    flows: orders(`${all}.creates('EAM').deletes('EAM', { againstUpdate: 'updateWins' })`),
    finds: [['TW137', 'EAM owns every field of workOrders that is shared, and alone creates and deletes: nothing comes back from ERP']],
  },
  {
    it: 'one owner among three',
    flows: flows(`v: flow('vendors').twoWay('PROC', 'EAM', 'ERP').because('all').ownerOfRest('PROC').creates('PROC').deletes('PROC'),`),
    finds: [['TW137', 'nothing comes back from EAM and ERP']],
  },
  { it: 'one owner, and others create', flows: orders(`${all}.creates(['EAM', 'ERP']).deletes('EAM')`), finds: [] },
  { it: 'one owner, and another deletes', flows: orders(`${all}.creates('EAM').deletes('ERP')`), finds: [] },
  { it: 'one owner, and nobody deletes', flows: orders(`${all}.creates('EAM').deletes('nobody')`), finds: [] },
  {
    it: 'one owner, and deletes of others are taken',
    flows: orders(`${all}.creates('EAM').deletes('EAM', { foreignDelete: 'accept' })`),
    finds: [],
  },
  // TW138
  {
    it: 'foreign writes of what both may write',
    flows: shared(
      `.precedence('description', 'ERP').owner('status', 'ERP').onForeignWrite('propose', ['description', 'status']).creates('EAM').deletes('EAM')`,
    ),
    finds: [['TW138', '.onForeignWrite names description of assets, which every system that holds it may write']],
  },
  {
    it: 'foreign writes of all fields, some of which have one writer',
    flows: shared(`.precedence('description', 'ERP').owner('status', 'ERP').onForeignWrite('propose').creates('EAM').deletes('EAM')`),
    finds: [],
  },
  { it: 'foreign writes of the one writer’s field', flows: sent(`.onForeignWrite('propose', 'status')`), finds: [] },
  {
    it: 'foreign rows where everybody creates, and foreign deletes where everybody deletes',
    flows: shared(
      `.owner('description', 'EAM').owner('status', 'ERP').creates('anyone', { foreignCreate: 'report' }).deletes(['EAM', 'ERP'], { foreignDelete: 'accept' })`,
    ),
    finds: [
      ['TW138', 'foreignCreate is said for assets, which everybody may create'],
      ['TW138', 'foreignDelete is said for assets, which everybody may delete'],
    ],
  },
  {
    it: 'foreign rows where one creates, and foreign deletes where nobody deletes',
    flows: shared(
      `.owner('description', 'EAM').owner('status', 'ERP').creates('EAM', { foreignCreate: 'report' }).deletes('nobody', { foreignDelete: 'accept' })`,
    ),
    finds: [],
  },
  // TW129, one-way
  {
    it: 'a changed key of a copy takes along what only the copy has',
    flows: renumbered(''),
    finds: [['TW129', 'a key of assets that is changed in EAM is a delete and a create, and account of ERP goes with the old row']],
  },
  { it: 'copies that stay keep what they have', flows: renumbered(`.onDelete('keep')`), finds: [] },
  { it: 'rows that are never deleted keep it, too', flows: renumbered('', `, { deletes: 'never' }`), finds: [] },
])

function renumbered(calls: string, erp = ''): string {
  return whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), status: z.string(), account: z.string().nullable() } })`,
    eam: `table(assets, 'equipment', { detect: 'outbox', omit: ['account'] })`,
    erp: `table(assets, 'fixed_asset'${erp})`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${calls},`,
  })
}
