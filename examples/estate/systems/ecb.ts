import { env, sqlite, system, table } from 'thalweg'
import { fxRates } from '../records/places-and-money.ts'

export const ECB = system({
  connector: sqlite({ file: env('ECB_DB', { default: 'live/ecb.sqlite' }) }),
  holds: { fxRates: table(fxRates, 'rates', { detect: 'snapshot' }) },
})
