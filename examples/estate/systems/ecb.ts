import { env, file, folder, system } from 'thalweg'
import { fxRates } from '../records/places-and-money.ts'

/**
 * The central bank: one file with every reference rate since 1999, new each working day at about 16:00 in Frankfurt. A column for each currency, a comma at the end of
 * every row, and `N/A` where there is no rate.
 */
export const ECB = system({
  connector: folder({ path: env('ECB_DIR', { default: 'live/ecb' }), settle: '500ms' }),
  holds: {
    fxRates: file(fxRates, 'eurofxref-hist.csv', {
      format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } },
      columns: { date: 'Date' },
      detect: 'snapshot',
    }),
  },
})
