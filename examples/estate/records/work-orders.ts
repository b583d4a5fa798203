import { field, record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

export const workOrders = record({
  key: 'number',
  fields: {
    number: code(20),
    description: z.string().max(200),
    asset: field.ref('assets', code(30)),
    technician: z.string().max(60).nullable(),
    status: field.status(['OPEN', 'IN_PROGRESS', 'DONE']),
    due: z.iso.date().nullable(),
    startedOn: z.iso.date().nullable(),
    hours: field.quantity({ precision: 9, scale: 2 }),
    glCode: field.ref('costCodes', code(20).nullable()),
    approval: field.status(['PENDING', 'APPROVED', 'REJECTED']),
    cost: field.money({ precision: 12, scale: 2 }),
    currency: z.string().length(3),
    tags: z.array(z.string().max(30)),
    notes: z.string().max(400),
  },
  groups: { price: ['cost', 'currency'] },
})
