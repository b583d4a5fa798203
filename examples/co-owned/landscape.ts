import { landscape } from 'thalweg'
import { customers } from './records/customers.ts'
import { orders } from './records/orders.ts'
import { stock } from './records/stock.ts'
import { CRM } from './systems/crm.ts'
import { ERP } from './systems/erp.ts'
import { WMS } from './systems/wms.ts'

export const { flow, portfolio } = landscape({
  name: 'co-owned',
  records: { customers, stock, orders },
  systems: { CRM, ERP, WMS },
})
