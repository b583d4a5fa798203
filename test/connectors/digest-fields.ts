/** A table with every kind of value, as each server may store it: what the generator knows of its columns, the mappings of the runtime, and texts to put there. */
import fc from 'fast-check'
import type { ColumnView } from '../../codegen/emit/view/adapter.ts'
import type { Adapter } from '../../runtime/door.ts'
import type { FieldType } from '../../runtime/dialect/field-type.ts'
import * as mariadb from '../../runtime/dialect/mariadb.ts'
import { key, stored } from '../../runtime/dialect/mapping.ts'
import * as postgres from '../../runtime/dialect/postgres.ts'
import * as sqlite from '../../runtime/dialect/sqlite.ts'
import type { StoredType } from '../../runtime/dialect/stored-type.ts'
import { nullable } from '../../runtime/dialect/stored-type.ts'
import type { Canonical } from '../../runtime/values.ts'

export const servers = ['postgres', 'mariadb'] as const
export type Server = (typeof servers)[number]
export type Dialect = Server | 'sqlite'

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly nullable?: boolean
  readonly values?: ColumnView['values']
  readonly stores?: ColumnView['stores']
  readonly whenNull?: string
  /** What another system of the flow makes of it. */
  readonly there?: ColumnView['stores']
  /** The column's type, where the server stores it at all. */
  readonly columns: Partial<Record<Server, string>>
  /** Texts that such a column takes, values of the field or not. */
  readonly texts: fc.Arbitrary<string>
}

const types = { sqlite, postgres, mariadb }

function typeIn(dialect: Dialect, type: FieldType): StoredType<Canonical> {
  const of = types[dialect]
  switch (type.kind) {
    case 'text':
      return of.text(type)
    case 'int':
      return of.integer(type)
    case 'number':
      return of.number(type)
    case 'decimal':
      return of.decimal(type)
    case 'enum':
      return of.enumeration(type.values)
    case 'json':
      return of.json(type)
    default:
      return of[type.kind]()
  }
}

export function columnOf({ name, type, values, whenNull, ...said }: Field, param: string, stores = said.stores ?? []): ColumnView {
  return {
    field: name,
    column: name,
    type: type as ColumnView['type'],
    nullable: said.nullable === true,
    param,
    set: type.kind === 'json' && type.set,
    wholeNumbers: false,
    stores: [...stores],
    ...(values && { values }),
    ...(whenNull !== undefined && { whenNull }),
  }
}

/** @param stores of a system that stores everything else as it is */
export function adapterOf(system: string, dialect: Dialect, keys: readonly Field[], fields: readonly Field[], there = false): Adapter {
  const definition = (field: Field, param: string) => {
    const { name, type, values, whenNull, stores } = field
    const of = typeIn(dialect, type)
    const own = there ? field.there : stores
    return {
      field: name,
      column: name,
      param,
      type: field.nullable === true ? nullable(of) : of,
      ...(own && { stores: own }),
      ...(values && !there && { values }),
      ...(whenNull !== undefined && !there && { whenNull }),
    }
  }
  return {
    system,
    form: 'custom',
    place: 'kinds',
    key: keys.map((field, i) => key(definition(field, `key_${i}`))),
    fields: fields.map((field, i) => stored(definition(field, `field_${i}`))),
    detect: { kind: 'none' },
    scope: [],
    deletes: true,
    writes: [],
    within: [],
    constants: { onCreate: {}, always: {} },
  }
}

// ─── Texts ───────────────────────────────────────────────────────────────────────────────────────

const blanks = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((one) => one.trim() === '')
const letter = fc.constantFrom(
  ...blanks,
  ' ',
  'a',
  'B',
  'ß',
  'ŉ',
  'é',
  'e\u0301',
  '🚲',
  '\u{10ffff}',
  '\uffff',
  '\u001f',
  '\u007f',
  "'",
  '\\',
  '%',
  '"',
  '1',
  '.',
  '-',
)
const text = fc.array(letter, { maxLength: 12 }).map((parts) => parts.join(''))
const scalars = fc.string({ unit: 'grapheme', maxLength: 20 }).map((one) => one.replaceAll('\0', ''))
const long = fc.integer({ min: 1, max: 40_000 }).map((n) => 'lang 🚲 '.repeat(n))
const spaced = (inner: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom('', ' ', '\u00a0', '\n'), inner, fc.constantFrom('', ' ', '\ufeff')).map((parts) => parts.join(''))
const int = fc
  .oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: -20, max: 120 }),
    fc.constantFrom(0, 2 ** 53 - 1, -(2 ** 53) + 1),
    fc.constantFrom('9007199254740992', '-9223372036854775808', '9223372036854775807'),
  )
  .map(String)
