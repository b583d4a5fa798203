import { landscape } from 'thalweg'
import { assets } from './records/assets.ts'
import { requisitions } from './records/requisitions.ts'
import { vendors } from './records/vendors.ts'
import { workOrders } from './records/work-orders.ts'
import { EAM } from './systems/eam.ts'
import { ERP } from './systems/erp.ts'
import { PROC } from './systems/proc.ts'

export const { flow, portfolio } = landscape({
  name: 'work-orders',
  records: { assets, vendors, workOrders, requisitions },
  systems: { EAM, ERP, PROC },
})
