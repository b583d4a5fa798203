import { record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

export const vendors = record({
  key: 'number',
  fields: {
    number: code(20),
    name: z.string().max(100),
    creditRating: z.int().min(1).max(5),
    preferred: z.boolean(),
    active: z.boolean(),
    website: z.string().nullable(),
  },
})
