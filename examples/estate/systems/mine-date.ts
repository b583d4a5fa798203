import { z } from 'zod'

/**
 * Dates as the maintenance system writes them: `28/02/2006`, and `0/1/00` where there is none. What is no date at all is none either: one bad cell of thirty
 * years ago must not keep an order from finance.
 */
export const mineDate: z.ZodCodec<z.ZodNullable<z.ZodString>, z.ZodNullable<z.ZodISODate>> = z.codec(
  z.string().nullable(),
  z.iso.date().nullable(),
  {
    decode: (stored) => {
      const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(stored ?? '') ?? []
      const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
      return z.iso.date().safeParse(date).success ? date : null
    },
    encode: (date) => {
      if (date === null) return '0/1/00'
      const [year, month, day] = date.split('-')
      return `${Number(day)}/${month}/${year}`
    },
  },
)
