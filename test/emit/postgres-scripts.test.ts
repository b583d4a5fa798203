/** The scripts for a PostgreSQL: what triggers tell and refuse, that they can be run again and taken away, and names of every kind. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tableName } from '../../codegen/dialect/postgres/names.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Prepared } from './postgres-setting.ts'
import { atPostgres, databaseOf } from './postgres-setting.ts'
import {
  assets,
  binding,
  column,
  everyPolicy,
  field,
  flow,
  hostile,
  lookalikes,
  plan,
  requisitionLines,
  system,
  unit,
  workOrders,
} from './plans.ts'
import { project, sqlOf } from './project.ts'

const user = project()
afterAll(user.remove)

const at = { file: 'flows.ts', line: 1, column: 1 }
const both = ['A', 'B']

/** Work orders of one company, whose users may not write what others own. */
function guarded(): Plan {
  const fields = [field('number'), field('text'), field('amount', { kind: 'int' })]
  const columns = fields.map(({ name }) => column(name))
  return atPostgres(
    plan({
      landscape: 'guarded',
      records: { orders: { key: ['number'], fields, groups: {}, at } },
      systems: {
        A: system({ orders: binding('orders', columns) }),
        B: system({ orders: binding('orders', columns, { scope: [['company', 'X']] }) }),
      },
      flows: { orders: flow('orders', both, [unit('text', 'A', both), unit('amount', 'B', both)], { guard: at }) },
    }),
  )
}