const point = (scale: number) =>
  fc.tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: scale })).map(([n, s]) => (n / 10 ** s).toFixed(s))
const decimalsOfTable = fc.oneof(point(2), fc.constantFrom('9999999999.99', '-9999999999.99', '0.00', '-0.01', '0.05', '-0.05', '999.95'))
const decimals = fc.oneof(point(4), fc.constantFrom('9999999999.99', '10000000000.00', '99999999999', '0', '-0.001', '12.500', '7'))
const shown = (x: number) => (Object.is(x, -0) ? '-0' : String(x))
const double = fc
  .oneof(
    fc.double({ noNaN: true, min: -9e15, max: 9e15 }).filter((x) => x === 0 || Math.abs(x) > 1e-290),
    fc.integer({ min: -290, max: 15 }).map((e) => Number(`1e${e}`)),
    fc.tuple(fc.integer({ min: -9, max: 10 }), fc.integer({ min: -99_999, max: 99_999 })).map(([e, n]) => n * 10 ** e),
    fc.constantFrom(0, -0, 0.1, 1e-6, 1e-7, 1.5e-7, 2 ** 53),
  )
  .map(shown)
const largeDouble = fc
  .oneof(
    fc.double({ noNaN: true, min: 2 ** 53 + 2, max: 1e305 }),
    fc.tuple(fc.integer({ min: 14, max: 24 }), fc.integer({ min: 9_999, max: 99_999 })).map(([e, n]) => n * 10 ** e),
    fc.constantFrom(1e21, 123456789012345680000, 2 ** 60),
  )
  .map(shown)
