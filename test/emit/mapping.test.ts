/** What a mapping takes, gives and refuses: one row a case. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Mapping } from '../../runtime/door.ts'
import { boolean, date, datetime, decimal, enumeration, integer, json, number, text } from '../../runtime/dialect/sqlite.ts'
import type { FieldDefinition } from '../../runtime/dialect/mapping.ts'
import { stored } from '../../runtime/dialect/mapping.ts'
import type { StoredType } from '../../runtime/dialect/stored-type.ts'
import { nullable } from '../../runtime/dialect/stored-type.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'

function map<V extends Canonical>(type: StoredType<V>, more: Partial<FieldDefinition<'f', V>> = {}): Mapping {
  return stored({ field: 'f', column: 'c', param: 'f', type, ...more })
}

const money = decimal({ precision: 6, scale: 2 })

describe('decode', () => {
  it.for<[string, Mapping, Raw, Canonical]>([
    ['text', map(text({ maxLength: 3 })), 'abc', 'abc'],
    ['text from a number', map(text()), 17, '17'],
    ['a whole number from text', map(integer()), ' 12 ', 12],
    ['a whole number from a float', map(integer()), '5.0', 5],
    ['a bigint that fits', map(integer()), 12n, 12],
    ['minus zero', map(number()), -0, 0],
    ['a decimal as it is', map(money), '12.50', '12.50'],
    ['a decimal from a number', map(money), 12.5, '12.50'],
    ['a decimal from a whole number', map(money), 12n, '12.00'],
    ['a decimal with needless zeros', map(money), '012.5000', '12.50'],
    ['a decimal with fewer decimals than its scale', map(money), '-12.5', '-12.50'],
    ['a decimal without a point', map(money), '12', '12.00'],
    ['minus zero with fewer decimals', map(money), '-0.0', '0.00'],
    ['minus zero as a decimal', map(money), '-0.00', '0.00'],
    ['float noise', map(money), 0.1 + 0.2, '0.30'],
    ['a small number with an exponent', map(decimal({ precision: 12, scale: 8 })), 1e-7, '0.00000010'],
    ['scale zero', map(decimal({ precision: 4, scale: 0 })), 42, '42'],
    ['all digits after the point', map(decimal({ precision: 2, scale: 2 })), '0.25', '0.25'],
    ['true', map(boolean()), 1, true],
    ['false from text', map(boolean()), '0', false],
    ['a date', map(date()), '2024-02-29', '2024-02-29'],
    ['a midnight', map(date()), '2024-02-29 00:00:00', '2024-02-29'],
    ['a time with a space', map(datetime()), '2026-11-24 08:30:00', '2026-11-24T08:30:00Z'],
    ['a time in another zone', map(datetime()), '2026-11-24T01:30:00.120+02:00', '2026-11-23T23:30:00.12Z'],
    ['microseconds', map(datetime()), '2026-11-24T08:30:00.123456Z', '2026-11-24T08:30:00.123456Z'],
    ['one of a list', map(enumeration(['A', 'B'])), 'B', 'B'],
    ['a list', map(json({ collection: true })), '[1, {"b":2,"a":1}]', [1, { b: 2, a: 1 }]],
    ['a set, whatever the order', map(json({ collection: true, set: true })), '["b","a","b"]', ['a', 'b']],
    ['null', map(nullable(text())), null, null],
    ['a stored blank where blanks become null', map(text(), { stores: ['blankAsNull'] }), null, ''],
    ['what stands for null', map(nullable(text()), { whenNull: '-' }), '-', null],
    ['false that stands for null', map(nullable(integer()), { whenNull: false }), 0, null],
    [
      'a mapped value',
      map(enumeration(['A', 'B']), {
        values: [
          ['A', 10],
          ['B', true],
        ],
      }),
      1,
      'B',
    ],
    [
      'a mapped value that the column made text of',
      map(enumeration(['A', 'B']), {
        values: [
          ['A', 10],
          ['B', 20],
        ],
      }),
      '20',
      'B',
    ],
    [
      'null that stands for a value',
      map(enumeration(['A', 'B']), {
        values: [
          ['A', 1],
          ['B', null],
        ],
      }),
      null,
      'B',
    ],
  ])('%s', ([, mapping, raw, value]) => expect(mapping.decode(raw)).toEqual(value))

  it.for<[string, Mapping, Raw, string]>([
    ['text that is too long', map(text({ maxLength: 2 })), 'abc', '"abc" is 3 characters long, longer than 2'],
    ['text that is too short', map(text({ minLength: 2 })), 'a', '"a" is 1 characters long, shorter than 2'],
    ['text that does not match', map(text({ pattern: '^a+$' })), 'b', '"b" does not match ^a+$'],
    ['no e-mail', map(text({ pattern: '@', format: 'email' })), 'b', '"b" is no email'],
    ['a blob', map(text()), new Uint8Array(3), 'a blob of 3 bytes is no text'],
    ['a fraction', map(integer()), 1.5, '1.5 is no whole number'],
    ['a number beyond its range', map(integer({ min: 0, max: 9 })), 10, '10 is more than 9'],
    [
      'a bigint that does not fit',
      map(integer()),
      2n ** 60n,
      '1152921504606846976 is beyond the whole numbers that can be held exactly: make the field text',
    ],
    ['no number', map(number()), 'abc', '"abc" is no number'],
    ['too many decimals', map(money), '1.005', '"1.005" has more than 2 decimals'],
    ['a float with too many decimals', map(money), 12.504, '12.504 has more than 2 decimals'],
    ['too many digits', map(money), '12345.00', '"12345.00" needs more than 6 digits with 2 decimals'],
    ['too many digits and fewer decimals', map(money), '12345.6', '"12345.6" needs more than 6 digits with 2 decimals'],
    ['no decimal', map(money), 'abc', '"abc" is no decimal number'],
    ['no boolean', map(boolean()), 'yes', '"yes" is neither 1 nor 0'],
    ['a day that does not exist', map(date()), '2023-02-29', '"2023-02-29" is no date as in 2026-11-24'],
    ['a time of day where a date is due', map(date()), '2024-02-29 12:00:00', '"2024-02-29 12:00:00" is no date as in 2026-11-24'],
    ['an hour that does not exist', map(datetime()), '2026-11-24T25:00:00Z', '"2026-11-24T25:00:00Z" is no time that exists'],
    ['none of a list', map(enumeration(['A', 'B'])), 'a', '"a" is none of A, B'],
    ['no JSON', map(json({ collection: false })), '{', '"{" is no JSON text'],
    ['no list', map(json({ collection: true })), '{}', '"{}" is no list'],
    [
      'a list of something else',
      map(json({ collection: true, schema: { type: 'array', items: { type: 'string' } } })),
      '["a",1]',
      '"[\\"a\\",1]" does not fit: [1] is no string',
    ],
    ['null', map(text()), null, 'null is stored, and the field must have a value'],
    ['a value that is not mapped', map(enumeration(['A']), { values: [['A', 1]] }), 2, '2 stands for none of A'],
    ['a surrogate of nothing', map(text(), { lookup: 'vendor' }), '\uffff17', 'no row of vendor has the id 17 that c refers to'],
  ])('refuses %s', ([, mapping, raw, sentence]) => {
    expect(() => mapping.decode(raw)).toThrow(new ValueError('f', sentence))
  })
})

describe('encode', () => {
  it.for<[string, Mapping, Canonical, Raw]>([
    ['what is stored trimmed', map(text(), { stores: ['trim', 'upper', { length: 2 }] }), ' añb ', 'AÑ'],
    ['whole characters', map(text(), { stores: [{ length: 1 }] }), '🚲b', '🚲'],
    ['a blank', map(nullable(text()), { stores: ['blankAsNull'] }), '  ', null],
    ['a blank where null stands otherwise', map(nullable(text()), { stores: ['blankAsNull'], whenNull: '-' }), '', '-'],
    ['a rounded decimal', map(decimal({ precision: 9, scale: 4 }), { stores: [{ scale: 2 }] }), '-1.0050', '-1.0100'],
    ['seconds', map(datetime(), { stores: [{ precision: 's' }] }), '2026-11-24T08:30:00.9Z', '2026-11-24T08:30:00Z'],
    ['milliseconds', map(datetime(), { stores: [{ precision: 'ms' }] }), '2026-11-24T08:30:00.1209Z', '2026-11-24T08:30:00.12Z'],
    ['a boolean', map(boolean()), true, 1],
    ['a set, in one order', map(json({ collection: true, set: true })), ['b', 'a', 'b'], '["a","b"]'],
    ['a list, names sorted', map(json({ collection: true })), [{ b: 1, a: 2 }], '[{"a":2,"b":1}]'],
    ['null where nothing stands for it', map(text()), null, null],
    [
      'a mapped value',
      map(enumeration(['A', 'B']), {
        values: [
          ['A', 10],
          ['B', null],
        ],
      }),
      'B',
      null,
    ],
  ])('%s', ([, mapping, value, raw]) => expect(mapping.encode(value)).toBe(raw))

  it('refuses a value that is not mapped', () => {
    expect(() => map(text(), { values: [['A', 1]] }).encode('B')).toThrow(new ValueError('f', '"B" is none of A'))
  })
})

describe('a codec', () => {
  const shouting = z.codec(z.string(), z.string(), { decode: (raw) => raw.toLowerCase(), encode: (value) => value.toUpperCase() })
  const mapping = map(nullable(text({ maxLength: 3 })), { codec: shouting })

  it('stands between column and field', () => {
    expect([mapping.decode('ABC'), mapping.encode('abc'), mapping.identity]).toEqual(['abc', 'ABC', false])
  })
  it('leaves null alone where it does not take it', () => {
    expect([mapping.decode(null), mapping.encode(null)]).toEqual([null, null])
  })
  it('decides about null where it takes it', () => {
    const dashes = map(nullable(text()), {
      codec: z.codec(z.string().nullable(), z.string().nullable(), {
        decode: (raw) => (raw === '-' ? null : raw),
        encode: (value) => value ?? '-',
      }),
    })
    expect([dashes.decode('-'), dashes.encode(null), dashes.decode(null)]).toEqual([null, '-', null])
  })
  it('gives a value of the field, or the record waits', () => {
    expect(() => mapping.decode('ABCD')).toThrow(new ValueError('f', '"abcd" is 4 characters long, longer than 3'))
    expect(() => mapping.decode(7)).toThrow(/^the codec does not take 7: /)
    expect(() => map(enumeration(['a']), { codec: shouting }).decode('B')).toThrow(new ValueError('f', '"b" is none of a'))
    expect(() => map(text(), { codec: { decode: () => ({}), encode: () => ({}) } }).encode('x')).toThrow(/cannot be stored/)
  })
})

it('is told to be the identity only where it is', () => {
  const identities = [map(text()), map(nullable(money)), map(date()), map(integer()), map(text(), { lookup: 't' })]
  const others = [
    map(boolean()),
    map(json({ collection: false })),
    map(text(), { stores: ['trim'] }),
    map(nullable(text()), { whenNull: '' }),
  ]
  expect(identities.every(({ identity }) => identity)).toBe(true)
  expect(others.some(({ identity }) => identity)).toBe(false)
})
