import { field, record } from 'thalweg'
import { z } from 'zod'

/** How much of one item lies at one location: only both together name a row. */
export const stock = record({
  key: ['item', 'location'],
  fields: {
    item: z.string().max(20),
    location: z.int().positive(),
    onHand: field.quantity({ precision: 12, scale: 2 }),
    reorderAt: field.quantity({ precision: 12, scale: 2 }).nullable(),
    shelf: z.string().max(10).nullable(),
  },
})
