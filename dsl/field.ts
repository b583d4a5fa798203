import { z } from 'zod'
import { given } from './carried.ts'
import { marked } from './marks.ts'
import type { Decimal, HighStakes, RefersTo } from './types/values.ts'

interface DecimalSize {
  /** All digits. */
  precision: number
  /** Digits after the point. */
  scale: number
}

/** What zod has no word for: exact decimals, stakes and references. Every other field is a zod schema as it stands. */
export const field = {
  /** Exact decimal, high stakes. Nullable: `.nullable()` as in zod. */
  money(size: DecimalSize): z.ZodType<Decimal> & HighStakes {
    return highStakes(decimal(size))
  },
  /** Exact decimal, high stakes; may be settled by `delta`. */
  quantity(size: DecimalSize): z.ZodType<Decimal> & HighStakes {
    return highStakes(decimal(size))
  },
  /** Exact decimal, ordinary stakes (a rate, a length). */
  decimal,
  /** A closed list of values, high stakes (a status, an approval). */
  status<const V extends readonly [string, ...string[]]>(values: V): z.ZodType<V[number]> & HighStakes {
    const schema: z.ZodType<V[number]> = z.enum(given(values, 'the values of field.status', `field.status(['…'])`))
    return highStakes(marked(schema, { status: Object.freeze([...values]) }))
  },
  /** Marks any schema as high stakes. */
  highStakes,
  /** Holds the key of another record: orders the flows, parks a child whose parent is not there. */
  ref<const N extends string, T extends z.ZodType>(record: N, schema: T): T & RefersTo<N> {
    return marked(schema, { ref: record }) as T & RefersTo<N>
  },
}

function highStakes<T extends z.ZodType>(schema: T): T & HighStakes {
  return marked(schema, { stakes: 'high' }) as T & HighStakes
}

function decimal(size: DecimalSize): z.ZodType<Decimal> {
  const { precision, scale } = given(size, 'the size of a decimal', '{ precision, scale }')
  const whole = precision > scale ? `(?:0|[1-9]\\d{0,${precision - scale - 1}})` : '0'
  const fraction = scale > 0 ? `(?:\\.\\d{1,${scale}})?` : ''
  const text = z.string().regex(new RegExp(`^-?${whole}${fraction}$`), `no decimal of ${precision} digits with ${scale} after the point`)
  return marked(text as unknown as z.ZodType<Decimal>, { decimal: Object.freeze({ precision, scale }) })
}
