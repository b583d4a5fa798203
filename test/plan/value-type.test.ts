import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { field } from '../../dsl/field.ts'
import { marksOf } from '../../dsl/marks.ts'
import type { ValueType } from '../../codegen/plan/schema.ts'
import { fieldType } from '../../codegen/plan/value-type/index.ts'

const read = (schema: z.ZodType) => fieldType({ schema, marks: marksOf(schema) })

describe('what the values of a field are', () => {
  const carried: readonly (readonly [name: string, schema: z.ZodType, type: ValueType])[] = [
    ['text', z.string(), { kind: 'text' }],
    ['text with limits', z.string().min(1).max(20), { kind: 'text', minLength: 1, maxLength: 20 }],
    ['text of one length', z.string().length(3), { kind: 'text', minLength: 3, maxLength: 3 }],
    ['the narrowest of several limits', z.string().max(20).max(10), { kind: 'text', maxLength: 10 }],
    ['a pattern', z.string().regex(/^[A-Z]+$/), { kind: 'text', pattern: '^[A-Z]+$' }],
    ['a whole number', z.int(), { kind: 'int' }],
    ['a whole number the other way', z.number().int(), { kind: 'int' }],
    ['a whole number with limits', z.int().min(1).max(5), { kind: 'int', min: 1, max: 5 }],
    ['exclusive limits of whole numbers', z.int().gt(1).lt(9), { kind: 'int', min: 2, max: 8 }],
    ['32 bits', z.int32(), { kind: 'int', min: -2147483648, max: 2147483647 }],
    ['a number', z.number().min(0.5), { kind: 'number', min: 0.5 }],
    ['a boolean', z.boolean(), { kind: 'boolean' }],
    ['a date', z.iso.date(), { kind: 'date' }],
    ['a time', z.iso.datetime(), { kind: 'datetime' }],
    ['a closed list', z.enum(['A', 'B']), { kind: 'enum', values: ['A', 'B'] }],
    ['one value', z.literal('A'), { kind: 'enum', values: ['A'] }],
    ['a status', field.status(['OPEN', 'DONE']), { kind: 'enum', values: ['OPEN', 'DONE'] }],
    ['money', field.money({ precision: 12, scale: 2 }), { kind: 'decimal', precision: 12, scale: 2 }],
    ['a rate', field.decimal({ precision: 18, scale: 8 }), { kind: 'decimal', precision: 18, scale: 8 }],
    ['a list', z.array(z.string()), { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } }],
  ]
  it.each(carried)('%s', (_, schema, type) => {
    expect(read(schema)).toEqual({ type, nullable: false })
    expect(read(schema.nullable())).toEqual({ type, nullable: true })
    expect(read(schema.optional())).toEqual({ type, nullable: true })
  })

  it('an object, by its JSON Schema', () => {
    expect(read(z.object({ a: z.int() })).type).toMatchObject({
      kind: 'json',
      collection: false,
      schema: { type: 'object', required: ['a'] },
    })
  })

  it('a format that the plan can hold as a pattern takes what zod takes', () => {
    for (const [schema, good, bad] of [
      [z.email(), 'a@example.org', 'a@'],
      [z.uuid(), '7d444840-9dc0-11d1-b245-5ffdce74fad2', '7d444840'],
      [z.string().regex(/^[a-z]+$/i), 'aBc', 'a1'],
      [z.string().startsWith('WO-').regex(/\d$/), 'WO-1', 'WO-x'],
      [z.string().startsWith('WO-').regex(/\d$/), 'WO-1', '1WO-1'],
    ] as const) {
      const { type } = read(schema)
      const pattern = new RegExp(type.kind === 'text' ? type.pattern! : '')
      expect([good, bad].map((text) => pattern.test(text))).toEqual([true, false])
      expect([good, bad].map((text) => schema.safeParse(text).success)).toEqual([true, false])
    }
  })

  it('marks last through nullable and through later checks', () => {
    expect(read(field.ref('assets', z.string().max(30).nullable()))).toEqual({ type: { kind: 'text', maxLength: 30 }, nullable: true })
    expect(read(field.highStakes(z.string()).describe('why'))).toEqual({ type: { kind: 'text' }, nullable: false })
  })
})

describe('what cannot be carried, and why', () => {
  const refused: readonly (readonly [name: string, schema: z.ZodType, why: RegExp])[] = [
    ['a refinement', z.string().refine((text) => text !== 'x'), /refinement is code/],
    ['a refinement of money', field.money({ precision: 9, scale: 2 }).refine(() => true), /refinement is code/],
    ['a refinement inside a list', z.array(z.string().refine(() => true)), /refinement is code/],
    ['a change of the value', z.string().trim(), /stores/],
    ['a transform', z.string().transform(Number), /codec in the column/],
    ['a transform inside an object', z.object({ a: z.string().transform(Number) }), /codec in the column/],
    ['a preprocess', z.preprocess((value) => value, z.string()), /codec/],
    ['a coercion', z.coerce.number(), /coerce/],
    ['a default', z.string().default('x'), /whenNull/],
    ['a catch', z.string().catch('x'), /dead letters/],
    ['a JavaScript Date', z.date(), /z\.iso\.date/],
    ['a bigint', z.bigint(), /z\.int/],
    ['a step', z.number().multipleOf(5), /multipleOf/],
    ['numbers in a list of values', z.literal([1, 2]), /text only/],
    ['anything', z.any(), /cannot be carried/],
  ]
  it.each(refused)('%s', (_, schema, why) => {
    expect(read(schema).unsupported).toMatch(why)
    expect(read(schema.nullable()).unsupported).toMatch(why)
  })
})
