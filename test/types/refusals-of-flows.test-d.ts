/**
 * What no flow may say. Above each line stands the sentence that the compiler prints for it; `sentences.test.ts` compares the two on every
 * supported version. Several sentences are joined by " | ". The type check of the repository sees that each line is refused at all.
 */
import { z } from 'zod'
import { appendTo, env, file, folder, landscape, record, secret, postgres, sqlite, system, table } from 'thalweg'
import { flow, portfolio } from './estate.ts'

// ─── Fields ──────────────────────────────────────────────────────────────────────────────────────

const workOrder = flow('workOrders').twoWay('EAM', 'ERP').owner('status', 'EAM')

// @ts-expect-error  status already has a policy in this flow: a field has exactly one
workOrder.owner('status', 'ERP')
// @ts-expect-error  workOrders has no field statu
workOrder.owner('statu', 'EAM')
// @ts-expect-error  number is the key of workOrders: it names the record, no policy writes it
workOrder.owner('number', 'EAM')
// @ts-expect-error  cost is decided as part of its group: name price
workOrder.owner('cost', 'ERP')
// @ts-expect-error  only EAM holds criticality in this flow: there is nothing to decide
flow('assets').twoWay('EAM', 'ERP').owner('criticality', 'EAM')
// @ts-expect-error  workOrders has no field statu | number is the key of workOrders: it names the record, no policy writes it
workOrder.owner(['statu', 'number', 'project'], 'EAM')

// @ts-expect-error  EAM cannot hand over to itself: name the owner of today, or leave from out
workOrder.owner('project', 'EAM', { from: 'EAM' })
// @ts-expect-error  BI takes no part in this flow of workOrders
workOrder.owner('project', 'EAM', { from: 'BI' })
// @ts-expect-error  there is no system SAP
workOrder.owner('project', 'EAM', { from: 'SAP' })

// A refused call takes no field away: one mistake is one error.
// @ts-expect-error  workOrders has no field projekt
workOrder.owner(['project', 'projekt'], 'ERP').owner('project', 'ERP')

// @ts-expect-error  status already has a policy in this flow: a field has exactly one
workOrder.precedence('status', 'ERP')
// @ts-expect-error  status already has a policy in this flow: a field has exactly one
workOrder.review('status')
// @ts-expect-error  approval is high stakes and must not be lost silently: choose owner, precedence, delta or review
workOrder.lastWriteWins('approval', { acceptLoss: 'whatever' })
// @ts-expect-error  price is high stakes and must not be lost silently: choose owner, precedence, delta or review
workOrder.lastWriteWins(['notes', 'price'], { acceptLoss: 'whatever' })
// @ts-expect-error  workOrders has no field note
workOrder.lastWriteWins('note', { acceptLoss: 'whatever' })
// @ts-expect-error  Property 'acceptLoss' is missing
workOrder.lastWriteWins('notes', {})
// @ts-expect-error  project is no collection: union merges arrays
workOrder.union('project')
// @ts-expect-error  address is no collection: union merges arrays
flow('customers').twoWay().union('address')
// @ts-expect-error  project is no exact decimal: delta adds up field.quantity, field.money and field.decimal
workOrder.delta('project')
// @ts-expect-error  price is no exact decimal: delta adds up field.quantity, field.money and field.decimal
workOrder.delta('price')
// @ts-expect-error  workOrders has no field statu
workOrder.merge('statu', (agreed, values) => values[0] ?? agreed)
// @ts-expect-error  Type 'number' is not assignable to type 'string'
workOrder.merge('notes', (_agreed, values) => values.length)
// @ts-expect-error  Property 'currency' is missing
workOrder.merge('price', (_agreed, values) => ({ cost: values[0]!.cost }))

// ─── Systems that write ──────────────────────────────────────────────────────────────────────────

