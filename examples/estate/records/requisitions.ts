import { field, record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

export const requisitions = record({
  key: 'number',
  fields: {
    number: code(20),
    vendor: field.ref('vendors', code(20)),
    workOrder: field.ref('workOrders', code(20).nullable()),
    requestedBy: z.string().max(60),
    neededOn: z.iso.date(),
    total: field.money({ precision: 14, scale: 4 }),
    approval: field.status(['PENDING', 'APPROVED', 'REJECTED', 'COMPLETE']),
  },
})

/** What a requisition asks for: only its number and the line together name one. */
export const requisitionLines = record({
  key: ['requisition', 'line'],
  fields: {
    requisition: field.ref('requisitions', code(20)),
    line: z.int().positive(),
    item: code(30),
    quantity: field.quantity({ precision: 12, scale: 3 }),
    price: field.money({ precision: 14, scale: 4 }),
  },
})
