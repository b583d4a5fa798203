/** Orders of twelve fields in two Postgres databases. */
import { field, landscape, postgres, record, secret, system, table } from 'thalweg'
import { z } from 'zod'

const orders = record({
  key: 'number',
  fields: {
    number: z.string().max(20),
    description: z.string().max(200),
    asset: z.string().max(30),
    technician: z.string().max(60).nullable(),
    status: field.status(['OPEN', 'IN_PROGRESS', 'DONE']),
    due: z.iso.date().nullable(),
    hours: field.quantity({ precision: 9, scale: 2 }),
    glCode: z.string().max(20).nullable(),
    project: z.string().max(20).nullable(),
    priority: z.int(),
    cost: field.money({ precision: 12, scale: 2 }),
    currency: z.string().length(3),
  },
})
const holds = { orders: table(orders, 'orders', { naming: 'snake_case', detect: 'outbox' }) }
const A = system({ connector: postgres({ url: secret('BENCH_A') }), holds })
const B = system({ connector: postgres({ url: secret('BENCH_B') }), holds })

export const { flow, portfolio } = landscape({ name: 'bench', records: { orders }, systems: { A, B } })
