import { env, sqlite, system, table } from 'thalweg'
import { orders } from '../records/orders.ts'
import { stock } from '../records/stock.ts'

/** The warehouse: counts, picks and receives. */
export const WMS = system({
  connector: sqlite({ file: env('WMS_DB', { default: 'data/wms.sqlite' }) }),
  clockTolerance: '500ms',
  holds: {
    stock: table(stock, 'bin_stock', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { item: 'sku', location: 'zone', onHand: 'pieces' },
    }),
    orders: table(orders, 'inbound', { naming: 'snake_case', detect: 'outbox', columns: { number: 'order_ref' } }),
  },
})
