import { field, record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

export const currencies = record({
  key: 'code',
  fields: {
    code: z.string().length(3),
    name: z.string().max(100),
    minorUnits: z.int().min(0).max(4).nullable(),
    /** `2024-09`: rates and prices of a currency that is gone stay what they were. */
    withdrawn: code(20).nullable(),
  },
})

export const countries = record({
  key: 'code',
  fields: {
    code: z.string().length(2),
    name: z.string().max(100),
    currency: field.ref('currencies', z.string().length(3).nullable()),
    region: code(30).nullable(),
  },
})

/** How much of a currency one euro buys on a day. A day without a rate has no record: it is never a rate of 0. */
export const fxRates = record({
  key: ['date', 'currency'],
  fields: {
    date: z.iso.date(),
    currency: z.string().length(3),
    rate: field.decimal({ precision: 18, scale: 8 }),
  },
})

/** The newest rate of each currency that has one today. */
export const latestRates = record({
  key: 'currency',
  fields: {
    currency: z.string().length(3),
    date: z.iso.date(),
    rate: field.decimal({ precision: 18, scale: 8 }),
  },
})
