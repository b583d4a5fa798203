import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import { field, record } from 'thalweg'
import { data, type FieldMarks } from '../../dsl/data.ts'

const size = { precision: 5, scale: 2 }

function marksOf(schema: z.ZodType): FieldMarks {
  return record({ key: 'id', fields: { id: z.string(), asked: schema } })[data].fields['asked']!.marks
}

describe('what a field says of itself', () => {
  const decimal = { precision: 5, scale: 2 }
  test.each<[string, z.ZodType, FieldMarks]>([
    ['a plain schema', z.string(), {}],
    ['money', field.money(size), { decimal, stakes: 'high' }],
    ['a quantity', field.quantity(size), { decimal, stakes: 'high' }],
    ['a decimal', field.decimal(size), { decimal }],
    ['a status', field.status(['A', 'B']), { status: ['A', 'B'], stakes: 'high' }],
    ['high stakes', field.highStakes(z.email()), { stakes: 'high' }],
    ['a reference', field.ref('assets', z.string()), { ref: 'assets' }],
    ['a reference to a status', field.ref('assets', field.status(['A'])), { ref: 'assets', status: ['A'], stakes: 'high' }],
    ['nullable money', field.money(size).nullable(), { decimal, stakes: 'high' }],
    ['optional nullable money', field.money(size).nullish(), { decimal, stakes: 'high' }],
    ['a reference to what may be null', field.ref('assets', z.string().nullable()), { ref: 'assets' }],
    ['high stakes with more said later', field.highStakes(z.string()).max(3).describe('a code'), { stakes: 'high' }],
    ['a list of money is no decimal', z.array(field.money(size)), {}],
  ])('%s', (_what, schema, marks) => {
    expect(marksOf(schema)).toEqual(marks)
  })

  test('marking a schema leaves the one that was given unmarked', () => {
    const code = z.string()
    expect(marksOf(field.highStakes(field.ref('assets', code)))).toEqual({ ref: 'assets', stakes: 'high' })
    expect(marksOf(code)).toEqual({})
  })
})

describe('an exact decimal is text that fits', () => {
  test.each(['0', '1', '-1', '999', '12.5', '12.50', '-0.01', '0.00'])('takes %s', (text) => {
    expect(field.decimal(size).parse(text)).toBe(text)
  })
  test.each(['', '1000', '1.234', '01', '+1', '1.', '.5', '1e2', 'NaN', ' 1', '1 ', '1,5', '1\n', 12.5, null])('refuses %j', (text) => {
    expect(field.decimal(size).safeParse(text).success).toBe(false)
  })
  test('without digits before or after the point', () => {
    const [whole, fraction] = [field.decimal({ precision: 3, scale: 0 }), field.decimal({ precision: 2, scale: 2 })]
    expect([whole.safeParse('123').success, whole.safeParse('1.0').success]).toEqual([true, false])
    expect([fraction.safeParse('0.25').success, fraction.safeParse('1.25').success]).toEqual([true, false])
  })
  test('says what it expected', () => {
    expect(field.decimal(size).safeParse('1.234').error?.issues[0]?.message).toBe('no decimal of 5 digits with 2 after the point')
  })
})

test('a status takes its values and no other', () => {
  const status = field.status(['OPEN', 'DONE'])
  expect(status.parse('OPEN')).toBe('OPEN')
  expect(status.safeParse('LOST').success).toBe(false)
})
