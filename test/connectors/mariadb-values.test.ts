/** Values of every kind, stored in columns of many types at a MariaDB: what is sent is what is read, and what nobody wrote stays as it is. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanField } from '../../codegen/plan/schema.ts'
import { openMariadb } from '../../runtime/connectors/mariadb/index.ts'
import type { TableAdapter } from '../../runtime/door.ts'
import type { Bound, System, Write } from '../../runtime/ports.ts'
import type { Canonical, Raw } from '../../runtime/values.ts'
import { hasMariadb, noMariadb } from '../servers/mariadb.ts'
import type { Prepared } from '../emit/mariadb-setting.ts'
import { atMariadb, databaseOf } from '../emit/mariadb-setting.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { project, sqlSystem } from '../emit/project.ts'
import { answersOf } from './conformance.ts'
import { runs } from '../runs.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const user = project()
afterAll(user.remove)

const day = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10))
const moment = (from: string, to: string, digits: number) =>
  fc
    .tuple(fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true }), fc.integer({ min: 0, max: 10 ** digits - 1 }))
    .map(([d, micros]) => {
      const fraction = digits === 0 ? '' : String(micros).padStart(digits, '0').replace(/0+$/, '')
      return `${d.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`
    })
const decimal = (whole: number, scale: number) =>
  fc.bigInt({ min: -(10n ** BigInt(whole + scale)) + 1n, max: 10n ** BigInt(whole + scale) - 1n }).map((units) => {
    const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
    return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(-scale)}`
  })
const text = fc.string({ unit: 'grapheme', maxLength: 30 })
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify([value])) as Canonical)

/** By field: what it is, how the column is declared, values. */
const kinds: readonly (readonly [name: string, type: PlanField['type'], sqlType: string, values: fc.Arbitrary<Canonical>])[] = [
  ['text', { kind: 'text' }, 'LONGTEXT CHARACTER SET utf8mb4', text],
  ['short', { kind: 'text' }, 'VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', text],
  [
    'latin',
    { kind: 'text' },
    'VARCHAR(190) CHARACTER SET latin1',
    fc.string({ unit: fc.constantFrom('a', 'Ä', 'ö', 'ß', ' ', '\\', "'", '"'), maxLength: 30 }),
  ],
  ['whole', { kind: 'int' }, 'BIGINT', fc.maxSafeInteger()],
  ['small', { kind: 'int' }, 'SMALLINT(5) UNSIGNED ZEROFILL', fc.integer({ min: 0, max: 65_535 })],
  ['double', { kind: 'number' }, 'DOUBLE', fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value))],
  ['float', { kind: 'number' }, 'FLOAT', fc.integer({ min: -9999, max: 9999 }).map((value) => value / 4)],
  ['money', { kind: 'decimal', precision: 30, scale: 4 }, 'DECIMAL(30,4)', decimal(26, 4)],
  ['moneyAsText', { kind: 'decimal', precision: 12, scale: 2 }, 'VARCHAR(40)', decimal(10, 2)],
  ['flag', { kind: 'boolean' }, 'TINYINT(1)', fc.boolean()],
  ['bit', { kind: 'boolean' }, 'BIT(1)', fc.boolean()],
  ['day', { kind: 'date' }, 'DATE', day],
  ['dayAndTime', { kind: 'datetime' }, 'DATETIME(6)', moment('1000-01-01', '9999-12-31', 6)],
  ['second', { kind: 'datetime' }, 'DATETIME', moment('1000-01-01', '9999-12-31', 0)],
  ['moment', { kind: 'datetime' }, 'TIMESTAMP(6) NULL', moment('1971-01-01', '2037-12-31', 6)],
  [
    'state',
    { kind: 'enum', values: ['OPEN', 'öde', "it's"] },
    "ENUM('OPEN','öde','it''s') CHARACTER SET utf8mb4",
    fc.constantFrom('OPEN', 'öde', "it's"),
  ],
  ['doc', { kind: 'json', collection: true, schema: {} }, 'JSON', json],
]

