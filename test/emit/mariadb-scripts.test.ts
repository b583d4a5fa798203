/** The scripts for a MariaDB: what triggers tell and refuse, that they can be run again and taken away, and names of every kind. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { hasMariadb, noMariadb } from '../servers/mariadb.ts'
import type { Prepared } from './mariadb-setting.ts'
import { atMariadb, databaseOf, tick } from './mariadb-setting.ts'
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
  return atMariadb(
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

describe.skipIf(!hasMariadb())(`scripts for a MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  let db: Prepared
  let landscape: GeneratedLandscape
  beforeAll(async () => {
    landscape = await user.load(user.generate(guarded(), 'maria-scripts'))
    db = await databaseOf(guarded(), landscape, 'B')
    await db.session.query(db.script('capture'))
  })
  afterAll(async () => db.close())
  beforeEach(async () => {
    await db.session.query('DELETE FROM orders; TRUNCATE thalweg_outbox_orders; SET @thalweg_op = NULL')
  })
  const run = async (sql: string): Promise<unknown> => db.session.query(sql)
  const insert = (company = 'X'): string => `INSERT INTO orders (number, text, amount, company) VALUES ('1', 'a', 1, '${company}');`
  const seen = async (): Promise<string[]> =>
    (await db.rows('SELECT concat(kind, `key`) FROM thalweg_outbox_orders ORDER BY seq')).map(([each]) => each!)

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
      'a row that is replaced',
      `${insert()} REPLACE INTO orders (number, text, company) VALUES ('1', 'b', 'X')`,
      ['I["1"]', 'D["1"]', 'I["1"]'],
    ],
    [
      'an insert that becomes an update',
      `${insert()} INSERT INTO orders (number, text, company) VALUES ('1', 'c', 'X') ON DUPLICATE KEY UPDATE text = 'c'`,
      ['I["1"]', 'U["1"]'],
    ],
  ] as const)('capture tells %s', async ([, sql, expected]) => {
    await run(sql)
    expect(await seen()).toEqual(expected)
  })

  it('capture tells it also where a strict, an old or a strange session writes', async () => {
    await run(
      `SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; SET NAMES latin1; ${insert()} SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin; SET SESSION sql_mode = 'STRICT_ALL_TABLES'`,
    )
    expect(await seen()).toEqual(['I["1"]'])
  })

  it('capture names the operation, and the time in milliseconds', async () => {
    await run(`SET @thalweg_op = 17; ${insert()} SET @thalweg_op = NULL; DELETE FROM orders`)
    const rows = await db.rows('SELECT kind, op, abs(at - unix_timestamp() * 1000) < 5000 FROM thalweg_outbox_orders ORDER BY seq')
    expect(rows).toEqual([
      ['I', '17', '1'],
      ['D', null, '1'],
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

  it('can be run again wherever it was interrupted', async () => {
    const script = db.script('capture')
    const whole = await triggers()
    const statements = script.split(/;\n(?=\n|CREATE|INSERT)/)
    for (let ended = 1; ended < statements.length; ended++) {
      await run(db.script('undo'))
      await run(statements.slice(0, ended).join(';\n'))
      await run(script)
      expect(await triggers()).toEqual(whole)
    }
  })
  const triggers = async (): Promise<unknown> =>
    db.rows('SELECT TRIGGER_NAME, EVENT_MANIPULATION FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = database() ORDER BY 1')

  it('leaves the database of another landscape alone', async () => {
    await run("UPDATE thalweg_prepared SET landscape = 'theirs'")
    await expect(run(db.script('capture'))).rejects.toMatchObject({ refusal: 'taken' })
    await expect(run(db.script('undo'))).rejects.toMatchObject({ refusal: 'taken' })
    await run("UPDATE thalweg_prepared SET landscape = 'guarded'")
  })

  describe('guards', () => {
    beforeAll(async () => run(db.script('guard')))
    const ours = (sql: string): string => `SET @thalweg_op = 1; ${sql} SET @thalweg_op = NULL;`
    it.for([
      ['a field that another system owns', `UPDATE orders SET text = 'b'`, 'text of orders is written by A'],
      ['a create', insert().replace("'1'", "'2'"), 'orders are created by A'],
      ['a delete', 'DELETE FROM orders', 'orders are deleted by A'],
      ['another key', `UPDATE orders SET number = '2'`, 'the key of orders is given by A'],
      ['a row that leaves the company', `UPDATE orders SET company = 'Y'`, 'orders are deleted by A'],
    ] as const)('refuse %s', async ([, sql, sentence]) => {
      await run(ours(insert()))
      await expect(run(sql)).rejects.toMatchObject({ refusal: 'row', message: sentence })
      await run(ours('DELETE FROM orders;'))
    })
    it('let the rest pass, and the flow itself', async () => {
      await run(ours(insert()))
      await run(`UPDATE orders SET amount = 2; UPDATE orders SET text = 'a'; ${insert('Y').replace("'1'", "'9'")}`)
      await run(ours(`UPDATE orders SET text = 'b'; DELETE FROM orders WHERE company = 'X';`))
      expect(await db.rows('SELECT number FROM orders')).toEqual([['9']])
    })
  })

  it('undo takes all of it away, and can be run again', async () => {
    await run(db.script('undo'))
    await run(db.script('undo'))
    expect(await triggers()).toEqual([])
    expect(
      await db.rows("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = database() AND TABLE_NAME LIKE 'thalweg%'"),
    ).toEqual([])
    await run(db.script('capture'))
  })
})

describe.skipIf(!hasMariadb()).for([
  ['hostile names', hostile, {}],
  ['lookalikes', lookalikes, {}],
  ['surrogates', requisitionLines, { scope_0: 'C1' }],
  ['copies', assets, {}],
  ['every policy', everyPolicy, {}],
  ['work orders', workOrders, {}],
] as const)('every statement of %s', ([name, make, scope]) => {
  it('runs at a MariaDB, and so does every script', async () => {
    const plan = atMariadb(make())
    const landscape = await user.load(user.generate(plan, `maria-${name.replace(' ', '-')}`))
    for (const system of Object.keys(plan.systems)) {
      const db = await databaseOf(plan, landscape, system)
      await db.session.query(db.script('capture'))
      if (Object.values(plan.flows).some(({ guard }) => guard !== undefined)) await db.session.query(db.script('guard'))
      for (const flow of Object.values(landscape.flows)) {
        const adapter = flow.adapters[system]
        if (adapter === undefined) continue
        const { lookups = {}, ...statements } = sqlOf(adapter)
        for (const sql of [...Object.values(lookups), ...Object.values(statements)])
          await db.session.query(sql, {
            batch: '[]',
            limit: 1,
            after: 0,
            upTo: 0,
            since: '2026-01-01 00:00:00',
            offset: 0,
            after_0: '1',
            after_1: '1',
            after_id: null,
            ...scope,
          })
        const places = await db.rows(`SELECT count(*) FROM ${tick(adapter.place)}`)
        expect(places).toEqual([['0']])
      }
      await db.session.query(db.script('undo'))
      await db.close()
    }
  })
})
