/**
 * The example estate, whole: every construct of the language at least once. It compiles on every supported TypeScript, and what the language makes
 * of it is what the plan, the checker and the other tests read.
 */
import { z } from 'zod'
import {
  appendTo,
  custom,
  dropTo,
  entitySet,
  env,
  field,
  file,
  folder,
  landscape,
  mariadb,
  odata,
  postgres,
  record,
  secret,
  sqlite,
  system,
  table,
  through,
} from 'thalweg'
import { longest } from './decisions.ts'
import { warehouse } from './warehouse.ts'

// ─── records/ ────────────────────────────────────────────────────────────────────────────────────

const code = (max: number) => z.string().max(max)

const assets = record({
  key: 'tag',
  fields: {
    tag: code(30),
    parent: field.ref('assets', code(30).nullable()),
    description: z.string(),
    location: z.string(),
    criticality: z.enum(['A', 'B', 'C']),
    status: field.status(['OPERATING', 'DOWN', 'SCRAPPED']),
    serial: code(40).nullable(),
    commissioned: z.iso.date().nullable(),
    cost: field.money({ precision: 14, scale: 2 }).nullable(),
    costCurrency: code(3).nullable(),
  },
  groups: { price: ['cost', 'costCurrency'] },
})
const costCodes = record({
  key: 'code',
  fields: { code: code(20), parent: field.ref('costCodes', code(20).nullable()), name: z.string(), blocked: z.boolean() },
})
const vendors = record({
  key: 'number',
  fields: { number: code(20), name: code(100), creditRating: z.int(), active: z.boolean(), website: z.string().nullable() },
})
const workOrders = record({
  key: 'number',
  fields: {
    number: code(20),
    description: z.string(),
    asset: field.ref('assets', code(30)),
    technician: z.string().nullable(),
    status: field.status(['OPEN', 'IN_PROGRESS', 'DONE']),
    due: z.iso.date().nullable(),
    glCode: field.ref('costCodes', code(20).nullable()),
    project: code(20).nullable(),
    approval: field.status(['PENDING', 'APPROVED', 'REJECTED']),
    hours: field.quantity({ precision: 9, scale: 2 }),
    cost: field.money({ precision: 12, scale: 2 }),
    currency: code(3),
    tags: z.array(z.string()),
    notes: z.string(),
  },
  groups: { price: ['cost', 'currency'] },
})
const requisitions = record({
  key: 'number',
  fields: {
    number: code(20),
    vendor: field.ref('vendors', code(20)),
    workOrder: field.ref('workOrders', code(20).nullable()),
    requestedBy: z.string(),
    neededOn: z.iso.date(),
    approval: field.status(['PENDING', 'APPROVED', 'REJECTED', 'COMPLETE']),
  },
})
const requisitionLines = record({
  key: ['requisition', 'line'],
  fields: {
    requisition: field.ref('requisitions', code(20)),
    line: z.int(),
    item: code(30),
    quantity: field.quantity({ precision: 12, scale: 3 }),
    price: field.money({ precision: 12, scale: 4 }),
  },
})
const fxRates = record({
  key: ['date', 'currency'],
  fields: { date: z.iso.date(), currency: code(3), rate: field.decimal({ precision: 18, scale: 8 }) },
})
const customers = record({
  key: 'number',
  fields: {
    number: code(20),
    name: code(100),
    email: z.email().nullable(),
    phone: z.string().nullable(),
    segment: z.enum(['SMALL', 'LARGE']),
    street: z.string(),
    city: z.string(),
    postcode: z.string(),
    country: code(2),
    creditLimit: field.money({ precision: 14, scale: 2 }),
    paymentTerms: field.highStakes(code(10)),
    blocked: z.boolean(),
  },
  groups: { address: ['street', 'city', 'postcode', 'country'] },
})
const stock = record({
  key: ['item', 'location'],
  fields: {
    item: code(30),
    location: code(10),
    onHand: field.quantity({ precision: 14, scale: 3 }),
    reserved: field.quantity({ precision: 14, scale: 3 }),
    bin: z.string(),
  },
})
const countries = record({ key: 'code', fields: { code: code(2), name: z.string() } })

// ─── systems/ : how each system stores what it holds ─────────────────────────────────────────────

