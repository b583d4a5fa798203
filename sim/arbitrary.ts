/** Values that a field's type allows, as fast-check makes them: ordinary ones and those that break careless code. What does not fit is left out by `drawn`. */
import fc from 'fast-check'
import type { FieldType } from '../runtime/dialect/field-type.ts'
import type { Canonical } from '../runtime/values.ts'
import { fromSchema } from './schema.ts'
import { textOf } from './text.ts'

type Make<K extends FieldType['kind']> = (type: Extract<FieldType, { kind: K }>) => fc.Arbitrary<Canonical>

/** Days and moments at the edges of calendars, and years that nobody means. */
const days = ['0001-01-01', '1899-12-31', '1970-01-01', '2024-02-29', '2026-03-29', '9999-12-31']
const fractions = ['', '', '', '.5', '.123', '.000001', '.123456789']
const recent = { min: new Date(Date.UTC(2026, 0, 1)), max: new Date(Date.UTC(2027, 11, 31)), noInvalidDate: true }

const makes: { readonly [K in FieldType['kind']]: Make<K> } = {
  text: textOf,
  int: ({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }) => {
    const least = Math.max(Math.ceil(min), Number.MIN_SAFE_INTEGER)
    const most = Math.min(Math.floor(max), Number.MAX_SAFE_INTEGER)
    if (least > most) return fc.constant(null)
    const near = Math.min(Math.max(0, least), most)
    return fc.oneof(fc.integer({ min: near, max: Math.min(most, near + 40) }), fc.integer({ min: least, max: most }))
  },
  number: ({ min = -1e15, max = 1e15 }) => {
    if (min > max) return fc.constant(null)
    const near = Math.min(Math.max(0, min), max)
    const eighths = fc.integer({ min: 0, max: 320 }).map((n) => Math.min(max, near + n / 8))
    return fc.oneof(
      eighths,
      fc.double({ min, max, noNaN: true }).map((x) => (x === 0 ? 0 : x)),
    )
  },
  decimal: ({ precision, scale }) => {
    const most = '9'.repeat(precision)
    const digits = fc.oneof(
      fc.integer({ min: 0, max: 10 ** Math.min(precision, 6) - 1 }).map(String),
      fc.constantFrom('0', '1', most),
      fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: 1, maxLength: precision }),
    )
    return fc.tuple(digits, fc.integer({ min: 0, max: 5 })).map(([all, sign]) => scaled(all, scale, sign === 0))
  },
  boolean: () => fc.boolean(),
  date: () => fc.oneof(fc.date(recent).map(day), fc.date(recent).map(day), fc.constantFrom(...days)),
  datetime: () =>
    fc
      .tuple(
        fc.oneof(fc.date(recent).map(day), fc.constantFrom(...days)),
        fc.integer({ min: 0, max: 86_399 }),
        fc.constantFrom(...fractions),
      )
      .map(([on, second, fraction]) => `${on}T${new Date(second * 1000).toISOString().slice(11, 19)}${fraction}Z`),
  enum: ({ values }) => (values.length === 0 ? fc.constant(null) : fc.constantFrom(...values)),
  json: ({ schema, collection }) => (collection ? fromSchema(schema).map(asSet) : fromSchema(schema)),
}

export function valuesOf<K extends FieldType['kind']>(type: Extract<FieldType, { kind: K }>): fc.Arbitrary<Canonical> {
  return makes[type.kind](type)
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** There is no negative zero among the values of a field, so none is made. */
function scaled(digits: string, scale: number, negative: boolean): string {
  const padded = digits.replace(/^0+/, '').padStart(scale + 1, '0')
  const text = scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`
  return negative && /[1-9]/.test(text) ? `-${text}` : text
}

/** Collections are sets, in one order. */
function asSet(value: Canonical): Canonical {
  if (!Array.isArray(value)) return value
  const elements = new Map((value as readonly Canonical[]).map((element) => [JSON.stringify(element), element]))
  return [...elements].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element)
}
