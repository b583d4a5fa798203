import { env, file, folder, system } from 'thalweg'
import { fxRates, latestRates } from '../records/places-and-money.ts'
import { longDate } from './long-date.ts'

/**
 * The central bank, each working day at about 16:00 in Frankfurt: every reference rate since 1999 in one file with a column for each currency, a comma at the end of every
 * row and `N/A` where there is no rate; and those of the day, in XML.
 */
export const ECB = system({
  connector: folder({ path: env('ECB_DIR', { default: 'live/ecb' }), settle: '500ms' }),
  calendar: 'TARGET',
  holds: {
    fxRates: file(fxRates, 'eurofxref-hist.csv', {
      format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } },
      columns: { date: 'Date' },
      detect: 'snapshot',
    }),
    latestRates: file(latestRates, 'eurofxref-daily.xml', {
      format: { xml: { rows: 'Cube/Cube/Cube' } },
      columns: { currency: '@currency', rate: '@rate', date: '../@time' },
      detect: 'snapshot',
    }),
  },
})

/** The same rates as procurement gets them by mail: blanks around everything, dates in words, zeros kept at the end. */
export const MAIL = system({
  connector: folder({ path: env('MAIL_DIR', { default: 'live/mail' }), settle: '500ms' }),
  holds: {
    latestRates: file(latestRates, 'eurofxref.csv', {
      format: { csv: { trim: true, wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } },
      columns: { date: { column: 'Date', codec: longDate } },
      detect: 'snapshot',
    }),
  },
})
