/** What bindings and flows can say, at a real MariaDB: filters, marks of deletion, references to records, times, surrogates, captured events. */
import { afterAll, describe, expect, it } from 'vitest'
import type { Plan, PlanBinding, PlanField, PlanFlow } from '../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { hasMariadb, noMariadb } from '../servers/mariadb.ts'
import type { Prepared } from './mariadb-setting.ts'
import { atMariadb, batchOf, databaseOf } from './mariadb-setting.ts'
import { binding, column, everyPolicy, field, flow, plan, requisitionLines, system, unit } from './plans.ts'
import { project, sqlOf } from './project.ts'

const user = project()
afterAll(user.remove)

const at = { file: 'flows.ts', line: 1, column: 1 }

/** Orders of one value, with what else their binding and their flow say. */
function orders(
  value: { readonly type: PlanField['type']; readonly sqlType: string },
  { here = {}, flows = {} }: { readonly here?: Partial<PlanBinding>; readonly flows?: Partial<PlanFlow> },
): Plan {
  const fields = [field('no'), field('word', value.type, { nullable: true })]
  const columns = [column('no'), column('word', 'value', { sqlType: value.sqlType })]
  return atMariadb(
    plan({
      records: { orders: { key: ['no'], fields, groups: {}, at } },
      systems: { A: system({ orders: binding('orders', columns) }), B: system({ orders: binding('orders', columns, here) }) },
      flows: { orders: flow('orders', ['A', 'B'], [unit('word', 'A', ['A', 'B'])], flows) },
    }),
  )
}

let made = 0
async function prepared(of: Plan, name: string): Promise<{ db: Prepared; landscape: GeneratedLandscape }> {
  const landscape = await user.load(user.generate(of, `maria-forms-${made++}`))
  const db = await databaseOf(of, landscape, name)
  await db.session.query(db.script('capture'))
  return { db, landscape }
}

const word = { type: { kind: 'text' }, sqlType: 'VARCHAR(50) CHARACTER SET utf8mb4' } as const
const nasty = 'it\'s "quoted"\n`${x}` \\ \r\t end'
const filters = [
  [
    'moments',
    { type: { kind: 'datetime' }, sqlType: 'DATETIME(6)' },
    { from: '2026-11-24T08:00:00Z', until: '2026-11-24T10:00:00Z' },
    ['2026-11-24 08:00:00', '2026-11-24 09:59:59.999999'],
    ['2026-11-24 07:59:59.9', '2026-11-24 10:00:00', null],
  ],
  ['every day but one', { type: { kind: 'date' }, sqlType: 'DATE' }, { not: '2026-11-24' }, ['2026-11-25', null], ['2026-11-24']],
  [
    'amounts',
    { type: { kind: 'decimal', precision: 12, scale: 2 }, sqlType: 'DECIMAL(12,2)' },
    { from: '9.5', until: '100' },
    ['9.50', '10.00'],
    ['9.49', '100.00', null],
  ],
  ['one amount', { type: { kind: 'decimal', precision: 12, scale: 2 }, sqlType: 'DECIMAL(14,4)' }, '12.5', ['12.5'], ['12.5001', null]],
  ['words, by their bytes', word, ['a', null], ['a', null], ['A', 'a ', 'b']],
  ['no word but', word, { not: [nasty] }, ['x', null], [nasty]],
  ['a word of every kind', word, nasty, [nasty], ['it', null]],
  ['flags', { type: { kind: 'boolean' }, sqlType: 'TINYINT(1)' }, true, ['1'], ['0', null]],
] as const