// @ts-expect-error  EAM does not hold website of vendors
flow('vendors').twoWay('EAM', 'ERP', 'PROC').owner('website', 'EAM')
// @ts-expect-error  BI takes no part in this flow of workOrders
workOrder.owner('project', 'BI')
// @ts-expect-error  there is no system SAP
workOrder.owner('project', 'SAP')
// @ts-expect-error  EAM does not hold website of vendors
flow('vendors').twoWay('EAM', 'ERP', 'PROC').precedence(['name', 'website'], 'EAM')
// @ts-expect-error  BI takes no part in this flow of workOrders
workOrder.ownerOfRest('BI')
// @ts-expect-error  EAM does not hold website of vendors
flow('vendors').twoWay('EAM', 'ERP', 'PROC').ownerOfRest('EAM')
// @ts-expect-error  BI takes no part in this flow of workOrders
workOrder.creates('BI')
// @ts-expect-error  there is no system SAP
workOrder.creates(['EAM', 'SAP'])
// @ts-expect-error  there is no system nobody
workOrder.creates('nobody')
// @ts-expect-error  there is no system noone
workOrder.deletes('noone')

// ─── Return paths ────────────────────────────────────────────────────────────────────────────────

const requisition = flow('requisitions').oneWay({ from: 'EAM', to: 'ERP' })

// @ts-expect-error  EAM is the source of this flow and writes every other field: the way back starts at a target
requisition.returnPath('approval', 'EAM')
// @ts-expect-error  PROC takes no part in this flow of requisitions
requisition.returnPath('approval', 'PROC')
// @ts-expect-error  requisitions has no field aproval
requisition.returnPath('aproval', 'ERP')
// @ts-expect-error  approval already has a policy in this flow: a field has exactly one
requisition.returnPath('approval', 'ERP').returnPath('approval', 'ERP')
// @ts-expect-error  requisitions has no field vendr
requisition.returnPath('approval', 'ERP', { answers: 'vendr' })
// @ts-expect-error  approval cannot be the answer to itself
requisition.returnPath('approval', 'ERP', { answers: ['vendor', 'approval'] })
// @ts-expect-error  Property 'owner' does not exist on type 'OneWay<
flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).owner('status', 'ERP')
// @ts-expect-error  Property 'returnPath' does not exist on type 'TwoWay<
workOrder.returnPath('approval', 'ERP')

// ─── Directions ──────────────────────────────────────────────────────────────────────────────────

// @ts-expect-error  ECB is read-only: nothing can be sent to it
flow('fxRates').oneWay({ from: 'ERP', to: 'ECB' })
// @ts-expect-error  ECB is read-only: nothing can be sent to it
flow('fxRates').oneWay({ from: 'ERP', to: ['EAM', 'ECB'] })
// @ts-expect-error  BI only receives copies: nothing is read from it
flow('workOrders').oneWay({ from: 'BI', to: 'ERP' })
// @ts-expect-error  LOG only receives copies: nothing is read from it
flow('workOrders').oneWay({ from: 'LOG', to: 'ERP' })
// @ts-expect-error  EAM cannot be its own target
flow('workOrders').oneWay({ from: 'EAM', to: 'EAM' })
// @ts-expect-error  CRM does not hold workOrders: bind it in the landscape
flow('workOrders').oneWay({ from: 'EAM', to: 'CRM' })
// @ts-expect-error  there is no system SAP
flow('workOrders').oneWay({ from: 'SAP', to: 'EAM' })
// @ts-expect-error  more than two systems hold vendors: say which share it, as in twoWay("EAM", "ERP")
flow('vendors').twoWay()
// @ts-expect-error  EAM cannot share vendors with itself
flow('vendors').twoWay('EAM', 'EAM')
// @ts-expect-error  BI only receives copies: it cannot share workOrders
flow('workOrders').twoWay('EAM', 'BI')
// @ts-expect-error  ECB is read-only: it cannot share fxRates
flow('fxRates').twoWay('ECB', 'ERP')
// @ts-expect-error  CRM does not hold workOrders: bind it in the landscape
flow('workOrders').twoWay('EAM', 'ERP', 'CRM')
// @ts-expect-error  there is no system SAP
flow('workOrders').twoWay('EAM', 'SAP')
// @ts-expect-error  the landscape has no record workOrder
flow('workOrder')
// @ts-expect-error  the landscape has no record workOrder
flow('workOrder').twoWay().owner('status', 'EAM')

// ─── What every flow may say ─────────────────────────────────────────────────────────────────────

