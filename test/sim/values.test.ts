/** Properties neither fail for a correct flow, whatever its key and fields are, nor pass where a codec loses something or nothing can be made. */
import { describe, expect, test } from 'vitest'
import type { Adapter, Codec, GeneratedLandscape } from '../../runtime/door.ts'
import * as types from '../../runtime/index.ts'
import { flowProperties } from '../../sim/index.ts'
import { made } from './landscapes/made.ts'

type Fields = Partial<Pick<Adapter, 'key' | 'fields'>>
const { key, stored, text } = types
const uuid = { format: 'uuid', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' }
const email = { format: 'email', pattern: '^(?!\\.)(?!.*\\.\\.)[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}$' }

/** A flow from A to B of one field, with this key or these fields instead. */
function landscape(of: Fields): GeneratedLandscape {
  const base = made('values', [{ name: 'things', systems: ['A', 'B'], units: [{ fields: { name: 'name' }, owner: 0 }] }])
  const flow = base.flows['things']!
  const adapters = Object.fromEntries(Object.entries(flow.adapters).map(([name, adapter]) => [name, { ...adapter, ...of }]))
  return { ...base, flows: { things: { ...flow, adapters } } }
}
async function failures(of: Fields): Promise<string[]> {
  const out: string[] = []
  for (const { check } of flowProperties(landscape(of), 'things')) {
    try {
      await check()
    } catch (error) {
      const { message, cause } = error as Error
      out.push(`${message} ${cause instanceof Error ? cause.message : ''}`)
    }
  }
  return out
}
const keyOf = (type: Parameters<typeof key>[0]['type'], codec?: Codec): Fields => ({
  key: [key({ field: 'id', column: 'id', type, ...(codec && { codec }) })],
})
const fieldOf = (type: Parameters<typeof stored>[0]['type'], more: { codec?: Codec; stores?: readonly 'upper'[] } = {}): Fields => ({
  fields: [stored({ field: 'name', column: 'name', param: 'name', type, ...more })],
})

describe('every property holds', () => {
  test.each([
    { what: 'a uuid', of: keyOf(text(uuid)) },
    { what: 'a pattern', of: keyOf(text({ pattern: '^[A-Z]{2}-\\d{4}$' })) },
    { what: 'a decimal', of: keyOf(types.decimal({ precision: 6, scale: 2 })) },
    { what: 'a time', of: keyOf(types.datetime()) },
    { what: 'a boolean', of: keyOf(types.boolean()) },
    { what: 'one letter', of: keyOf(text({ maxLength: 1 })) },
    { what: 'few numbers', of: keyOf(types.integer({ max: 3 })) },
  ])('with $what as key', { timeout: 60_000 }, async ({ of }) => expect(await failures(of)).toEqual([]))

  test.each([
    { what: 'an email', of: fieldOf(text(email)) },
    { what: 'a uuid', of: fieldOf(text(uuid)) },
    { what: 'a pattern', of: fieldOf(text({ pattern: '^P-\\d+$', maxLength: 6 })) },
    { what: 'a small number', of: fieldOf(types.integer({ min: -2, max: -1 })) },
    { what: 'a text in capitals', of: fieldOf(text({ maxLength: 12 }), { stores: ['upper'] }) },
  ])('with $what as field', { timeout: 60_000 }, async ({ of }) => expect(await failures(of)).toEqual([]))
})

describe('a codec that loses something is told', () => {
  const upper: Codec = { decode: (raw) => String(raw).toUpperCase(), encode: (value) => value }
  const halved: Codec = { decode: (raw) => raw, encode: (value) => String(value).slice(0, 3) }
  test.each([
    { what: 'on the key', of: keyOf(text({ maxLength: 10 }), upper), says: /stores id=/ },
    { what: 'on a field', of: fieldOf(text({ maxLength: 20 }), { codec: halved }), says: /stores name=/ },
    {
      what: 'on a field with a declared normalisation',
      of: fieldOf(text({ maxLength: 20 }), { codec: halved, stores: ['upper'] }),
      says: /stores name=/,
    },
    {
      what: 'beside an email',
      of: {
        fields: [
          stored({ field: 'mail', column: 'mail', param: 'mail', type: text(email) }),
          stored({ field: 'name', column: 'name', param: 'name', type: text({ maxLength: 20 }), codec: halved }),
        ],
      },
      says: /stores name=/,
    },
  ])('$what', { timeout: 60_000 }, async ({ of, says }) => expect((await failures(of)).some((what) => says.test(what))).toBe(true))
})

test('a field of which nothing can be made fails every property, and says which', { timeout: 60_000 }, async () => {
  const of = fieldOf(text({ pattern: '^a(?<!a)$' }))
  const told = await failures(of)
  expect(told).toHaveLength(flowProperties(landscape(of), 'things').length)
  for (const what of told) expect(what).toMatch(/nothing can be simulated: no value of field "name".*Give the field/)
})

test('a flow in which nothing is ever written fails', { timeout: 60_000 }, async () => {
  const still = made('still', [{ name: 'things', systems: ['A'], units: [{ fields: { name: 'name' }, owner: 0 }] }])
  await expect(flowProperties(still, 'things')[0]!.check()).rejects.toThrow(/nothing was simulated: .* no writes/)
})
