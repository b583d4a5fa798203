import { field, record } from 'thalweg'
import { z } from 'zod'

export const customers = record({
  key: 'number',
  fields: {
    number: z.string().max(20),
    name: z.string().max(100),
    salesPerson: z.string().max(20),
    city: z.string().max(60),
    country: z.string().length(2),
    tags: z.array(z.string().max(30)),
    notes: z.string().max(400),
    standing: field.status(['GOOD', 'WATCH', 'BLOCKED']),
    creditLimit: field.money({ precision: 12, scale: 2 }),
    paymentDays: z.int().min(0).max(180).nullable(),
  },
  groups: { address: ['city', 'country'] },
})
