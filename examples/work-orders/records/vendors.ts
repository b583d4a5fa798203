import { record } from 'thalweg'
import { z } from 'zod'

export const vendors = record({
  key: 'number',
  fields: {
    number: z.string().max(20),
    name: z.string().max(100),
    creditRating: z.int().min(1).max(5),
    active: z.boolean(),
    website: z.string().nullable(),
  },
})
