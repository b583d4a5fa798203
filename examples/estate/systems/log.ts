import { appendTo, env, file, system } from 'thalweg'
import { workOrders } from '../records/work-orders.ts'

/** What auditors read: a file a day, with every change of an order in the books. Notes are nobody's business there. */
export const LOG = system({
  connector: appendTo({ path: env('COMPLIANCE_DIR', { default: 'live/compliance' }), rotate: '1d' }),
  holds: { workOrders: file(workOrders, 'work-orders', { format: 'ndjson', omit: ['notes'] }) },
})
