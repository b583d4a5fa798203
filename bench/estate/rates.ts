import { field, landscape, record, sqlite, env, system, table } from 'thalweg'
import { z } from 'zod'

/** Exchange rates as a central bank publishes them: short rows, and many of them. */
const rates = record({
  key: ['day', 'currency'],
  fields: { day: z.iso.date(), currency: z.string().length(3), rate: field.quantity({ precision: 18, scale: 8 }) },
})

const Bank = system({ connector: sqlite({ file: env('BENCH_BANK') }), holds: { rates: table(rates, 'rate', { detect: 'snapshot' }) } })
const ERP = system({ connector: sqlite({ file: env('BENCH_ERP') }), holds: { rates: table(rates, 'rate') } })
const BI = system({ connector: sqlite({ file: env('BENCH_BI') }), holds: { rates: table(rates, 'rate') } })

const { flow, portfolio } = landscape({ name: 'bench-rates', records: { rates }, systems: { Bank, ERP, BI } })

export default portfolio({ rates: flow('rates').oneWay({ from: 'Bank', to: ['ERP', 'BI'] }) })
