/** A small landscape that the type tables are asked about. */
import { z } from 'zod'
import { env, field, landscape, record, sqlite, system, table } from 'thalweg'

export const orders = record({
  key: 'number',
  fields: {
    number: z.string(),
    cost: field.money({ precision: 12, scale: 2 }),
    currency: z.string(),
    tags: z.array(z.string()),
    hours: field.quantity({ precision: 9, scale: 2 }).nullable(),
    rate: field.decimal({ precision: 9, scale: 4 }),
    state: field.status(['OPEN', 'DONE']).nullish(),
    notes: z.string().nullable(),
  },
  groups: { price: ['cost', 'currency'] },
})
export const lines = record({ key: ['order', 'line'], fields: { order: z.string(), line: z.int(), text: z.string() } })

const place = sqlite({ file: env('PLACE') })
const A = system({ connector: place, holds: { orders: table(orders, 'o', { omit: ['notes'] }), lines: table(lines, 'l') } })
const B = system({ connector: place, holds: { orders: table(orders, 'o', { omit: ['cost', 'rate'] }) } })
const C = system({ connector: place, copyOnly: true, holds: { orders: table(orders, 'o') } })

export const systems = { A, B, C }
export const { flow } = landscape({ name: 'types', records: { orders, lines }, systems })
