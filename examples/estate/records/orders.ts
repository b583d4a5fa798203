import { field, record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

/** What was ordered, and what became of it at the gate of the warehouse. */
export const orders = record({
  key: 'number',
  fields: {
    number: code(20),
    vendor: field.ref('vendors', code(20)),
    orderedOn: z.iso.date(),
    total: field.money({ precision: 14, scale: 4 }),
    fulfilment: field.status(['OPEN', 'PARTLY', 'RECEIVED']),
    receivedOn: z.iso.date().nullable(),
  },
  groups: { receipt: ['fulfilment', 'receivedOn'] },
})
