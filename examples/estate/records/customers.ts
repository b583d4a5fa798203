import { field, record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

export const customers = record({
  key: 'number',
  fields: {
    number: code(20),
    name: z.string().max(100),
    email: z.email().nullable(),
    phone: z.string().max(40).nullable(),
    segment: z.enum(['SMALL', 'MEDIUM', 'LARGE']),
    street: z.string().max(100),
    city: z.string().max(60),
    postcode: code(20),
    country: z.string().length(2),
    creditLimit: field.money({ precision: 14, scale: 2 }),
    paymentTerms: code(10),
    blocked: z.boolean(),
  },
  groups: { address: ['street', 'city', 'postcode', 'country'] },
})
