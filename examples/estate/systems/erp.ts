import { env, sqlite, system, table } from 'thalweg'
import { assets } from '../records/assets.ts'
import { costCodes } from '../records/cost-codes.ts'
import { customers } from '../records/customers.ts'
import { orders } from '../records/orders.ts'
import { countries, currencies, fxRates } from '../records/places-and-money.ts'
import { requisitionLines, requisitions } from '../records/requisitions.ts'
import { stock } from '../records/stock.ts'
import { vendors } from '../records/vendors.ts'
import { workOrders } from '../records/work-orders.ts'

/** One database holds the books of several companies. */
const company = { COMPANY: env('ERP_COMPANY', { default: 'NORTH' }) }
const vendorId = { table: 'VENDOR', match: 'NUMBER', id: 'REC_ID' }

/** Finance: keeps the books, codes and approves costs, grants credit. */
export const ERP = system({
  connector: sqlite({ file: env('ERP_DB', { default: 'live/erp.sqlite' }) }),
  clockTolerance: '1s',
  holds: {
    assets: table(assets, 'FIXED_ASSET', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      omit: ['criticality'],
      columns: {
        tag: 'ASSET_NO',
        parent: 'PART_OF',
        status: { column: 'MAINTENANCE_STATE', values: { OPERATING: 0, DOWN: 1, SCRAPPED: 2 } },
      },
      constants: { onCreate: { POSTING_GROUP: 'MACHINES' } },
      deletes: 'never',
    }),
    costCodes: table(costCodes, 'GL_ACCOUNT', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      columns: { code: 'ACCOUNT_NO', parent: 'SUM_INTO', kind: 'ACCOUNT_TYPE', blocked: 'IS_BLOCKED' },
    }),
    vendors: table(vendors, 'VENDOR', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      scope: company,
      columns: { active: 'IS_ACTIVE', preferred: 'IS_PREFERRED' },
    }),
    workOrders: table(workOrders, 'MAINTENANCE_ORDER', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      columns: { number: 'ORDER_NO', asset: 'ASSET_NO', status: { column: 'STATE', values: { OPEN: 10, IN_PROGRESS: 20, DONE: 90 } } },
    }),
    requisitions: table(requisitions, 'REQUISITION', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      identity: { ownId: 'REQUISITION_ID', externalRef: 'EXTERNAL_DOCUMENT_NO' },
      columns: { workOrder: 'ORDER_NO', vendor: { column: 'VENDOR_REC_ID', lookup: vendorId } },
    }),
    requisitionLines: table(requisitionLines, 'REQUISITION_LINE', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      columns: { requisition: 'EXTERNAL_DOCUMENT_NO', line: 'LINE_NO', item: 'ITEM_NO' },
    }),
    currencies: table(currencies, 'CURRENCY', { naming: 'UPPER_CASE', detect: 'outbox' }),
    countries: table(countries, 'COUNTRY_REGION', { naming: 'UPPER_CASE', detect: 'outbox' }),
    fxRates: table(fxRates, 'CURRENCY_EXCHANGE_RATE', {
      columns: { date: 'START_DATE', currency: 'CURRENCY_CODE', rate: 'RATE' },
      constants: { always: { EXCHANGE_AMOUNT: 1 } },
    }),
    customers: table(customers, 'CUSTOMER', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      scope: company,
      columns: {
        number: 'CUSTOMER_NO',
        segment: { column: 'CUSTOMER_GROUP', values: { SMALL: 'S', MEDIUM: 'M', LARGE: 'L' } },
        country: 'COUNTRY_CODE',
        blocked: 'IS_BLOCKED',
      },
    }),
    stock: table(stock, 'ITEM_LOCATION', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      columns: { item: 'ITEM_NO', location: 'LOCATION_NO', onHand: 'QTY_ON_HAND', reserved: 'QTY_RESERVED', bin: 'BIN_CODE' },
    }),
    orders: table(orders, 'PURCHASE_ORDER', {
      naming: 'UPPER_CASE',
      detect: 'outbox',
      columns: {
        number: 'PO_NO',
        vendor: { column: 'VENDOR_REC_ID', lookup: vendorId },
        fulfilment: { column: 'RECEIPT_STATE', values: { OPEN: 0, PARTLY: 1, RECEIVED: 2 } },
      },
    }),
  },
})
