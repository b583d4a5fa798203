import { env, sqlite, system, table } from 'thalweg'
import { vendors } from '../records/vendors.ts'

/** Procurement: the master of vendors. */
export const PROC = system({
  connector: sqlite({ file: env('PROC_DB', { default: 'live/proc.sqlite' }) }),
  holds: {
    vendors: table(vendors, 'vendors', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { number: 'account_number', website: 'purchasing_url' },
    }),
  },
})