const EAM = system({
  connector: sqlite({ file: env('EAM_DB') }),
  clockTolerance: '2s',
  holds: {
    assets: table(assets, 'equipment', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: {
        tag: 'equipment_code',
        parent: 'parent_code',
        status: { column: 'status', values: { OPERATING: 'I', DOWN: 'D', SCRAPPED: 'W' } },
      },
    }),
    costCodes: table(costCodes, 'cost_code', { omit: ['blocked'], deletes: { mark: 'out_of_use', as: '+' } }),
    vendors: table(vendors, 'supplier', {
      naming: 'snake_case',
      omit: ['website'],
      columns: { name: { column: 'name', stores: ['trim', { length: 80 }] } },
    }),
    workOrders: table(workOrders, 'wo', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { number: 'wo_no', glCode: 'gl_code', due: { column: 'due', stores: ['blankAsNull'] } },
      otherWriters: { 'nightly close job': ['status'] },
    }),
    requisitions: table(requisitions, 'pr', { naming: 'snake_case', detect: { updatedAt: 'updated', overlap: '5m' } }),
    requisitionLines: table(requisitionLines, 'pr_line', { naming: 'snake_case', detect: 'snapshot' }),
    fxRates: table(fxRates, 'exchange_rate'),
    countries: table(countries, 'country'),
  },
})
const ERP = system({
  connector: postgres({ url: secret('ERP_URL'), schema: env('ERP_SCHEMA') }),
  clockTolerance: '1s',
  holds: {
    assets: table(assets, 'fixed_asset', {
      naming: 'snake_case',
      detect: 'log',
      omit: ['criticality'],
      columns: { status: { column: 'under_maintenance', values: { OPERATING: 0, DOWN: 1, SCRAPPED: 2 } } },
      constants: { onCreate: { posting_group: 'MACHINES' } },
      deletes: 'never',
    }),
    costCodes: table(costCodes, 'gl_account', { detect: 'log', columns: { code: 'account_no' } }),
    vendors: table(vendors, 'vendor', { naming: 'snake_case', scope: { company: env('ERP_COMPANY') }, columns: { active: 'is_active' } }),
    workOrders: table(workOrders, 'maintenance_order', {
      naming: 'snake_case',
      detect: 'log',
      columns: { status: { column: 'state', values: { OPEN: 10, IN_PROGRESS: 20, DONE: 90 } } },
    }),
    requisitions: table(requisitions, 'requisition', {
      naming: 'snake_case',
      detect: 'log',
      identity: { ownId: 'requisition_id', externalRef: 'external_document_no' },
      columns: { vendor: { column: 'vendor_id', lookup: { table: 'vendor', match: 'number', id: 'id' } } },
    }),
    requisitionLines: table(requisitionLines, 'requisition_line', { naming: 'snake_case' }),
    fxRates: table(fxRates, 'currency_exchange_rate', { constants: { always: { exchange_amount: 1 } } }),
    customers: table(customers, 'customer', {
      naming: 'snake_case',
      detect: 'log',
      columns: { segment: { column: 'customer_group', values: { SMALL: 'S', LARGE: 'L' } } },
    }),
    stock: table(stock, 'item_location', { naming: 'snake_case', detect: 'log' }),
    countries: table(countries, 'country_region', { detect: { updatedAt: 'modified_at' } }),
  },
})
const CRM = system({
  connector: odata({ url: env('CRM_URL'), token: secret('CRM_TOKEN'), callsPerMinute: 1200 }),
  clockTolerance: '5s',
  holds: {
    customers: entitySet(customers, 'accounts', {
      token: '@odata.etag',
      identity: { ownId: 'accountid', externalRef: 'accountnumber' },
      detect: { webhook: { path: '/crm/accounts', secret: secret('CRM_HOOK') } },
      columns: { email: 'emailaddress1', phone: 'telephone1', segment: { column: 'customersizecode', values: { SMALL: 1, LARGE: 2 } } },
    }),
  },
})
const PROC = system({
  connector: mariadb({ url: secret('PROC_URL') }),
  holds: { vendors: table(vendors, 'vendors', { naming: 'snake_case', detect: 'outbox' }) },
})
const WMS = system({
  connector: mariadb({ url: secret('WMS_URL') }),
  holds: { stock: table(stock, 'stock_balance', { naming: 'snake_case', detect: 'outbox' }) },
})
const SHOP = system({
  connector: through(warehouse, { url: env('SHOP_URL'), key: secret('SHOP_KEY'), site: 'main' }),
  holds: { countries: custom(countries, 'countries', { detect: 'changes', columns: { name: 'label' }, deletes: 'never' }) },
})
const BI = system({
  connector: postgres({ url: secret('BI_URL') }),
  copyOnly: true,
  holds: {
    workOrders: table(workOrders, 'fact_work_order', { naming: 'snake_case', omit: ['notes', 'tags'] }),
    assets: table(assets, 'dim_asset', { naming: 'snake_case' }),
  },
})
const LOG = system({
  connector: appendTo({ path: env('COMPLIANCE_DIR'), rotate: '1d' }),
  holds: { workOrders: file(workOrders, 'work-orders', { format: 'ndjson' }) },
})
const BANK = system({
  connector: dropTo({ path: env('BANK_DIR') }),
  holds: { vendors: file(vendors, 'payees.csv', { format: { csv: { delimiter: ';' } } }) },
})
const ECB = system({
  connector: folder({ path: env('ECB_DIR') }),
  calendar: 'TARGET',
  holds: {
    fxRates: file(fxRates, 'eurofxref-hist.csv', {
      format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } },
      columns: { date: 'Date' },
      detect: 'snapshot',
    }),
    countries: file(countries, 'countries.xml', { format: { xml: { rows: 'country' } }, detect: 'snapshot' }),
  },
})

