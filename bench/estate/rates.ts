import { env, field, file, folder, landscape, record, sqlite, system, table } from 'thalweg'
import { z } from 'zod'

/** Exchange rates as the European Central Bank publishes them: a line a day, a column for each currency. */
const rates = record({
  key: ['day', 'currency'],
  fields: { day: z.iso.date(), currency: z.string().length(3), rate: field.quantity({ precision: 18, scale: 8 }) },
})

const Bank = system({
  connector: folder({ path: env('BENCH_BANK') }),
  holds: {
    rates: file(rates, 'eurofxref-hist.csv', {
      columns: { day: 'Date' },
      detect: 'snapshot',
      format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } },
    }),
  },
})
const ERP = system({ connector: sqlite({ file: env('BENCH_ERP') }), holds: { rates: table(rates, 'rate') } })
const BI = system({ connector: sqlite({ file: env('BENCH_BI') }), holds: { rates: table(rates, 'rate') } })

const { flow, portfolio } = landscape({ name: 'bench-rates', records: { rates }, systems: { Bank, ERP, BI } })

export default portfolio({ rates: flow('rates').oneWay({ from: 'Bank', to: ['ERP', 'BI'] }) })
