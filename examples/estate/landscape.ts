import { landscape } from 'thalweg'
import { assets } from './records/assets.ts'
import { costCodes } from './records/cost-codes.ts'
import { customers } from './records/customers.ts'
import { orders } from './records/orders.ts'
import { countries, currencies, fxRates, latestRates } from './records/places-and-money.ts'
import { requisitionLines, requisitions } from './records/requisitions.ts'
import { stock } from './records/stock.ts'
import { vendors } from './records/vendors.ts'
import { workOrders } from './records/work-orders.ts'
import { BI } from './systems/bi.ts'
import { CRM } from './systems/crm.ts'
import { EAM } from './systems/eam.ts'
import { ECB, MAIL } from './systems/ecb.ts'
import { ERP } from './systems/erp.ts'
import { LOG } from './systems/log.ts'
import { PROC } from './systems/proc.ts'
import { WMS } from './systems/wms.ts'

export const { flow, portfolio } = landscape({
  name: 'estate',
  records: {
    currencies,
    countries,
    costCodes,
    fxRates,
    latestRates,
    vendors,
    assets,
    workOrders,
    requisitions,
    requisitionLines,
    orders,
    stock,
    customers,
  },
  systems: { EAM, ERP, CRM, PROC, WMS, BI, ECB, MAIL, LOG },
})
