import { env, sqlite, system, table } from 'thalweg'
import { assets } from '../records/assets.ts'
import { requisitions } from '../records/requisitions.ts'
import { vendors } from '../records/vendors.ts'
import { workOrders } from '../records/work-orders.ts'

/** Finance: codes the costs and approves. */
export const ERP = system({
  connector: sqlite({ file: env('ERP_DB', { default: 'data/erp.sqlite' }) }),
  clockTolerance: '1s',
  holds: {
    assets: table(assets, 'fixed_asset', {
      naming: 'snake_case',
      omit: ['criticality'],
      columns: {
        tag: 'asset_no',
        parent: 'part_of',
        status: { column: 'under_maintenance', values: { OPERATING: 0, DOWN: 1, SCRAPPED: 2 } },
      },
      constants: { onCreate: { posting_group: 'MACHINES' } },
      deletes: 'never',
    }),
    vendors: table(vendors, 'vendor', {
      naming: 'snake_case',
      scope: { company: env('ERP_COMPANY', { default: 'NORTH' }) },
      columns: { active: 'is_active' },
    }),
    workOrders: table(workOrders, 'maintenance_order', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { number: 'order_no', status: { column: 'state', values: { OPEN: 10, IN_PROGRESS: 20, DONE: 90 } } },
    }),
    requisitions: table(requisitions, 'requisition', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { number: 'requisition_no', vendor: { column: 'vendor_id', lookup: { table: 'vendor', match: 'number', id: 'id' } } },
    }),
  },
})
