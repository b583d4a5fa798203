/** What is sent is what is stored: a system that alters values leaves alone what it has altered once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldType, Stores } from '../../runtime/dialect/field-type.ts'
import { normaliser } from '../../runtime/dialect/stores.ts'

interface Case {
  readonly what: string
  readonly type: FieldType
  readonly stores: fc.Arbitrary<Stores>
  readonly values: fc.Arbitrary<string | number>
}
const letters = fc.constantFrom(' ', '\t', '\u00a0', 'a', 'ß', 'ŉ', '🚲', '1')
const scale: fc.Arbitrary<Stores> = fc.integer({ min: 0, max: 3 }).map((n) => ({ scale: n }))
const cases: readonly Case[] = [
  {
    what: 'texts',
    type: { kind: 'text' },
    stores: fc.oneof(
      fc.constantFrom<Stores>('trim', 'upper', 'blankAsNull'),
      fc.integer({ min: 0, max: 5 }).map((length) => ({ length })),
    ),
    values: fc.array(letters, { maxLength: 8 }).map((parts) => parts.join('')),
  },
  { what: 'numbers', type: { kind: 'number' }, stores: scale, values: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  {
    what: 'decimals',
    type: { kind: 'decimal', precision: 6, scale: 3 },
    stores: scale,
    values: fc.integer({ min: -99_999, max: 99_999 }).map((n) => (n / 1000).toFixed(3)),
  },
  {
    what: 'times',
    type: { kind: 'datetime' },
    stores: fc.constantFrom<Stores>({ precision: 's' }, { precision: 'ms' }),
    values: fc.integer({ min: 1, max: 999_999_999 }).map((n) => `2026-11-24T08:30:00.${String(n).padStart(9, '0').replace(/0+$/, '')}Z`),
  },
]

test.each(cases)('$what', ({ type, stores, values }) => {
  const steps = fc.array(stores, { minLength: 1, maxLength: 4 })
  const moved = fc.sample(fc.tuple(steps, values), { seed: 1, numRuns: 2_000 }).filter(([some, value]) => {
    const store = normaliser(some, type)!
    return store(store(value)) !== store(value)
  })
  expect(moved).toEqual([])
})

test('a blank that cutting leaves at the end is trimmed', () => {
  expect(normaliser(['trim', { length: 5 }], { kind: 'text' })!('abcd ef')).toBe('abcd')
})
