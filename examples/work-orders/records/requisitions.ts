import { field, record } from 'thalweg'
import { z } from 'zod'

export const requisitions = record({
  key: 'number',
  fields: {
    number: z.string().max(20),
    vendor: field.ref('vendors', z.string().max(20)),
    requestedBy: z.string().max(60),
    neededOn: z.iso.date(),
    total: field.money({ precision: 14, scale: 4 }),
    approval: field.status(['PENDING', 'APPROVED', 'REJECTED', 'COMPLETE']),
  },
})
