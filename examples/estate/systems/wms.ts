import { env, sqlite, system, table } from 'thalweg'
import { orders } from '../records/orders.ts'
import { stock } from '../records/stock.ts'
import { vendors } from '../records/vendors.ts'

/** The warehouse: counts, picks and receives. */
export const WMS = system({
  connector: sqlite({ file: env('WMS_DB', { default: 'live/wms.sqlite' }) }),
  clockTolerance: '500ms',
  holds: {
    vendors: table(vendors, 'supplier', {
      naming: 'snake_case',
      omit: ['creditRating', 'preferred', 'website'],
      columns: { number: 'supplier_code' },
    }),
    stock: table(stock, 'stock_balance', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { item: 'sku', location: 'zone', onHand: 'pieces', reserved: 'allocated' },
    }),
    orders: table(orders, 'inbound', { naming: 'snake_case', detect: 'outbox', columns: { number: 'order_ref' } }),
  },
})
