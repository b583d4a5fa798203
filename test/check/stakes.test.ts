/** High stakes, renumbering, and what defaults do to them. */
import { whole } from '../../codegen/check/example-estate.ts'
import { runCases, sent } from './cases.ts'

const price = `record({ key: 'tag', fields: { tag: z.string(), value: field.money({ precision: 12, scale: 2 }), note: z.string() } })`
const priced = (calls: string, erp = '', eam = '') =>
  whole({
    imports: 'field',
    record: price,
    eam: `table(assets, 'equipment', { detect: 'outbox'${eam} })`,
    erp: `table(assets, 'fixed_asset'${erp})`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${calls},`,
  })
const copyOnly = (text: string) => text.replace(`sqlite({ file: 'erp.sqlite' }),`, `sqlite({ file: 'erp.sqlite' }),\n  copyOnly: true,`)

/** Visits are known by an asset and a day; EAM numbers its assets itself. */
const visits = (parts: {
  readonly asset?: string
  readonly visit?: string
  readonly calls?: string
  readonly assets?: string
  readonly ref?: string
}) =>
  whole({
    imports: 'field',
    before: `\nconst visits = record({ key: ['asset', 'day'], fields: { asset: ${parts.ref ?? `field.ref('assets', z.string())`}, day: z.iso.date() } })`,
    eam: `table(assets, 'equipment', { detect: 'outbox'${parts.asset ?? `, identity: { ownId: 'id' }`} }), visits: table(visits, 'visit', { detect: 'outbox'${parts.visit ?? ''} })`,
    erp: `table(assets, 'fixed_asset', { detect: 'outbox' }), visits: table(visits, 'visit')`,
    portfolio: `assets: flow('assets').oneWay(${parts.assets ?? `{ from: 'EAM', to: 'ERP' }`}),\nvisits: flow('visits').oneWay({ from: 'EAM', to: 'ERP' })${parts.calls ?? ''},`,
  }).replace('records: { assets }', 'records: { assets, visits }')

runCases([
  // TW139
  {
    it: 'foreign writes of all fields are kept, of a status among them',
    flows: sent(`.onForeignWrite('keep')`),
    finds: [['TW139', 'of status of assets among them: high stakes, and ERP may hold another value for good']],
  },
  { it: 'it is named', flows: sent(`.onForeignWrite('keep', ['status', 'description'])`), finds: [] },
  { it: 'it is named beside the others', flows: sent(`.onForeignWrite('keep').onForeignWrite('restore', 'status')`), finds: [] },
  {
    it: 'nothing of all fields has high stakes',
    flows: whole({ portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onForeignWrite('keep'),` }),
    finds: [],
  },
  { it: 'nobody works where the copies are', flows: copyOnly(priced(`.onForeignWrite('keep')`)), finds: [] },
  // TW140
  {
    it: 'the parents are followed, the children are not',
    flows: visits({}),
    finds: [['TW140', 'asset is of the key of visits: where assets are renumbered in EAM, which is followed by their own ids']],
  },
  { it: 'both are followed', flows: visits({ visit: `, identity: { ownId: 'visit_id' }` }), finds: [] },
  { it: 'neither is', flows: visits({ asset: '' }), finds: [] },
  { it: 'copies stay when a child goes', flows: visits({ calls: `.onDelete('keep')` }), finds: [] },
  { it: 'the parents are numbered elsewhere', flows: visits({ assets: `{ from: 'ERP', to: 'EAM' }` }), finds: [] },
  { it: 'a part of the key that refers to nothing', flows: visits({ ref: 'z.string()' }), finds: [] },
  // TW141
  {
    it: 'an amount where nothing reports changes',
    flows: priced(''),
    finds: [['TW141', 'ERP does not report its changes of assets: an amount in value that is written over there is found once a day']],
  },
  { it: 'where they are reported', flows: priced('', `, { detect: 'snapshot' }`), finds: [] },
  { it: 'where they are refused', flows: priced('.guard()'), finds: [] },
  { it: 'where they are proposed', flows: priced(`.onForeignWrite('propose', 'value')`), finds: [] },
  { it: 'where it was said how differences are found', flows: priced(`.reconcile({ every: '1h' })`), finds: [] },
  { it: 'where it was said that they are not', flows: priced(`.noReconcile('loaded anew every night')`), finds: [] },
  { it: 'where nobody works', flows: copyOnly(priced('')), finds: [] },
  { it: 'where the amount is not held', flows: priced('', `, { omit: ['value'] }`), finds: [] },
  {
    it: 'where it is the target’s own',
    flows: priced(`.returnPath('value', 'ERP')`, `, { detect: 'outbox' }`),
    finds: [],
  },
])
