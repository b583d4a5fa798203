import { field, record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

/** How much of one item lies at one location: only both together name a row. */
export const stock = record({
  key: ['item', 'location'],
  fields: {
    item: code(30),
    location: z.int().positive(),
    onHand: field.quantity({ precision: 14, scale: 3 }),
    reserved: field.quantity({ precision: 14, scale: 3 }),
    bin: code(20),
  },
})