describe.skipIf(!hasMariadb())(`values at a MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  const fields = [field('no'), ...kinds.map(([name, type]) => field(name, type, { nullable: true }))]
  const columns = [
    column('no', 'no', { sqlType: 'VARCHAR(60) CHARACTER SET utf8mb4' }),
    ...kinds.map(([name, , sqlType]) => column(name, name, { sqlType })),
  ]
  const both = ['A', 'B']
  const made = atMariadb(
    plan({
      records: { values: { key: ['no'], fields, groups: {}, at } },
      systems: { A: system({ values: binding('every', columns) }), B: system({ values: binding('every', columns) }) },
      flows: {
        values: flow(
          'values',
          both,
          kinds.map(([name]) => unit(name, 'A', both)),
        ),
      },
    }),
  )
  let db: Prepared
  let open: System
  let bound: Bound
  let adapter: TableAdapter
  let op = 0
  beforeAll(async () => {
    const landscape = await user.load(user.generate(made, 'maria-values'))
    db = await databaseOf(made, landscape, 'B')
    await db.session.query(db.script('capture'))
    adapter = landscape.flows['values']!.adapters['B'] as TableAdapter
    open = await openMariadb({ name: 'B', url: db.url, statements: sqlSystem(landscape.systems['B']).statements, env: {} })
    bound = await open.bind(adapter)
  })
  afterAll(async () => {
    await open.close()
    await db.close()
  })
  const every = kinds.map((_, i) => i)
  const encoded = (row: readonly Canonical[]): Raw[] => row.map((value, i) => adapter.fields[i]!.encode(value))
  const decoded = (row: readonly Raw[]): Canonical[] => row.map((raw, i) => adapter.fields[i]!.decode(raw))
  const deliver = async (...writes: readonly Write[]) => answersOf(await bound.deliver(++op, writes))
  const rowOf = fc.tuple(...kinds.map(([, , , values]) => fc.option(values, { nil: null })))

  it('are read as they were sent, one unit changes and the others stay, and all of it can be deleted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rowOf, { minLength: 1, maxLength: 5 }), rowOf, fc.nat(kinds.length - 1), async (rows, other, slot) => {
        await db.session.query('DELETE FROM every')
        const inserted = await deliver(
          ...rows.map((row, n): Write => ({
            key: `K${n}`,
            kind: 'insert',
            units: every,
            values: encoded(row),
            expect: [],
            unmoved: [],
            seen: 0,
          })),
        )
        expect(inserted.map(({ outcome, image }) => [outcome, decoded(image.values)])).toEqual(rows.map((row) => ['done', row]))
        const base = inserted[0]!.image.values
        const values = every.map((each) => (each === slot ? adapter.fields[slot]!.encode(other[slot]!) : undefined))
        const [updated] = await deliver({ key: 'K0', kind: 'update', units: [slot], values, expect: base, unmoved: [], seen: 0 })
        const expected = rows[0]!.map((value, each) => (each === slot ? other[slot]! : value))
        expect([updated!.outcome, decoded(updated!.image.values)]).toEqual(['done', expected])
        // What was not written is the same to the letter.
        expect(updated!.image.values.filter((_, each) => each !== slot)).toEqual(base.filter((_, each) => each !== slot))
        const [deleted] = await deliver({
          key: 'K0',
          kind: 'delete',
          units: [],
          values: [],
          expect: updated!.image.values,
          unmoved: [],
          seen: 0,
        })
        expect(deleted).toMatchObject({ outcome: 'done', image: { present: false } })
      }),
      runs(40),
    )
  })

  it('that were sent are what the server prints, in columns of the usual types', async () => {
    const usual = {
      text: 'a',
      whole: 7,
      money: '12.5000',
      flag: true,
      bit: false,
      day: '2026-11-24',
      dayAndTime: '2026-11-24T08:30:00.5Z',
      second: '2026-11-24T08:30:00Z',
      state: 'OPEN',
      doc: [{ a: 1 }],
    }
    const row = kinds.map(([name]) => (usual as Record<string, Canonical>)[name] ?? null)
    const [answer] = await deliver({ key: 'usual', kind: 'insert', units: every, values: encoded(row), expect: [], unmoved: [], seen: 0 })
    expect(answer!.image.values).toEqual(encoded(row))
  })

  it('leave a float as exact as it was where another field is written', async () => {
    await db.session.query("INSERT INTO every (no, text, `float`, `day`) VALUES ('F', 'a', 1/3, NULL)")
    const exact = async () => db.rows("SELECT `float` + 0e0 FROM every WHERE no = 'F'")
    const before = await exact()
    const [image] = await bound.look([{ key: 'F', seen: 0 }])
    const [answer] = await deliver({
      key: 'F',
      kind: 'update',
      units: [0],
      values: every.map((each) => (each === 0 ? 'b' : undefined)),
      expect: image!.values,
      unmoved: [],
      seen: 0,
    })
    expect(answer!.outcome).toBe('done')
    expect(await exact()).toEqual(before)
  })

  it('that a column cannot hold are refused with their row, and the others go on', async () => {
    const row = (name: string, value: string): Raw[] => kinds.map(([each]) => (each === name ? value : null))
    const insert = (key: string, values: Raw[]): Write => ({ key, kind: 'insert', units: every, values, expect: [], unmoved: [], seen: 0 })
    const answers = await deliver(
      insert('R1', row('small', '65536')),
      insert('R2', row('text', 'fine')),
      insert('R3', row('latin', '☂')),
      insert('R4', row('day', '2026-02-31')),
    )
    expect(answers.map((answer) => [answer.outcome, answer.outcome === 'rejected' ? answer.detail : ''])).toEqual([
      ['rejected', expect.stringMatching(/Out of range value for column 'small'/)],
      ['done', ''],
      ['rejected', expect.stringMatching(/Incorrect string value/)],
      ['rejected', expect.stringMatching(/Incorrect date value/)],
    ])
  })

  it('of bits and bytes are told of when the table is bound', async () => {
    const told = async (name: string, more: object): Promise<unknown> => {
      const fields = adapter.fields.map((each) => (each.field === name ? { ...each, ...more } : each))
      return open.bind({ ...adapter, fields }).catch((error: Error) => error.message)
    }
    expect(await told('bit', { sqlType: undefined })).toMatch(/bit of table every of B is bit\(1\).*say sqlType: 'bit\(1\)'/)
    await db.session.query('ALTER TABLE every ADD COLUMN photo VARBINARY(20)')
    expect(await told('text', { column: 'photo' })).toMatch(/photo of table every of B is varbinary\(20\), which holds bytes/)
  })
})
