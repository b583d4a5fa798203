import { env, sqlite, system, table } from 'thalweg'
import { latestRates } from '../records/places-and-money.ts'
import { vendors } from '../records/vendors.ts'

/** Procurement: the master of vendors. */
export const PROC = system({
  connector: sqlite({ file: env('PROC_DB', { default: 'live/proc.sqlite' }) }),
  holds: {
    latestRates: table(latestRates, 'currency_rates', { columns: { date: 'rate_date' } }),
    vendors: table(vendors, 'vendors', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { number: 'account_number', website: 'purchasing_url' },
    }),
  },
})
