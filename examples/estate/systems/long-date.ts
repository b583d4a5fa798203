import { z } from 'zod'

const months = 'January February March April May June July August September October November December'.split(' ')

/** `13 April 2026`, as the central bank writes it in its mail. */
export const longDate: z.ZodCodec<z.ZodString, z.ZodISODate> = z.codec(z.string(), z.iso.date(), {
  decode: (written) => {
    const [day = '', month = '', year = ''] = written.split(' ')
    return `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
  },
  encode: (date) => {
    const [year, month, day] = date.split('-')
    return `${Number(day)} ${months[Number(month) - 1]} ${year}`
  },
})