describe.skipIf(!hasMariadb())(`what can be said of a MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  it.for(filters)('is which rows a flow carries: %s', async ([, value, rows, inside, outside]) => {
    const made = orders(value, {
      flows: { where: { rows: { word: rows }, whenRowLeaves: 'keep', at } as unknown as NonNullable<PlanFlow['where']> },
    })
    const { db, landscape } = await prepared(made, 'A')
    const all = [...inside, ...outside]
    for (const [i, each] of all.entries()) await db.session.query('INSERT INTO orders VALUES (:no, :each)', { no: `${i}`, each })
    const statements = sqlOf(landscape.flows['orders']!.adapters['A'])
    expect((await db.rows(statements.firstPage, { limit: 100 })).map(([no]) => Number(no))).toEqual(inside.map((_, i) => i))
    const looked = await db.rows(statements.look, { batch: batchOf(...all.map((_, i) => ({ key_0: `${i}`, seen: 0 }))) })
    expect(looked.map((row) => row.at(-1))).toEqual(all.map((_, i) => (i < inside.length ? '0' : '1')))
    await db.close()
  })

  it('is that a mark deletes a row, and that a record made anew takes its place', async () => {
    const { db, landscape } = await prepared(orders(word, { here: { deletes: { mark: 'gone', as: 1, otherwise: 0 }, scope: [] } }), 'B')
    const statements = sqlOf(landscape.flows['orders']!.adapters['B'])
    const kinds = async () => (await db.rows('SELECT concat(kind, `key`) FROM thalweg_outbox_orders ORDER BY seq')).map(([each]) => each)
    expect(await db.rows(statements.insert!, { batch: batchOf({ key_0: '1', word: 'a' }) })).toEqual([['1']])
    const [[high]] = (await db.rows(statements.high!)) as [[string]]
    expect(await db.rows(statements.delete!, { batch: batchOf({ key_0: '1', was_word: 'a', seen: Number(high) }) })).toEqual([['0']])
    expect(await db.rows('SELECT no, value, gone FROM orders')).toEqual([['1', 'a', '1']])
    const [gone] = await db.rows(statements.look, { batch: batchOf({ key_0: '1', seen: 0 }) })
    expect(gone!.slice(0, 2)).toEqual(['0', '0'])
    expect(await db.rows(statements.revive!, { batch: batchOf({ key_0: '1', word: 'b' }, { key_0: '2', word: 'c' }) })).toEqual([['1']])
    expect(await db.rows('SELECT no, value, gone FROM orders')).toEqual([['1', 'b', '0']])
    expect(await kinds()).toEqual(['I["1"]', 'D["1"]', 'I["1"]'])
    await db.close()
  })

  it('is that rows are numbered there, found by it, linked and given another key', async () => {
    const here: Partial<PlanBinding> = { identity: { ownId: 'id', externalRef: 'no' } }
    const { db, landscape } = await prepared(
      orders(word, { here, flows: { firstSync: { match: ['word'], whereTheyDiffer: 'byPolicy' } } }),
      'B',
    )
    await db.session.query(
      'ALTER TABLE orders MODIFY no VARCHAR(40) NULL, DROP PRIMARY KEY, ADD COLUMN id INT AUTO_INCREMENT PRIMARY KEY, ADD UNIQUE (no)',
    )
    await db.session.query("INSERT INTO orders (no, value) VALUES ('1', 'a'), (NULL, 'b'), (NULL, 'c')")
    const statements = sqlOf(landscape.flows['orders']!.adapters['B'])
    expect(await db.rows(statements.unreferenced!, { after_id: null, limit: 10 })).toEqual([
      ['b', '2'],
      ['c', '3'],
    ])
    expect(await db.rows(statements.unreferenced!, { after_id: '2', limit: 10 })).toEqual([['c', '3']])
    const links = batchOf(
      { own_id: '2', key_0: '2', was_word: 'b' },
      { own_id: '3', key_0: '1', was_word: 'c' },
      { own_id: '3', key_0: '4', was_word: 'x' },
    )
    expect(await db.rows(statements.link!, { batch: links })).toEqual([['0']])
    expect(await db.rows(statements.byId!, { batch: batchOf({ own_id: '2' }, { own_id: '9' }, { own_id: '1' }) })).toEqual([
      ['0', '2'],
      ['2', '1'],
    ])
    const moves = batchOf(
      { own_id: '1', key_0: '1', to_0: '7' },
      { own_id: '2', key_0: 'other', to_0: '8' },
      { own_id: '2', key_0: '2', to_0: '1' },
    )
    expect(await db.rows(statements.rekey!, { batch: moves })).toEqual([['0']])
    expect(await db.rows('SELECT id, no FROM orders ORDER BY id')).toEqual([
      ['1', '7'],
      ['2', '2'],
      ['3', null],
    ])
    await db.close()
  })

  it('is that surrogates stand for values, in keys and in fields', async () => {
    const { db, landscape } = await prepared(atMariadb(requisitionLines()), 'ERP')
    await db.session.query("INSERT INTO requisition VALUES (1, 'R1'), (2, 'r2'); INSERT INTO vendor VALUES (5, 'V5')")
    const { lookups, ...statements } = sqlOf(landscape.flows['requisitionLines']!.adapters['ERP'])
    const scope = { scope_0: 'NORTH' }
    const asked = await db.rows(lookups!['vendor']!, { batch: batchOf({ value: 'none' }, { value: 'V5' }, { value: 'v5' }), ...scope })
    expect(asked).toEqual([['1', '5']])
    const line = { key_1: '10', vendor: '5', quantity: '1.500', approval: 'PENDING' }
    const inserts = batchOf({ key_0: 'R1', ...line }, { key_0: 'R2', ...line }, { key_0: 'r2', ...line })
    expect(await db.rows(statements.insert!, { batch: inserts, ...scope })).toEqual([
      ['R1', '10'],
      ['r2', '10'],
    ])
    await db.session.query('UPDATE requisition_line SET vendor_id = 6 WHERE requisition_id = 2')
    const looked = await db.rows(statements.look, {
      batch: batchOf({ key_0: 'R1', key_1: '10', seen: 0 }, { key_0: 'r2', key_1: '10', seen: 0 }, { key_0: 'R2', key_1: '10', seen: 0 }),
      ...scope,
    })
    expect(looked.map((row) => row.slice(0, 3))).toEqual([
      ['0', '1', 'V5'],
      ['1', '1', '\uffff6'],
      ['2', '0', null],
    ])
    const { fields } = landscape.flows['requisitionLines']!.adapters['ERP']!
    const vendor = fields.find(({ column }) => column === 'vendor_id')!
    expect(() => vendor.decode(looked[1]![2]!)).toThrow('no row of vendor has the id 6 that vendor_id refers to')
    expect(await db.rows(statements.look, { batch: batchOf({ key_0: 'R1', key_1: '10', seen: 0 }), scope_0: 'SOUTH' })).toMatchObject([
      { 0: '0', 1: '0' },
    ])
    await db.close()
  })

  it('is that a look tells when somebody else last wrote a field', async () => {
    const { db, landscape } = await prepared(atMariadb(everyPolicy()), 'ERP')
    await db.session.query(
      "INSERT INTO item (item, note) VALUES ('I', 'a'); SET @thalweg_op = 1; UPDATE item SET note = 'b'; SET @thalweg_op = NULL",
    )
    await db.session.query('UPDATE thalweg_outbox_stock SET at = 17')
    const adapter = landscape.flows['stock']!.adapters['ERP']!
    const time = async () => (await db.rows(sqlOf(adapter).look, { batch: batchOf({ key_0: 'I', seen: 0 }) }))[0]!.at(-1)
    expect(adapter.timed).toEqual(['note'])
    expect(await time()).toBe('17')
    await db.session.query("UPDATE item SET note = 'c'; UPDATE thalweg_outbox_stock SET at = 18 WHERE at > 17; UPDATE item SET rating = 3")
    expect(await time()).toBe('18')
    await db.close()
  })

  it('is that events carry the row before and after', async () => {
    const fields = [
      field('no'),
      field('value', { kind: 'int' }, { nullable: true }),
      field('moment', { kind: 'datetime' }, { nullable: true }),
    ]
    const columns = [column('no'), column('value'), column('moment', 'moment', { sqlType: 'TIMESTAMP(6) NULL' })]
    const both = ['ERP', 'LOG']
    const source = atMariadb(
      plan({
        records: { orders: { key: ['no'], fields, groups: {}, at } },
        systems: { ERP: system({ orders: binding('orders', columns) }), LOG: system({}) },
        flows: {},
      }),
    )
    const log = system(
      {
        orders: binding(
          'orders',
          fields.map(({ name }) => column(name)),
          { form: 'file', detect: { kind: 'none' }, format: 'ndjson' },
        ),
      },
      { connector: { kind: 'appendTo', path: 'log' }, access: 'appendOnly' },
    )
    const units = ['value', 'moment'].map((name) => unit(name, 'ERP', both, { step: 1 }))
    const of = {
      ...source,
      order: ['trail'],
      systems: { ...source.systems, LOG: log },
      flows: { trail: flow('orders', both, units, { direction: 'oneWay', reconcile: { none: 'evidence', at } }) },
    }
    const { db, landscape } = await prepared(of, 'ERP')
    await db.session.query(
      "SET time_zone = '+05:00'; INSERT INTO orders VALUES ('1', 7, '2026-11-24 08:30:00.5'); UPDATE orders SET value = NULL; DELETE FROM orders; SET time_zone = '+00:00'",
    )
    const rows = await db.rows(landscape.events!['trail']!.source.statements.events, { after: 0, limit: 10 })
    const names = '["value","moment"]'
    const moment = '"t2026-11-24 03:30:00.500000"'
    expect(
      rows.map(([seq, key, kind, op, , ...rest]) => [seq, key, kind, op, ...rest.map((each) => each?.replaceAll(', ', ',') ?? null)]),
    ).toEqual([
      ['1', '["1"]', 'I', null, names, null, `["t7",${moment}]`],
      ['2', '["1"]', 'U', null, names, `["t7",${moment}]`, `[null,${moment}]`],
      ['3', '["1"]', 'D', null, names, `[null,${moment}]`, null],
    ])
    await db.close()
  })
})
