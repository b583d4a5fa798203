import { env, sqlite, system, table } from 'thalweg'
import { customers } from '../records/customers.ts'
import { orders } from '../records/orders.ts'
import { stock } from '../records/stock.ts'

/** Finance and purchasing. */
export const ERP = system({
  connector: sqlite({ file: env('ERP_DB', { default: 'data/erp.sqlite' }) }),
  clockTolerance: '500ms',
  holds: {
    customers: table(customers, 'customer', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: {
        number: 'customer_no',
        country: 'country_code',
        standing: { column: 'blocked', values: { GOOD: 0, WATCH: 1, BLOCKED: 2 } },
      },
    }),
    stock: table(stock, 'item_balance', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { item: 'item_no', location: 'location_no', onHand: 'quantity' },
      omit: ['shelf'],
    }),
    orders: table(orders, 'purchase_order', { naming: 'snake_case', detect: 'outbox', columns: { number: 'po_no' } }),
  },
})