const day = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([y, m, d]) => `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`)
const days = fc.oneof(day, fc.constantFrom('0001-01-01', '9999-12-31', '2024-02-29', '2000-02-29'))
const clock = fc
  .tuple(
    fc.integer({ min: 0, max: 23 }),
    fc.integer({ min: 0, max: 59 }),
    fc.constantFrom('', '.5', '.120', '.123456', '.000001', '.999999', '.100000'),
  )
  .map(([h, m, f]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}:${String(m).padStart(2, '0')}${f}`)
const moments = fc.tuple(days, clock).map((parts) => parts.join(' '))
const wrongDays = fc.constantFrom(
  '2023-02-29',
  '1900-02-29',
  '2026-13-01',
  '2026-04-31',
  '0000-01-01',
  '2026-1-1',
  'soon',
  '2026-11-24 00:00:00',
  '2026-11-24T00:00Z',
)
const wrongMoments = fc.constantFrom(
  '2026-11-24 24:00:00',
  '2026-11-24T08:30',
  '2026-11-24T08:30:00.1200Z',
  '2026-11-24 08:30:00 Z',
  '2026-02-30 08:30:00',
  '2026-11-24T08:30:00+00:00',
)
const list = fc
  .array(fc.oneof(text, scalars, fc.constantFrom('a', 'ab', 'a b', '\u{e000}', '\u{1f6b2}', 'é')), { maxLength: 5 })
  .map((items) => JSON.stringify(items))

// ─── Fields ──────────────────────────────────────────────────────────────────────────────────────

const column = (type: string, other = type) => ({ postgres: type, mariadb: other })
const anyText = column('text', 'longtext')
const state = { kind: 'enum', values: ['OPEN', 'DONE', 'late'] } as const
const money = { kind: 'decimal', precision: 12, scale: 2 } as const
const texts = { kind: 'json', collection: true, set: false, schema: { type: 'array', items: { type: 'string' } } } as const

export const keys: readonly Field[] = [
  { name: 'number', type: { kind: 'text', maxLength: 20 }, columns: column('varchar(40)'), texts: scalars },
  { name: 'line', type: { kind: 'int' }, columns: column('bigint'), texts: fc.integer().map(String) },
]

export const fields: readonly Field[] = [
  { name: 'text', type: { kind: 'text' }, columns: anyText, texts: fc.oneof({ weight: 20, arbitrary: text }, long) },
  { name: 'short', type: { kind: 'text', maxLength: 8 }, nullable: true, columns: anyText, texts: fc.oneof(text, scalars) },
  { name: 'some', type: { kind: 'text', minLength: 1 }, columns: anyText, texts: text },
  { name: 'two', type: { kind: 'text', minLength: 2, maxLength: 4 }, columns: anyText, texts: text },
  {
    name: 'code',
    type: { kind: 'text', pattern: '^[A-Z]{2}-\\d+(?:/[\\w.-]+)?$' },
    columns: anyText,
    texts: fc.constantFrom('AB-1', 'ab-1', 'AB-1\n', 'AB-٣', 'AB-12/x.y-z', 'AB-12/é', ''),
  },
  { name: 'trimmed', type: { kind: 'text', maxLength: 10 }, stores: ['trim'], columns: anyText, texts: text },
  { name: 'cut', type: { kind: 'text' }, nullable: true, stores: ['trim', 'blankAsNull', { length: 4 }], columns: anyText, texts: text },
  { name: 'blank', type: { kind: 'text' }, stores: ['blankAsNull'], columns: anyText, texts: text },
  {
    name: 'none',
    type: { kind: 'text' },
    nullable: true,
    whenNull: 'N/A',
    columns: anyText,
    texts: fc.oneof(text, fc.constantFrom('N/A', 'n/a')),
  },
  {
    name: 'elsewhere',
    type: { kind: 'text', maxLength: 10 },
    nullable: true,
    there: [{ length: 5 }, 'trim', 'blankAsNull'],
    columns: anyText,
    texts: text,
  },
  { name: 'state', type: state, columns: anyText, texts: fc.constantFrom('OPEN', 'DONE', 'late', 'open', 'OPEN ', '') },
  { name: 'capitals', type: state, stores: ['upper', 'trim'], columns: anyText, texts: fc.constantFrom('OPEN', 'DONE', 'late', 'x') },
  {
    name: 'mapped',
    type: state,
    values: [
      ['OPEN', 1],
      ['DONE', '2'],
      ['late', null],
    ],
    columns: anyText,
    texts: fc.constantFrom('1', '2', '3', '1.0'),
  },
  { name: 'whole', type: { kind: 'int' }, nullable: true, columns: column('bigint'), texts: int },
  {
    name: 'few',
    type: { kind: 'int', min: 0, max: 100 },
    columns: column('integer'),
    texts: fc.integer({ min: -20, max: 120 }).map(String),
  },
  {
    name: 'count',
    type: { kind: 'int' },
    columns: column('numeric(20,2)', 'decimal(20,2)'),
    texts: fc.constantFrom('5.00', '5.50', '-0', '-7', '9007199254740993'),
  },
  {
    name: 'spelled',
    type: { kind: 'int' },
    columns: anyText,
    texts: fc.oneof(spaced(int), fc.constantFrom('007', '+5', '-0', '5.0', '5.', '1e3', '', 'x', '-0.00')),
  },
  { name: 'money', type: money, nullable: true, columns: column('numeric(12,2)', 'decimal(12,2)'), texts: decimalsOfTable },
  { name: 'price', type: money, columns: column('numeric', 'decimal(30,4)'), texts: decimals },
  {
    name: 'sum',
    type: money,
    columns: anyText,
    texts: fc.oneof(spaced(decimals), fc.constantFrom('-0', '-0.00', '.5', '5.', '', 'x', '+5', '0012.5')),
  },
  {
    name: 'units',
    type: { kind: 'decimal', precision: 9, scale: 0 },
    columns: column('numeric(9,0)', 'decimal(9,0)'),
    texts: fc.integer({ min: -999_999_999, max: 999_999_999 }).map(String),
  },
  { name: 'rounded', type: money, there: [{ scale: 1 }], columns: column('numeric(12,2)', 'decimal(12,2)'), texts: decimalsOfTable },
  { name: 'tenths', type: money, stores: [{ scale: 0 }], columns: column('numeric(12,2)', 'decimal(12,2)'), texts: decimalsOfTable },
  { name: 'measure', type: { kind: 'number' }, nullable: true, columns: column('double precision', 'double'), texts: double },
  { name: 'large', type: { kind: 'number' }, columns: { mariadb: 'double' }, texts: largeDouble },
  {
    name: 'ratio',
    type: { kind: 'number', min: -0.5, max: 1e6 },
    columns: column('numeric(30,10)', 'decimal(30,10)'),
    texts: fc.constantFrom('0', '0.5', '-0.5', '-0.51', '1000000', '1000000.1', '0.0000001', '0.1000'),
  },
  { name: 'is', type: { kind: 'boolean' }, nullable: true, columns: column('boolean'), texts: fc.constantFrom('1', '0') },
  { name: 'flag', type: { kind: 'boolean' }, columns: anyText, texts: fc.constantFrom('1', '0', '2', 't', 'TRUE') },
  { name: 'day', type: { kind: 'date' }, nullable: true, columns: column('date'), texts: days },
  {
    name: 'midnight',
    type: { kind: 'date' },
    columns: column('timestamp', 'datetime(6)'),
    texts: fc.oneof(
      day.map((one) => `${one} 00:00:00`),
      moments,
    ),
  },
  { name: 'dayText', type: { kind: 'date' }, columns: anyText, texts: fc.oneof(days, wrongDays) },
  { name: 'at', type: { kind: 'datetime' }, nullable: true, columns: column('timestamptz', 'datetime(6)'), texts: moments },
  { name: 'local', type: { kind: 'datetime' }, columns: column('timestamp', 'datetime'), texts: moments },
  {
    name: 'seconds',
    type: { kind: 'datetime' },
    stores: [{ precision: 's' }],
    columns: column('timestamptz', 'datetime(6)'),
    texts: moments,
  },
  {
    name: 'thousandths',
    type: { kind: 'datetime' },
    there: [{ precision: 'ms' }],
    columns: column('timestamptz', 'datetime(6)'),
    texts: moments,
  },
  { name: 'atText', type: { kind: 'datetime' }, columns: anyText, texts: fc.oneof(moments, wrongMoments) },
  { name: 'tags', type: texts, nullable: true, columns: { postgres: 'jsonb' }, texts: list },
  { name: 'set', type: { ...texts, set: true }, columns: { postgres: 'jsonb' }, texts: list },
  {
    name: 'mixed',
    type: texts,
    columns: { postgres: 'json' },
    texts: fc.oneof(list, fc.constantFrom('[1]', '{}', '"a"', '["a", null]', '[ "a" ]')),
  },
  ...['infinity', '0044-03-15 BC', '12026-01-01'].map((odd, i): Field => ({
    name: `far${i}`,
    type: { kind: 'date' },
    columns: { postgres: 'date' },
    texts: fc.constantFrom(odd, '2026-11-24'),
  })),
  {
    name: 'farAt',
    type: { kind: 'datetime' },
    columns: { postgres: 'timestamptz' },
    texts: fc.constantFrom('infinity', '-infinity', '0044-03-15 12:00:00 BC', '12026-01-01 00:00:00'),
  },
  {
    name: 'notNumber',
    type: { kind: 'number' },
    columns: { postgres: 'double precision' },
    texts: fc.constantFrom('NaN', 'Infinity', '-Infinity', '1'),
  },
]

/** Values that a server cannot be brought to spell as the runtime does: their rows are read and compared. */
export const unspelled: readonly Field[] = [
  {
    name: 'large',
    type: { kind: 'number' },
    columns: { postgres: 'double precision' },
    texts: fc.constantFrom('9.479100000000001e+20', '1e+300'),
  },
  { name: 'zero', type: texts, columns: { postgres: 'json' }, texts: fc.constantFrom('["\\u0000"]', '["\\ud800"]') },
]