describe('scripts for a PostgreSQL', () => {
  let db: Prepared
  let landscape: GeneratedLandscape
  beforeAll(async () => {
    landscape = await user.load(user.generate(guarded(), 'pg-scripts'))
    db = await databaseOf(guarded(), landscape, 'B')
    await db.run(db.script('capture'))
  })
  afterAll(async () => db.close())
  beforeEach(async () => {
    await db.run(`SET thalweg.op = '1'; DELETE FROM orders; TRUNCATE "thalweg_outbox_orders"; SET thalweg.op = ''`)
  })
  const run = async (sql: string): Promise<void> => db.run(sql)
  const insert = (company = 'X'): string => `INSERT INTO orders (number, text, amount, company) VALUES ('1', 'a', 1, '${company}');`
  const seen = async (): Promise<string[]> =>
    (await db.rows('SELECT kind || key FROM thalweg_outbox_orders ORDER BY seq')).map(([each]) => each!)

  it.for([
    ['an insert', insert(), ['I["1"]']],
    ['an update of a bound column', `${insert()} UPDATE orders SET text = 'b'`, ['I["1"]', 'U["1"]']],
    ['an update to the same value', `${insert()} UPDATE orders SET text = 'a'`, ['I["1"]']],
    ['an update that only a blind collation would miss', `${insert()} UPDATE orders SET text = 'A'`, ['I["1"]', 'U["1"]']],
    ['a blank at the end', `${insert()} UPDATE orders SET text = 'a '`, ['I["1"]', 'U["1"]']],
    [
      'an update to null and back',
      `${insert()} UPDATE orders SET text = NULL; UPDATE orders SET text = 'a'`,
      ['I["1"]', 'U["1"]', 'U["1"]'],
    ],
    ['a delete', `${insert()} DELETE FROM orders`, ['I["1"]', 'D["1"]']],
    ['another key', `${insert()} UPDATE orders SET number = '2', text = 'b'`, ['I["1"]', 'D["1"]', 'I["2"]']],
    ['a row of another company', `${insert('Y')} UPDATE orders SET text = 'b'; DELETE FROM orders`, []],
    ['a row that leaves the company', `${insert()} UPDATE orders SET company = 'Y'`, ['I["1"]', 'D["1"]']],
    ['a row that comes into the company', `${insert('Y')} UPDATE orders SET company = 'X', text = 'b'`, ['I["1"]']],
    [
      'an insert that becomes an update',
      `${insert()} INSERT INTO orders (number, text, company) VALUES ('1', 'c', 'X') ON CONFLICT (number, company) DO UPDATE SET text = 'c'`,
      ['I["1"]', 'U["1"]'],
    ],
    [
      'rows that swap their keys',
      `${insert()} ${insert().replace("'1', 'a'", "'2', 'b'")} UPDATE orders SET number = CASE number WHEN '1' THEN '3' ELSE '1' END`,
      ['I["1"]', 'I["2"]', 'U["1"]', 'D["2"]', 'I["3"]'],
    ],
    ['a table that is emptied', `${insert()} TRUNCATE orders`, ['I["1"]', 'D["1"]']],
  ] as const)('capture tells %s', async ([, sql, expected]) => {
    await run(sql)
    expect(await seen()).toEqual(expected)
  })

  it('capture tells it also where a user has no right on anything of Thalweg', async () => {
    await run(
      `DROP ROLE IF EXISTS clerk; CREATE ROLE clerk; GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO clerk; SET ROLE clerk; ${insert()} RESET ROLE`,
    )
    expect(await seen()).toEqual(['I["1"]'])
    await run('REVOKE ALL ON orders FROM clerk; DROP ROLE clerk')
  })

  it('capture tells it also where a user has a table of the same name for his session', async () => {
    await run(
      `CREATE TEMPORARY TABLE thalweg_outbox_orders (LIKE thalweg_outbox_orders INCLUDING DEFAULTS); ${insert()} DROP TABLE pg_temp.thalweg_outbox_orders`,
    )
    expect(await seen()).toEqual(['I["1"]'])
  })

  it.for([
    ['that has changed one row before', ''],
    ['of the runtime, which finds rows by indexes alone', 'SET enable_hashjoin = off; SET enable_mergejoin = off; '],
  ] as const)('capture of many rows is quick also in a session %s', async ([, settings]) => {
    await run(`DISCARD PLANS; ${settings}`)
    await run(`${insert()} UPDATE orders SET text = 'b'`)
    await run(`INSERT INTO orders (number, text, amount, company) SELECT i::text || 'x', 'a', 1, 'X' FROM generate_series(1, 20000) AS i`)
    const start = performance.now()
    await run(`UPDATE orders SET text = 'c'`)
    expect(performance.now() - start).toBeLessThan(5000)
    expect(await db.rows(`SELECT kind, count(*) FROM thalweg_outbox_orders GROUP BY kind ORDER BY kind`)).toEqual([
      ['I', '20001'],
      ['U', '20002'],
    ])
    await run('RESET enable_hashjoin; RESET enable_mergejoin')
  })

  it('capture names the operation, and the time in milliseconds', async () => {
    await run(`SET thalweg.op = '17'; ${insert()} SET thalweg.op = ''; DELETE FROM orders`)
    const rows = await db.rows(
      'SELECT kind, op, abs(at - extract(epoch FROM clock_timestamp()) * 1000) < 5000 FROM thalweg_outbox_orders ORDER BY seq',
    )
    expect(rows).toEqual([
      ['I', '17', 't'],
      ['D', null, 't'],
    ])
  })

  it('can be run again, and what was captured and who it is stays', async () => {
    await run(insert())
    const before = [await db.rows('SELECT identity FROM thalweg_system'), await seen()]
    await run(db.script('capture'))
    expect([await db.rows('SELECT identity FROM thalweg_system'), await seen()]).toEqual(before)
    await run('DELETE FROM orders')
    expect(await seen()).toEqual(['I["1"]', 'D["1"]'])
  })

  const triggers = async (): Promise<unknown> => db.rows('SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1')

  it('leaves the database of another landscape alone', async () => {
    await run("UPDATE thalweg_prepared SET landscape = 'theirs'")
    await expect(run(db.script('capture'))).rejects.toMatchObject({ code: '23505' })
    await run('ROLLBACK')
    await expect(run(db.script('undo'))).rejects.toMatchObject({ code: '23505' })
    await run('ROLLBACK')
    await run("UPDATE thalweg_prepared SET landscape = 'guarded'")
  })

  describe('guards', () => {
    beforeAll(async () => run(db.script('guard')))
    const ours = (sql: string): string => `SET thalweg.op = '1'; ${sql} SET thalweg.op = '';`
    it.for([
      ['a field that another system owns', `UPDATE orders SET text = 'b'`, 'text of orders is written by A'],
      ['a create', insert().replace("'1'", "'2'"), 'orders are created by A'],
      ['a delete', 'DELETE FROM orders', 'orders are deleted by A'],
      ['another key', `UPDATE orders SET number = '2'`, 'the key of orders is given by A'],
      ['a row that leaves the company', `UPDATE orders SET company = 'Y'`, 'orders are deleted by A'],
      ['a table that is emptied', 'TRUNCATE orders', 'orders are deleted by A'],
    ] as const)('refuse %s', async ([, sql, sentence]) => {
      await run(ours(insert()))
      await expect(run(sql)).rejects.toMatchObject({ code: '23001', message: sentence })
      await run(ours('DELETE FROM orders;'))
    })
    it('let the rest pass, and the flow itself', async () => {
      await run(ours(insert()))
      await run(`UPDATE orders SET amount = 2; UPDATE orders SET text = 'a'; ${insert('Y').replace("'1'", "'9'")}`)
      await run(ours(`UPDATE orders SET text = 'b'; DELETE FROM orders WHERE number = '1';`))
      expect(await db.rows('SELECT number FROM orders')).toEqual([['9']])
    })
  })

  it('undo takes all of it away, and can be run again', async () => {
    await run(db.script('undo'))
    await run(db.script('undo'))
    expect(await triggers()).toEqual([])
    expect(
      await db.rows(
        "SELECT relname FROM pg_class WHERE relname LIKE 'thalweg%' UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'thalweg%'",
      ),
    ).toEqual([])
    await run(db.script('capture'))
  })
})

