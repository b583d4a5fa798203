import { env, sqlite, system, table } from 'thalweg'
import { assets } from '../records/assets.ts'
import { requisitions } from '../records/requisitions.ts'
import { vendors } from '../records/vendors.ts'
import { workOrders } from '../records/work-orders.ts'

/** Maintenance: operations plans and reports its work here. */
export const EAM = system({
  connector: sqlite({ file: env('EAM_DB', { default: 'data/eam.sqlite' }) }),
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
    vendors: table(vendors, 'supplier', {
      naming: 'snake_case',
      omit: ['website'],
      columns: { number: 'code', name: { column: 'name', stores: ['trim', { length: 80 }] } },
    }),
    workOrders: table(workOrders, 'wo', { naming: 'snake_case', detect: 'outbox', columns: { number: 'wo_no' } }),
    requisitions: table(requisitions, 'pr', { naming: 'snake_case', detect: 'outbox', columns: { number: 'pr_no' } }),
  },
})
