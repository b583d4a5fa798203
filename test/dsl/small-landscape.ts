import { z } from 'zod'
import { env, field, landscape, record, sqlite, system, table } from 'thalweg'

export const orders = record({
  key: 'number',
  fields: {
    number: z.string().max(20),
    text: z.string(),
    state: field.status(['OPEN', 'DONE']),
    cost: field.money({ precision: 12, scale: 2 }),
    currency: z.string().length(3),
    tags: z.array(z.string()),
    notes: z.string().nullable(),
  },
  groups: { price: ['cost', 'currency'] },
})

/** A fresh landscape of two systems that hold the record: the flows of one test do not count in another. */
export function smallLandscape() {
  const A = system({ connector: sqlite({ file: env('A_DB') }), holds: { orders: table(orders, 'orders') } })
  const B = system({ connector: sqlite({ file: env('B_DB') }), holds: { orders: table(orders, 'orders') } })
  const C = system({ connector: sqlite({ file: env('C_DB') }), copyOnly: true, holds: { orders: table(orders, 'orders') } })
  return landscape({ name: 'small', records: { orders }, systems: { A, B, C } })
}