it('the log tells of whole rows, until undo; but where another publication tells of the table as well', async () => {
  const made = guarded()
  made.systems['B']!.holds['orders']!.detect = { kind: 'log' }
  const db = await databaseOf(made, await user.load(user.generate(made, 'pg-log-scripts')), 'B')
  const told = async () => db.rows(`SELECT relreplident::text FROM pg_class WHERE oid = 'orders'::regclass`)
  for (const after of ['d', 'f']) {
    if (after === 'f') await db.run('CREATE PUBLICATION theirs FOR TABLE orders')
    await db.run(db.script('capture'))
    expect(await told()).toEqual([['f']])
    await db.run(db.script('undo'))
    expect(await told()).toEqual([[after]])
  }
  expect(await db.rows('SELECT pubname FROM pg_publication')).toEqual([['theirs']])
  await db.close()
})

it('the log tells of a partitioned table as one, with whole rows', async () => {
  const made = guarded()
  made.systems['B']!.holds['orders']!.detect = { kind: 'log' }
  const db = await databaseOf(made, await user.load(user.generate(made, 'pg-log-partitions')), 'B')
  await db.run(`ALTER TABLE orders RENAME TO plain; CREATE TABLE orders (LIKE plain) PARTITION BY HASH (number);
    CREATE TABLE orders_0 PARTITION OF orders FOR VALUES WITH (MODULUS 1, REMAINDER 0)`)
  const told = async () => db.rows(`SELECT relreplident::text FROM pg_class WHERE relname IN ('orders', 'orders_0')`)
  await db.run(db.script('capture'))
  expect(await db.rows('SELECT tablename FROM pg_publication_tables')).toEqual([['orders']])
  expect(await told()).toEqual([['f'], ['f']])
  await db.run(db.script('undo'))
  expect(await told()).toEqual([['d'], ['d']])
  await db.close()
})

describe.for([
  ['hostile names', hostile, {}],
  ['lookalikes', lookalikes, {}],
  ['surrogates', requisitionLines, { scope_0: 'C1' }],
  ['copies', assets, {}],
  ['every policy', everyPolicy, {}],
  ['work orders', workOrders, {}],
] as const)('every statement of %s', ([name, make, scope]) => {
  it('runs at a PostgreSQL, and so does every script', async () => {
    const plan = atPostgres(make())
    const landscape = await user.load(user.generate(plan, `pg-${name.replace(' ', '-')}`))
    for (const system of Object.keys(plan.systems)) {
      const db = await databaseOf(plan, landscape, system)
      await db.run(db.script('capture'))
      if (Object.values(plan.flows).some(({ guard }) => guard !== undefined)) await db.run(db.script('guard'))
      for (const flow of Object.values(landscape.flows)) {
        const adapter = flow.adapters[system]
        if (adapter === undefined) continue
        const { lookups = {}, ...statements } = sqlOf(adapter)
        const empty = Object.fromEntries(
          Object.values(statements)
            .flatMap((sql) => arraysIn(sql))
            .map((param) => [param, []]),
        )
        const given = {
          ...empty,
          n: [],
          value: [],
          limit: 1,
          after: 0,
          upTo: 0,
          since: '2026-01-01 00:00:00',
          offset: 0,
          after_0: '1',
          after_1: '1',
          after_id: null,
          ...scope,
        }
        for (const sql of [...Object.values(lookups), ...Object.values(statements)]) await db.rows(sql, given)
        const places = await db.rows(`SELECT count(*) FROM ${tableName(adapter.place)}`)
        expect(places).toEqual([['0']])
      }
      await db.run(db.script('undo'))
      await db.close()
    }
  })
})

/** Parameters that are arrays over a batch. */
function arraysIn(sql: string): string[] {
  return [...sql.matchAll(/:(\w+)::\w+\[\]/g)].map(([, name]) => name!)
}