// ─── landscape.ts ────────────────────────────────────────────────────────────────────────────────

export const { flow, portfolio } = landscape({
  name: 'estate',
  records: { assets, costCodes, vendors, workOrders, requisitions, requisitionLines, fxRates, customers, stock, countries },
  systems: { EAM, ERP, CRM, PROC, WMS, SHOP, BI, LOG, BANK, ECB },
})

// ─── flows.ts ────────────────────────────────────────────────────────────────────────────────────

export default portfolio({
  // 1. one-way
  assets: flow('assets')
    .oneWay({ from: 'EAM', to: 'ERP' })
    .onForeignWrite('propose')
    .reconcile({ at: '0 2 * * *', timeZone: 'Asia/Dubai' })
    .firstSync({ match: ['serial'] }),
  assetsToBi: flow('assets').oneWay({ from: 'EAM', to: 'BI' }).every('1h'),
  costCodes: flow('costCodes').oneWay({ from: 'ERP', to: 'EAM' }).every('1h'),
  vendors: flow('vendors')
    .oneWay({ from: 'PROC', to: ['EAM', 'ERP'] })
    .where({ active: true }, { whenRowLeaves: 'keep' })
    .keepWhenBlank('website')
    .onForeignCreate('remove')
    .maxDeletes(5)
    .accepts('vendors: rows that only ERP has are removed'),
  fxRates: flow('fxRates')
    .oneWay({ from: 'ECB', to: ['ERP', 'EAM'] })
    .at('30 16 * * 1-5', 'Europe/Berlin')
    .onDelete('keep')
    .expect({ freshWithin: '1d' }),
  countries: flow('countries')
    .oneWay({ from: 'ERP', to: 'EAM' })
    .every('1d')
    .allows('TW203', 'a country that is gone is still where somebody lives'),
  workOrdersToBi: flow('workOrders').oneWay({ from: 'EAM', to: 'BI' }).every('15m'),
  compliance: flow('workOrders').oneWay({ from: 'ERP', to: 'LOG' }).noReconcile('append-only: the log is evidence, it is never corrected'),

  // 2. one-way with a return path
  requisitions: flow('requisitions')
    .oneWay({ from: 'EAM', to: 'ERP' })
    .returnPath('approval', 'ERP', { answers: ['vendor', 'neededOn'] })
    .onFailure({ retryFor: '3d' })
    .expect({ lag: '5m' }),
  requisitionLines: flow('requisitionLines').oneWay({ from: 'EAM', to: 'ERP' }),

  // 3. partitioned by field
  workOrders: flow('workOrders')
    .twoWay()
    .because('finance codes and approves the costs of orders that operations runs')
    .owner(['description', 'asset', 'technician', 'status', 'due', 'hours'], 'EAM')
    .owner(['glCode', 'project', 'approval', 'price'], 'ERP')
    .union('tags')
    .lastWriteWins('notes', { acceptLoss: 'free text, nothing depends on it' })
    .creates('EAM')
    .deletes('EAM', { againstUpdate: 'updateWins' })
    .onForeignWrite('propose', ['status'])
    .guard()
    .expect({ lag: '1m', conflictsPerDay: 5 }),
  customers: flow('customers')
    .twoWay()
    .because('sales keeps contacts up to date, finance grants credit')
    .owner(['phone', 'segment'], 'CRM')
    .review('email', { team: 'sales', within: '2d' })
    .merge('name', longest)
    .owner(['creditLimit', 'paymentTerms', 'blocked'], 'ERP')
    .precedence('address', 'ERP')
    .creates('CRM', { foreignCreate: 'review' })
    .deletes('nobody')
    .firstSync({ match: ['email', 'postcode'], whereTheyDiffer: 'review' }),

  // 5. co-owned by intent
  stock: flow('stock')
    .twoWay()
    .because('both book movements as they happen')
    .delta(['onHand', 'reserved'])
    .ownerOfRest('WMS')
    .creates('anyone')
    .deletes('WMS', { foreignDelete: 'accept' })
    .reconcile({ every: '1h', repair: 'byPolicy' }),
})
