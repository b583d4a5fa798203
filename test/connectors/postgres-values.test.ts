/** What a PostgreSQL column makes of values: what is sent comes back, to the last byte, or it is refused; what a field has no word for is told as it is. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as postgres from '../../runtime/dialect/postgres.ts'
import { nullable } from '../../runtime/dialect/stored-type.ts'
import type { TableAdapter } from '../../runtime/door.ts'
import type { Bound, System, Write } from '../../runtime/ports.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { TableShape } from './adapters.ts'
import { answersOf } from './conformance.ts'
import type { PostgresSchema } from './postgres-setting.ts'
import { postgresAdapter, postgresSchema } from './postgres-setting.ts'
import { runs } from '../runs.ts'

const shape: TableShape = {
  system: 'ERP',
  table: 'wide',
  key: [{ field: 'no', type: postgres.text() }],
  fields: [
    { field: 'words', type: nullable(postgres.text()) },
    { field: 'amount', type: nullable(postgres.decimal({ precision: 30, scale: 4 })) },
    { field: 'moment', type: nullable(postgres.datetime()) },
    { field: 'day', type: nullable(postgres.date()) },
    { field: 'measure', type: nullable(postgres.number()) },
    { field: 'whole', type: nullable(postgres.integer()) },
    { field: 'flag', type: nullable(postgres.boolean()) },
    { field: 'doc', type: nullable(postgres.json({ collection: false })) },
    { field: 'code', type: nullable(postgres.text()), sqlType: 'character(4)' },
  ],
}
const units = shape.fields.map((_, i) => i)

const text = fc.oneof(
  fc.string({ unit: 'grapheme-composite', maxLength: 12 }),
  fc.constantFrom('', ' ', 'trailing  ', '\u0065\u0301', '\u{1F6A2}', "o'clock", '\\', '{"a"}', '\t\r\n', 'NULL', '\u007f\u0080', '\uFFFE'),
)
const unstorable = fc.constantFrom('a\0b', '\ud800', 'x\udc00y')
const two = (n: number) => String(n).padStart(2, '0')
const day = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 8 })
const values = fc.tuple(
  orNull(fc.oneof({ arbitrary: text, weight: 12 }, unstorable)),
  orNull(fc.tuple(fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n })).map(([n]) => decimalOf(n))),
  orNull(fc.tuple(day, fc.integer({ min: 0, max: 999_999 })).map(([at, micros]) => momentOf(at, micros))),
  orNull(day.map((at) => at.toISOString().slice(0, 10))),
  orNull(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n))),
  orNull(fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })),
  orNull(fc.boolean()),
  orNull(fc.dictionary(fc.constantFrom('a', 'bb', 'é', 'zz', 'A'), fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)))),
  orNull(fc.integer({ min: 0, max: 9999 }).map(two)),
) as unknown as fc.Arbitrary<Canonical[]>

function decimalOf(n: bigint): string {
  const digits = String(n < 0n ? -n : n).padStart(5, '0')
  return `${n < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}
function momentOf(at: Date, micros: number): string {
  const fraction = String(micros).padStart(6, '0').replace(/0+$/, '')
  return `${at.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`
}

describe('values at PostgreSQL', () => {
  let database: PostgresDatabase
  let made: PostgresSchema
  let system: System
  let bound: Bound
  const adapter: TableAdapter = postgresAdapter(shape)
  beforeAll(async () => {
    database = await postgresDatabase(await postgresServer())
    made = await postgresSchema(
      database,
      `CREATE TABLE wide (no text PRIMARY KEY, words text, amount numeric(30,4), moment timestamptz, day date, measure double precision, whole bigint, flag boolean,
         doc jsonb, code char(4))`,
      [shape],
    )
    system = await made.open()
    bound = await system.bind(adapter)
  })
  afterAll(async () => {
    await system.close()
    await made.close()
    await database.drop()
  })
  let op = 0
  const written = (kind: Write['kind'], key: string, row: readonly Raw[], expected: readonly Raw[]): Write => ({
    key,
    kind,
    units,
    values: row,
    expect: expected,
    unmoved: [],
    seen: 0,
  })
  const encoded = (row: readonly Canonical[]) => adapter.fields.map((mapping, i) => mapping.encode(row[i]!))

  it('come back as they were sent, or are refused alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 20 }), async (rows) => {
        await made.user.query('TRUNCATE wide')
        const sent = rows.map(encoded)
        const answers = answersOf(
          await bound.deliver(
            ++op,
            sent.map((row, i) => written('insert', `${i}`, row, [])),
          ),
        )
        for (const [i, { outcome, image }] of answers.entries()) {
          const words = rows[i]![0] as string | null
          const storable = words === null || (!words.includes('\0') && words.isWellFormed())
          expect(outcome).toBe(storable ? 'done' : 'rejected')
          if (!storable) continue
          expect(image.values).toEqual(sent[i])
          expect(adapter.fields.map(({ decode }, slot) => decode(image.values[slot]!))).toEqual(rows[i])
        }
        const there = await bound.page(null, 100)
        const deletes = there.map(({ key, values: row }) => written('delete', key, [], row))
        expect(answersOf(await bound.deliver(++op, deletes)).every(({ outcome }) => outcome === 'done')).toBe(true)
        expect(await bound.count()).toBe(0)
      }),
      runs(40),
    )
  })

  it('are each the base of the next write', async () => {
    await made.user.query('TRUNCATE wide')
    const some = fc.sample(values, 30).map((row) => encoded(row).with(0, 'plain'))
    await bound.deliver(++op, [written('insert', 'one', some[0]!, [])])
    for (const [i, next] of some.slice(1).entries())
      expect(answersOf(await bound.deliver(++op, [written('update', 'one', next, some[i]!)]))[0]!.outcome).toBe('done')
    await made.user.query('DELETE FROM wide')
  })

  it.each([
    ['moment', 'infinity', 'infinity'],
    ['moment', '0044-03-15 12:00:00 BC', '0044-03-15 12:00:00+00 BC'],
    ['day', '-infinity', '-infinity'],
    ['day', '0044-03-15 BC', '0044-03-15 BC'],
    ['amount', 'NaN', 'NaN'],
    ['measure', 'Infinity', 'Infinity'],
    ['whole', '9223372036854775807', '9223372036854775807'],
  ])('%s %s is told as it is, is no value of the field, and is left alone by a write that expects another', async (column, value, told) => {
    await made.user.query(`INSERT INTO wide (no, ${column}) VALUES ('odd', '${value}')`)
    const slot = shape.fields.findIndex(({ field }) => field === column)
    const [image] = await bound.look([{ key: 'odd', seen: 0 }])
    expect(image!.values[slot]).toBe(told)
    expect(() => adapter.fields[slot]!.decode(told)).toThrow(/odd|no |does|beyond|is/)
    const nothing = shape.fields.map(() => null)
    expect(answersOf(await bound.deliver(++op, [written('delete', 'odd', [], nothing)]))[0]!.outcome).toBe('stale')
    expect(answersOf(await bound.deliver(++op, [written('delete', 'odd', [], image!.values)]))[0]!.outcome).toBe('done')
  })

  it('a key that cannot be stored is one of no row', async () => {
    await made.user.query(`INSERT INTO wide (no) VALUES ('a')`)
    const looks = ['a\0', 'a', '\ud800'].map((key) => ({ key, seen: 0 }))
    expect((await bound.look(looks)).map(({ present }) => present)).toEqual([false, true, false])
    const inserts = looks.map(({ key }) => written('insert', key, encoded(shape.fields.map(() => null)), []))
    expect(answersOf(await bound.deliver(++op, inserts)).map(({ outcome }) => outcome)).toEqual(['rejected', 'stale', 'rejected'])
    await made.user.query('DELETE FROM wide')
  })

  it('a key that is no value of its column is one of no row, and hides no other', async () => {
    await made.user.query('CREATE TABLE tagged (no uuid PRIMARY KEY, words text)')
    const uuids: TableShape = { ...shape, table: 'tagged', key: [{ ...shape.key[0]!, sqlType: 'uuid' }], fields: shape.fields.slice(0, 1) }
    const other = await system.bind(postgresAdapter(uuids))
    const key = '00000000-0000-4000-8000-000000000001'
    await made.user.query(`INSERT INTO tagged VALUES ('${key}', 'x')`)
    expect(
      (
        await other.look([
          { key: 'none', seen: 0 },
          { key, seen: 0 },
        ])
      ).map(({ present }) => present),
    ).toEqual([false, true])
    const update = (of: string): Write => ({ ...written('update', of, ['y'], ['x']), units: [0] })
    expect(answersOf(await other.deliver(++op, [update('none'), update(key)])).map(({ outcome }) => outcome)).toEqual(['rejected', 'done'])
  })
})
