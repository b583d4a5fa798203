import { env, sqlite, system, table } from 'thalweg'
import { assets } from '../records/assets.ts'
import { costCodes } from '../records/cost-codes.ts'
import { latestRates } from '../records/places-and-money.ts'
import { workOrders } from '../records/work-orders.ts'

/** Reporting: takes copies, and nobody edits them. */
export const BI = system({
  connector: sqlite({ file: env('BI_DB', { default: 'live/bi.sqlite' }) }),
  copyOnly: true,
  holds: {
    latestRates: table(latestRates, 'fx_latest', { columns: { date: 'as_of' } }),
    costCodes: table(costCodes, 'dim_account', { naming: 'snake_case', omit: ['blocked'] }),
    assets: table(assets, 'dim_asset', { naming: 'snake_case' }),
    workOrders: table(workOrders, 'fact_work_order', { naming: 'snake_case', omit: ['tags', 'notes'] }),
  },
})