// @ts-expect-error  statu is not decided in this flow of workOrders
workOrder.onForeignWrite('keep', ['status', 'statu'])
// @ts-expect-error  number is not decided in this flow of workOrders
workOrder.keepWhenBlank('number')
// @ts-expect-error  criticality is not decided in this flow of assets
flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onForeignWrite('keep', 'criticality')
// @ts-expect-error  '"5 minutes"' is not assignable
workOrder.every('5 minutes')
// @ts-expect-error  'statu' does not exist in type
workOrder.where({ statu: 'OPEN' }, { whenRowLeaves: 'keep' })
// @ts-expect-error  Type '"CLOSED"' is not assignable
workOrder.where({ status: 'CLOSED' }, { whenRowLeaves: 'keep' })
// @ts-expect-error  Expected 2 arguments
workOrder.where({ status: 'OPEN' })
// @ts-expect-error  Type '"prject"' is not assignable
workOrder.firstSync({ match: ['prject'] })
// @ts-expect-error  203 is no code of a finding: write it as the checker prints it, as in "TW111"
workOrder.allows('203', 'operations deletes no order')

// ─── Portfolios ──────────────────────────────────────────────────────────────────────────────────

const settled = flow('stock').twoWay().delta(['onHand', 'reserved'])
const said = settled.because('both book movements').creates('anyone').deletes('nobody')

// @ts-expect-error  no policy says who writes bin
portfolio({ stock: said })
// @ts-expect-error  say why this flow is two-way: .because("…")
portfolio({ stock: settled.owner('bin', 'WMS').creates('anyone').deletes('nobody') })
// @ts-expect-error  say who may create a record: .creates("…")
portfolio({ stock: settled.owner('bin', 'WMS').because('both book movements').deletes('nobody') })
// @ts-expect-error  say who may delete a record: .deletes("…"), or .deletes("nobody")
portfolio({ stock: settled.owner('bin', 'WMS').because('both book movements').creates('anyone') })
// @ts-expect-error  no policy says who writes bin | say who may delete a record: .deletes("…"), or .deletes("nobody")
portfolio({ stock: settled.because('both book movements').creates('anyone') })
// @ts-expect-error  this flow has no direction yet: say .oneWay({ from: "…", to: "…" }) or .twoWay()
portfolio({ stock: flow('stock') })

// ─── Where few systems hold a record, or only parts of it ────────────────────────────────────────

const part = record({
  key: 'id',
  fields: { id: z.string(), amount: z.string(), unit: z.string(), note: z.string(), memo: z.string() },
  groups: { size: ['amount', 'unit'] },
})
const feed = record({ key: 'id', fields: { id: z.string() } })
const single = record({ key: 'id', fields: { id: z.string() } })

const whole = system({
  connector: sqlite({ file: env('WHOLE') }),
  holds: { part: table(part, 'part', { omit: ['memo'] }), single: table(single, 'single') },
})
const less = system({ connector: postgres({ url: secret('LESS') }), holds: { part: table(part, 'part', { omit: ['unit', 'memo'] }) } })
const least = system({ connector: sqlite({ file: env('LEAST') }), holds: { part: table(part, 'part', { omit: ['amount', 'memo'] }) } })
const files = system({ connector: folder({ path: 'in' }), holds: { feed: file(feed, 'feed', { format: 'ndjson' }) } })
const log = system({ connector: appendTo({ path: 'out' }), holds: { feed: file(feed, 'feed', { format: 'ndjson' }) } })

const narrow = landscape({ name: 'narrow', records: { part, feed, single }, systems: { whole, less, least, files, log } })

// @ts-expect-error  only whole holds all of size in this flow: a group is decided as one
narrow.flow('part').twoWay('whole', 'less').owner('size', 'whole')
// @ts-expect-error  no system of this flow holds all of size: a group is decided as one
narrow.flow('part').twoWay('less', 'least').owner('size', 'less')
// @ts-expect-error  no system of this flow holds memo: there is nothing to decide
narrow.flow('part').twoWay('less', 'least').owner('memo', 'less')
// @ts-expect-error  no system both reads and writes feed
narrow.flow('feed').twoWay()
// @ts-expect-error  only whole holds single for reading and writing: two-way needs two
narrow.flow('single').twoWay()
