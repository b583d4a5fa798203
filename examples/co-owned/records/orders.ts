import { field, record } from 'thalweg'
import { z } from 'zod'

export const orders = record({
  key: 'number',
  fields: {
    number: z.string().max(20),
    supplier: z.string().max(20),
    orderedOn: z.iso.date(),
    total: field.money({ precision: 14, scale: 4 }),
    fulfilment: field.status(['OPEN', 'PARTLY', 'RECEIVED']),
    receivedOn: z.iso.date().nullable(),
  },
  groups: { receipt: ['fulfilment', 'receivedOn'] },
})
