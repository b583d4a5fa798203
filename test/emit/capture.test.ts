import { readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { binding, column, field, flow, hostile, plan, requisitionLines, system, unit, workOrders } from './plans.ts'
import { project, quoted, sqlOf } from './project.ts'
import { scriptsIn } from '../../runtime/scripts.ts'

const user = project()
afterAll(user.remove)

/** Work orders of one company, whose users may not write what others own. */
function guarded(): Plan {
  const fields = [field('number'), field('text'), field('amount', { kind: 'int' })]
  const columns = fields.map(({ name }) => column(name))
  const both = ['A', 'B']
  const at = { file: 'flows.ts', line: 1, column: 1 }
  return plan({
    landscape: 'guarded',
    records: { orders: { key: ['number'], fields, groups: {}, at } },
    systems: {
      A: system({ orders: binding('orders', columns) }),
      B: system({ orders: binding('orders', columns, { scope: [['company', 'X']] }) }),
    },
    flows: { orders: flow('orders', both, [unit('text', 'A', both), unit('amount', 'B', both)], { guard: at }) },
  })
}

interface Entry {
  readonly key: string
  readonly kind: string
  readonly op: number | null
}

function entries(db: DatabaseSync, outbox: string): Entry[] {
  const rows = db.prepare(`SELECT "key", "kind", "op" FROM ${quoted(outbox)} ORDER BY "seq"`).all() as unknown as Entry[]
  return rows.map((row) => ({ ...row }))
}

function script(landscape: GeneratedLandscape, name: string, which: 'capture' | 'guard' | 'undo'): string {
  return readFileSync(scriptsIn(landscape.systems[name]!).find((each) => each.name === which)!.file, 'utf8')
}

/** Without SQLite's own table of numbers, which it keeps once it has made it. */
function schema(db: DatabaseSync): unknown[] {
  return db.prepare(`SELECT type, name, sql FROM sqlite_schema WHERE name <> 'sqlite_sequence' ORDER BY name`).all()
}

describe('capture', async () => {
  const landscape = await user.load(user.generate(guarded(), 'capture'))
  let db: DatabaseSync
  beforeEach(() => {
    db = user.database(guarded(), 'B')
    db.exec(script(landscape, 'B', 'capture'))
  })
  const insert = (number: string, company = 'X'): unknown =>
    db.prepare('INSERT INTO orders (number, text, amount, company) VALUES (?, ?, 1, ?)').run(number, 'a', company)
  const seen = (): string[] => entries(db, 'thalweg_outbox_orders').map(({ key, kind }) => `${kind}${key}`)

  it.for([
    ['an insert', () => insert('1'), ['I["1"]']],
    ['an update of a bound column', () => (insert('1'), db.exec(`UPDATE orders SET text = 'b'`)), ['I["1"]', 'U["1"]']],
    ['an update to the same value', () => (insert('1'), db.exec(`UPDATE orders SET text = 'a'`)), ['I["1"]']],
    [
      'an update that only a blind collation would miss',
      () => (insert('1'), db.exec(`UPDATE orders SET text = 'A'`)),
      ['I["1"]', 'U["1"]'],
    ],
    [
      'an update to null and back',
      () => (insert('1'), db.exec('UPDATE orders SET text = NULL'), db.exec(`UPDATE orders SET text = 'a'`)),
      ['I["1"]', 'U["1"]', 'U["1"]'],
    ],
    ['a delete', () => (insert('1'), db.exec('DELETE FROM orders')), ['I["1"]', 'D["1"]']],
    ['another key', () => (insert('1'), db.exec(`UPDATE orders SET number = '2', text = 'b'`)), ['I["1"]', 'D["1"]', 'I["2"]']],
    ['a row of another company', () => (insert('1', 'Y'), db.exec(`UPDATE orders SET text = 'b'`), db.exec('DELETE FROM orders')), []],
    ['a row that leaves the company', () => (insert('1'), db.exec(`UPDATE orders SET company = 'Y'`)), ['I["1"]', 'D["1"]']],
    ['a row that comes into the company', () => (insert('1', 'Y'), db.exec(`UPDATE orders SET company = 'X', text = 'b'`)), ['I["1"]']],
    [
      'a row that is replaced',
      () => (insert('1'), db.exec(`INSERT OR REPLACE INTO orders (number, text, company) VALUES ('1', 'b', 'X')`)),
      ['I["1"]', 'I["1"]'],
    ],
  ] as const)('tells %s', ([, act, expected]) => {
    act()
    expect(seen()).toEqual(expected)
  })

  it('does not see the row that a replacement takes away through another unique column: a reconciliation does', () => {
    db.exec('CREATE UNIQUE INDEX by_text ON orders (text)')
    insert('1')
    db.exec(`INSERT OR REPLACE INTO orders (number, text, company) VALUES ('2', 'a', 'X')`)
    expect(seen()).toEqual(['I["1"]', 'I["2"]'])
  })

  it('does not tell of columns that no flow reads', () => {
    db.exec('ALTER TABLE orders ADD COLUMN other TEXT')
    insert('1')
    db.exec(`UPDATE orders SET other = 'x'`)
    expect(seen()).toEqual(['I["1"]'])
  })

  it('names the operation, and the time in milliseconds', () => {
    db.exec('UPDATE thalweg_current_op SET op = 17')
    insert('1')
    db.exec('UPDATE thalweg_current_op SET op = NULL')
    db.exec('DELETE FROM orders')
    expect(entries(db, 'thalweg_outbox_orders')).toEqual([
      { key: '["1"]', kind: 'I', op: 17 },
      { key: '["1"]', kind: 'D', op: null },
    ])
    const { at } = db.prepare('SELECT max(at) AS at FROM thalweg_outbox_orders').get() as { at: number }
    expect(Math.abs(at - Date.now())).toBeLessThan(5_000)
  })

  it('is the same after a second time, and what it had captured and who it is stays', () => {
    insert('1')
    const before = [schema(db), db.prepare('SELECT * FROM thalweg_system').all()]
    db.exec(script(landscape, 'B', 'capture'))
    expect([schema(db), db.prepare('SELECT * FROM thalweg_system').all()]).toEqual(before)
    expect(seen()).toEqual(['I["1"]'])
    expect(db.prepare('SELECT identity FROM thalweg_system').get()!['identity']).toMatch(/^[0-9a-f]{32}$/)
  })

  it('never makes a write of others fail, whatever they store as a key', () => {
    const put = db.prepare('INSERT INTO orders (number, text, company) VALUES (?, ?, ?)')
    put.run(new Uint8Array([1, 2]), 'a', 'X')
    put.run(null, 'a', 'X')
    expect(seen()).toHaveLength(2)
  })

  it('is taken away by undo', () => {
    const clean = schema(user.database(guarded(), 'B'))
    insert('1')
    db.exec(script(landscape, 'B', 'guard'))
    db.exec(script(landscape, 'B', 'undo'))
    expect(schema(db)).toEqual(clean)
    db.exec(script(landscape, 'B', 'undo'))
  })
})

describe('capture of names that break what is not quoted', async () => {
  const landscape = await user.load(user.generate(hostile(), 'names'))
  it.for(Object.keys(hostile().systems))('at %s', (name) => {
    const db = user.database(hostile(), name)
    db.exec(script(landscape, name, 'capture'))
    db.exec(script(landscape, name, 'guard'))
    db.exec(script(landscape, name, 'undo'))
    expect(schema(db)).toEqual(schema(user.database(hostile(), name)))
  })
})

describe('capture where the environment names the company', async () => {
  const landscape = await user.load(user.generate(requisitionLines(), 'company'))
  const { changes, death, look } = sqlOf(landscape.flows['requisitionLines']!.adapters['ERP'])

  it('keeps companies apart, and tells surrogates by what they stand for', () => {
    const db = user.database(requisitionLines(), 'ERP')
    db.exec(script(landscape, 'ERP', 'capture'))
    db.exec(`INSERT INTO requisition VALUES (7, 'R1'); INSERT INTO vendor VALUES (3, 'V1')`)
    const put = db.prepare(
      'INSERT INTO requisition_line (requisition_id, line, vendor_id, quantity, approval, company) VALUES (7, 1, ?, 2.5, ?, ?)',
    )
    put.run(3, 'PENDING', 'X')
    put.run(99, 'PENDING', 'Y')
    db.exec(`DELETE FROM requisition_line WHERE company = 'Y'`)
    const told = (company: string): string[] =>
      db
        .prepare(changes!)
        .all({ after: 0, limit: 9, scope_0: company })
        .map((row) => `${String(row['kind'])}${String(row['key'])}`)
    expect(told('X')).toEqual(['I["R1","1"]'])
    expect(told('Y')).toEqual(['I["R1","1"]', 'D["R1","1"]'])
    const died = (company: string): unknown =>
      db.prepare(death!).get({ key_0: 'R1', key_1: 1, seen: 0, scope_0: company })!['thalweg_death']
    expect([died('X'), died('Y')]).toEqual([null, 3])
    const row = db.prepare(look).get({ key_0: 'R1', key_1: 1, seen: 0, scope_0: 'X' })
    expect({ ...row }).toEqual({ vendor: 'V1', quantity: '2.500', approval: 'PENDING', thalweg_death: null })
  })

  it('tells a move from one company to another as a death in one and a birth in the other', () => {
    const db = user.database(requisitionLines(), 'ERP')
    db.exec(script(landscape, 'ERP', 'capture'))
    db.exec(`INSERT INTO requisition VALUES (7, 'R1'); INSERT INTO requisition_line (requisition_id, line, company) VALUES (7, 1, 'X')`)
    db.exec(`UPDATE requisition_line SET company = 'Y'`)
    const told = db
      .prepare('SELECT kind, scope FROM thalweg_outbox_requisitionLines ORDER BY seq')
      .all()
      .map((row) => `${String(row['kind'])} ${String(row['scope'])}`)
    expect(told).toEqual(['I ["X"]', 'D ["X"]', 'I ["Y"]'])
  })
})

describe('guard', async () => {
  const landscape = await user.load(user.generate(guarded(), 'guard'))
  const open = (name: string): DatabaseSync => {
    const db = user.database(guarded(), name)
    db.exec(script(landscape, name, 'capture'))
    db.exec(script(landscape, name, 'guard'))
    return db
  }
  const own = (db: DatabaseSync, sql: string): void => {
    db.exec('UPDATE thalweg_current_op SET op = 1')
    db.exec(sql)
    db.exec('UPDATE thalweg_current_op SET op = NULL')
  }

  it('refuses what another system owns, in words', () => {
    const db = open('B')
    own(db, `INSERT INTO orders (number, text, amount, company) VALUES ('1', 'a', 1, 'X')`)
    expect(() => db.exec(`UPDATE orders SET text = 'b'`)).toThrow('text of orders is written by A')
    expect(() => db.exec(`UPDATE orders SET number = '2'`)).toThrow('the key of orders is given by A')
    expect(() => db.exec('DELETE FROM orders')).toThrow('orders are deleted by A')
    expect(() => db.exec(`INSERT INTO orders (number, company) VALUES ('2', 'X')`)).toThrow('orders are created by A')
    db.exec(`UPDATE orders SET amount = 2, text = 'a'`)
    expect(
      db
        .prepare('SELECT text, amount FROM orders')
        .all()
        .map((row) => ({ ...row })),
    ).toEqual([{ text: 'a', amount: 2 }])
  })

  it('leaves other companies alone', () => {
    const db = open('B')
    db.exec(`INSERT INTO orders (number, text, company) VALUES ('1', 'a', 'Y'), ('2', 'a', 'Y')`)
    db.exec(`UPDATE orders SET text = 'b'`)
    db.exec(`DELETE FROM orders WHERE number = '1'`)
    expect(
      db
        .prepare('SELECT number, text FROM orders')
        .all()
        .map((row) => ({ ...row })),
    ).toEqual([{ number: '2', text: 'b' }])
  })

  it('lets the creator create and delete, and keeps it from the fields of others', () => {
    const db = open('A')
    db.exec(`INSERT INTO orders (number, text, amount) VALUES ('1', 'a', 1)`)
    db.exec(`UPDATE orders SET text = 'b'`)
    expect(() => db.exec('UPDATE orders SET amount = 2')).toThrow('amount of orders is written by B')
    db.exec('DELETE FROM orders')
    expect(entries(db, 'thalweg_outbox_orders').map(({ kind }) => kind)).toEqual(['I', 'U', 'D'])
  })

  it.for([
    ['a field, while the row is moved out', `UPDATE orders SET company = 'Q', text = 'b' WHERE company = 'X'`, 'orders are deleted by A'],
    ['a row moved out', `UPDATE orders SET company = 'Q' WHERE company = 'X'`, 'orders are deleted by A'],
    ['a row moved in', `UPDATE orders SET company = 'X' WHERE company = 'Y'`, 'orders are created by A'],
  ] as const)('refuses at the border of the scope: %s', ([, sql, sentence]) => {
    const db = open('B')
    own(db, `INSERT INTO orders (number, text, amount, company) VALUES ('1', 'a', 1, 'X')`)
    db.exec(`INSERT INTO orders (number, text, amount, company) VALUES ('2', 'a', 1, 'Y')`)
    expect(() => db.exec(sql)).toThrow(sentence)
  })

  it('keeps who may delete from writing the fields of others while a row is moved out', async () => {
    const plan = guarded()
    plan.flows['orders']!.lifecycle.deletes = ['A', 'B']
    const mayDelete = await user.load(user.generate(plan, 'may-delete'))
    const db = user.database(plan, 'B')
    db.exec(script(mayDelete, 'B', 'capture'))
    db.exec(script(mayDelete, 'B', 'guard'))
    own(db, `INSERT INTO orders (number, text, amount, company) VALUES ('1', 'a', 1, 'X')`)
    expect(() => db.exec(`UPDATE orders SET company = 'Q', text = 'b'`)).toThrow('text of orders is written by A')
    db.exec(`UPDATE orders SET company = 'Q'`)
  })

  it('is never made of a scope that only the environment knows', () => {
    const plan = guarded()
    plan.systems['B']!.holds['orders']!.scope = [['company', { env: 'COMPANY' }]]
    expect(() => user.generate(plan, 'late')).toThrow('orders guards B by company, which the environment names')
  })

  it('keeps a creator from replacing a row with other values of what others own', () => {
    const db = open('A')
    db.exec(`INSERT INTO orders (number, text, amount) VALUES ('1', 'a', 1)`)
    expect(() => db.exec(`INSERT OR REPLACE INTO orders (number, text, amount) VALUES ('1', 'b', 2)`)).toThrow(
      'amount of orders is written by B',
    )
    expect(() => db.exec(`REPLACE INTO orders (number, text) VALUES ('1', 'b')`)).toThrow('amount of orders is written by B')
    db.exec(`INSERT OR REPLACE INTO orders (number, text, amount) VALUES ('1', 'b', 1)`)
    own(db, `INSERT OR REPLACE INTO orders (number, text, amount) VALUES ('1', 'b', 3)`)
    db.exec(`INSERT INTO orders (number, text, amount) VALUES ('2', 'a', 9)`)
    expect(
      db
        .prepare('SELECT number, text, amount FROM orders ORDER BY number')
        .all()
        .map((row) => ({ ...row })),
    ).toEqual([
      { number: '1', text: 'b', amount: 3 },
      { number: '2', text: 'a', amount: 9 },
    ])
  })

  it('is there only where a flow says so', async () => {
    const without = await user.load(user.generate(workOrders(), 'without'))
    expect(Object.values(without.systems).flatMap((system) => scriptsIn(system).map(({ name }) => name))).toEqual([
      'capture',
      'undo',
      'capture',
      'undo',
    ])
  })
})
