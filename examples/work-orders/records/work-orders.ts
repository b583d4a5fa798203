import { field, record } from 'thalweg'
import { z } from 'zod'

export const workOrders = record({
  key: 'number',
  fields: {
    number: z.string().max(20),
    description: z.string().max(200),
    asset: field.ref('assets', z.string().max(30)),
    technician: z.string().max(60).nullable(),
    status: field.status(['OPEN', 'IN_PROGRESS', 'DONE']),
    due: z.iso.date().nullable(),
    hours: field.quantity({ precision: 9, scale: 2 }),
    glCode: z.string().max(20).nullable(),
    project: z.string().max(20).nullable(),
    approval: field.status(['PENDING', 'APPROVED', 'REJECTED']),
    cost: field.money({ precision: 12, scale: 2 }),
    currency: z.string().length(3),
  },
  groups: { price: ['cost', 'currency'] },
})
