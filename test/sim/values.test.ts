/** Properties neither fail for a correct flow, whatever its key and fields are, nor pass where a codec loses something or nothing can be made. */
import { describe, expect, it, test } from 'vitest'
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
async function failures(of: Fields, named = ''): Promise<string[]> {
  const out: string[] = []
  for (const { name, check } of flowProperties(landscape(of), 'things')) {
    if (!name.includes(named)) continue
    try {
      await check()
    } catch (error) {
      out.push((error as Error).message)
    }
  }
  return out
}
const lost = async (of: Fields) => (await failures(of, 'round trip')).join('\n')
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
  ])('$what', { timeout: 60_000 }, async ({ of, says }) => expect(await lost(of)).toMatch(says))
})

describe('a codec is total', () => {
  const says = async (codec: Codec, type: Parameters<typeof stored>[0]['type'] = text({ maxLength: 12 })) => lost(fieldOf(type, { codec }))
  it('one that does not write every value of its field is told with the simplest', async () => {
    const picky: Codec = {
      decode: (raw) => raw,
      encode: (value) => {
        if (Number(value) > 1_000) throw new Error('too many')
        return value
      },
    }
    expect(await says(picky, types.integer())).toMatch(
      /the codec of name at [AB] cannot write 1001, which the field may hold: the codec does not take 1001: too many/,
    )
  })

  it('one that reads what users type otherwise than it writes it is told, since each look would be an edit', async () => {
    const padded: Codec = { decode: (raw) => String(raw).replace(/^0/, ''), encode: (value) => `0${String(value)}` }
    expect(await says(padded)).toBe('')
    expect(await says({ decode: (raw) => (raw === 'n/a' ? 'none' : raw), encode: (value) => (value === 'none' ? '-' : value) })).toContain(
      'the codec of name at A reads "n/a" as "none", writes that as "-", and reads "-"',
    )
  })

  it('one that reads the same column differently each time is told', async () => {
    let calls = 0
    expect(await says({ decode: (raw) => (raw === 'n/a' ? `call ${calls++}` : raw), encode: (value) => value })).toMatch(
      /the codec of name at [AB] reads "n\/a" as "call \d+", and the next time as "call \d+"/,
    )
  })

  it('one that says of what is none that it is none is as it should be', async () => {
    const days: Codec = {
      decode: (raw) => {
        if (!/^\d{4}-\d{2}-\d{2}$/.test(String(raw))) throw new Error('no day')
        return raw
      },
      encode: (value) => value,
    }
    expect(await says(days, types.date())).toBe('')
  })
})

test('what a codec loses is shown by the simplest value for which it does', { timeout: 60_000 }, async () => {
  const drops: Codec = { decode: (raw) => raw, encode: (value) => (Number(value) > 1_000 ? Number(value) - 1 : value) }
  expect(await lost(fieldOf(types.integer(), { codec: drops }))).toContain('A stores name=1001 as 1000, and reads 1000')
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
