/** The conditions of generated writes, in a real database: one row a case. */
import { readFileSync } from 'node:fs'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { answeredLines, requisitionLines, workOrders } from './plans.ts'
import { project, sqlOf } from './project.ts'
import { scriptsIn } from '../../runtime/scripts.ts'

const user = project()
afterAll(user.remove)

const row = {
  number: 'W1',
  description: 'pump',
  state: 10,
  due: null,
  hours: 1.5,
  gl_code: '-',
  cost: 12.5,
  currency: 'EUR',
  urgent: 0,
  priority: 3,
  tags: '["a"]',
  posting_group: null,
  source: null,
}
const was = { was_description: 'pump', was_status: 10, was_due: null, was_hours: '1.50', was_urgent: 0, was_priority: 3, was_tags: '["a"]' }
const sent = { description: 'motor', status: 90, due: '2026-11-24', hours: '2.00', urgent: 1, priority: 4, tags: '[]' }

describe('an answer and what it answers', async () => {
  const { adapters, settle } = (await user.load(user.generate(answeredLines(), 'answers'))).flows['requisitionLines']!
  const conditions = (system: string) => [...sqlOf(adapters[system]).update!.matchAll(/NOT :(unmoved_\w+) OR/g)].map(([, name]) => name)

  it('are written on condition that the other has not moved', () => {
    expect(settle.units.map(({ name, answers }) => [name, answers])).toEqual([
      ['vendor', undefined],
      ['quantity', undefined],
      ['approval', ['vendor', 'quantity']],
    ])
    expect([conditions('EAM'), conditions('ERP')]).toEqual([['unmoved_vendor', 'unmoved_quantity'], ['unmoved_approval']])
  })
})

describe('updates of work orders at ERP', async () => {
  const landscape = await user.load(user.generate(workOrders(), 'writes'))
  const statements = sqlOf(landscape.flows['workOrders']!.adapters['ERP'])
  const capture = readFileSync(scriptsIn(landscape.systems['ERP']!)[0]!.file, 'utf8')
  let db: DatabaseSync
  beforeEach(() => {
    db = user.database(workOrders(), 'ERP')
    db.exec(capture)
    db.prepare(
      `INSERT INTO maintenance_order VALUES (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
    ).run(...Object.values(row))
  })
  const update = (units: readonly number[], more: Readonly<Record<string, SQLInputValue>> = {}): number => {
    const set = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`set_${i}`, units.includes(i) ? 1 : 0]))
    return Number(db.prepare(statements.update!).run({ key_0: 'W1', seen: 1, ...set, ...was, ...sent, ...more }).changes)
  }
  const now = (): Record<string, unknown> => ({ ...db.prepare('SELECT * FROM maintenance_order').get() })

  it('writes the units that are chosen, and no other', () => {
    expect(update([0, 3])).toBe(1)
    expect(now()).toEqual({ ...row, description: 'motor', hours: 2, source: '1' })
  })
  it('writes all at once', () => {
    expect(update([0, 1, 2, 3, 4, 5, 6])).toBe(1)
    expect(now()).toEqual({
      ...row,
      description: 'motor',
      state: 90,
      due: '2026-11-24',
      hours: 2,
      urgent: 1,
      priority: 4,
      tags: '[]',
      source: '1',
    })
  })
  it.for([
    ['a value that has moved', { was_description: 'Pump' }],
    ['a null that has moved', { was_due: '' }],
    ['a decimal that has moved', { was_hours: '1.51' }],
    ['a number that has moved', { was_priority: 4 }],
    ['a key in another case', { key_0: 'w1' }],
  ] as const)('does nothing on top of %s', ([, more]) => {
    expect(update([0, 2, 3, 5], more)).toBe(0)
    expect(now()).toEqual(row)
  })
  it('does not ask for what it does not write', () => {
    expect(update([0], { was_priority: 9, was_due: 'x' })).toBe(1)
  })
  it('has no column that users of this system own', () => {
    expect(statements.update).not.toMatch(/"cost"|"currency"|"gl_code"|"number" =\s*CASE/)
  })
  it('does nothing to a row that was deleted and made anew since it was looked at', () => {
    db.exec('DELETE FROM maintenance_order')
    db.prepare(
      `INSERT INTO maintenance_order VALUES (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
    ).run(...Object.values(row))
    expect(update([0])).toBe(0)
    expect(update([0], { seen: 3 })).toBe(1)
  })
  it('knows a death before its own last insert from one after it', () => {
    const look = db.prepare(statements.look)
    const death = (): unknown => look.get({ key_0: 'W1', seen: 1 })!['thalweg_death']
    const put = (): unknown =>
      db
        .prepare(
          `INSERT INTO maintenance_order VALUES (${Object.keys(row)
            .map(() => '?')
            .join(', ')})`,
        )
        .run(...Object.values(row))
    expect(death()).toBe(null)
    db.exec('DELETE FROM maintenance_order')
    expect(db.prepare(statements.death!).get({ key_0: 'W1', seen: 1 })!['thalweg_death']).toBe(2)
    db.exec('UPDATE thalweg_current_op SET op = 5')
    put()
    expect(death()).toBe(null)
    db.exec('DELETE FROM maintenance_order')
    put()
    expect(death()).toBe(null)
    db.exec('UPDATE thalweg_current_op SET op = NULL')
    db.exec('DELETE FROM maintenance_order')
    put()
    expect(death()).toBe(6)
  })
  it('deletes on condition of every field', () => {
    const remove = (more: Readonly<Record<string, SQLInputValue>>): number =>
      Number(
        db
          .prepare(statements.delete!)
          .run({ key_0: 'W1', seen: 1, ...was, was_glCode: '-', was_cost: '12.50', was_currency: 'EUR', ...more }).changes,
      )
    expect(remove({ was_cost: '12.51' })).toBe(0)
    expect(remove({ was_currency: 'eur' })).toBe(0)
    expect(remove({})).toBe(1)
  })
  it('inserts every field and the constants, whole numbers as such, and never over a row that is there', () => {
    const insert = db.prepare(statements.insert!)
    const values = { key_0: 'W2', ...sent, glCode: 'G', cost: '7.00', currency: 'EUR' }
    insert.run(values)
    expect(db.prepare(`SELECT *, typeof(state) AS t FROM maintenance_order WHERE number = 'W2'`).get()).toMatchObject({
      state: 90,
      t: 'integer',
      cost: 7,
      posting_group: "O'Hara",
      source: '1',
    })
    expect(() => insert.run(values)).toThrow(/UNIQUE/)
  })
  it('reads decimals as text at their scale, also where the column made numbers of them', () => {
    const read = (cost: SQLInputValue): unknown => {
      db.prepare('UPDATE maintenance_order SET cost = ?').run(cost)
      return db.prepare(statements.look).get({ key_0: 'W1', seen: 0 })!['cost']
    }
    expect(['12.50', 12, 12.504, 'x', null, 1e15, -0.1].map(read)).toEqual([
      '12.50',
      '12.00',
      12.504,
      'x',
      null,
      '1000000000000000.00',
      '-0.10',
    ])
  })
  it('does not read over a page', () => {
    for (const number of ['W0', 'W3', 'w2']) db.prepare('INSERT INTO maintenance_order (number) VALUES (?)').run(number)
    const first = db.prepare(statements.firstPage).all({ limit: 2 })
    const next = db.prepare(statements.nextPage).all({ limit: 9, after_0: 'W1' })
    expect([...first, ...next].map(({ number }) => number)).toEqual(['W0', 'W1', 'W3', 'w2'])
  })
  it('finds rows whose key is case-blind by its index, and tells them apart', () => {
    const blind = user.database(workOrders(), 'EAM')
    blind.exec(
      'DROP TABLE wo; CREATE TABLE wo (number TEXT PRIMARY KEY COLLATE NOCASE, description, status, due, hours, gl_code, cost, currency, urgent, priority, tags)',
    )
    blind.exec(readFileSync(scriptsIn(landscape.systems['EAM']!)[0]!.file, 'utf8'))
    blind.exec(`INSERT INTO wo (number) VALUES ('abc')`)
    const { look } = sqlOf(landscape.flows['workOrders']!.adapters['EAM'])
    expect(blind.prepare(look).get({ key_0: 'ABC', seen: 0 })).toBeUndefined()
    expect(blind.prepare(look).get({ key_0: 'abc', seen: 0 })).toBeDefined()
    expect(
      blind
        .prepare(`EXPLAIN QUERY PLAN ${look}`)
        .all()
        .map(({ detail }) => detail)
        .join(),
    ).toMatch(/SEARCH t/)
  })
})

describe('surrogates', async () => {
  const landscape = await user.load(user.generate(requisitionLines(), 'surrogates'))
  const adapter = landscape.flows['requisitionLines']!.adapters['ERP']!
  const statements = sqlOf(adapter)
  const { fields } = adapter
  let db: DatabaseSync
  beforeEach(() => {
    db = user.database(requisitionLines(), 'ERP')
    db.exec(readFileSync(scriptsIn(landscape.systems['ERP']!)[0]!.file, 'utf8'))
    db.exec(`INSERT INTO requisition VALUES (7, 'R1'); INSERT INTO vendor VALUES (3, 'V1'), (4, 'v1')`)
  })
  const key = { key_0: 'R1', key_1: 1, scope_0: 'X', seen: 0 }
  const insert = (more: Readonly<Record<string, SQLInputValue>>): number => {
    const { seen: _, ...values } = { ...key, vendor: 3, quantity: '2.500', approval: 'PENDING', ...more }
    return Number(db.prepare(statements.insert!).run(values).changes)
  }

  it('are written as ids and read as what they stand for', () => {
    expect(db.prepare(statements.lookups!['vendor']!).get({ value: 'V1' })).toMatchObject({ id: 3 })
    expect(db.prepare(statements.lookups!['vendor']!).get({ value: 'v1' })).toMatchObject({ id: 4 })
    expect(insert({})).toBe(1)
    expect(db.prepare('SELECT requisition_id, line, vendor_id, company FROM requisition_line').get()).toEqual(
      expect.objectContaining({ requisition_id: 7, line: 1, vendor_id: 3, company: 'X' }),
    )
    expect(db.prepare(statements.look).get(key)).toMatchObject({ vendor: 'V1' })
  })
  it('of a parent that is not there are never written as nothing', () => {
    expect(insert({ key_0: 'R2' })).toBe(0)
    expect(db.prepare('SELECT count(*) AS n FROM requisition_line').get()).toMatchObject({ n: 0 })
  })
  it('that stand for nothing are told with the id', () => {
    insert({ vendor: 99 })
    const read = db.prepare(statements.look).get(key)!['vendor'] as string
    expect(() => fields[0]!.decode(read)).toThrow('no row of vendor has the id 99 that vendor_id refers to')
  })
  it('are compared by what they stand for', () => {
    insert({})
    const update = db.prepare(statements.update!)
    const { seen, ...at } = key
    const values = { ...at, seen, set_0: 1, set_1: 0, vendor: 4, was_vendor: 'V1', quantity: null, was_quantity: null }
    expect(Number(update.run({ ...values, was_vendor: 'v1' }).changes)).toBe(0)
    expect(Number(update.run(values).changes)).toBe(1)
  })
  it('leave columns alone that the return path owns', () => {
    expect(statements.update).not.toContain('approval')
    expect(sqlOf(landscape.flows['requisitionLines']!.adapters['EAM']).update).toMatch(/"approval" = CASE WHEN :set_2/)
    expect(sqlOf(landscape.flows['requisitionLines']!.adapters['EAM']).insert).toBeUndefined()
    expect(sqlOf(landscape.flows['requisitionLines']!.adapters['EAM']).delete).toBeUndefined()
  })
})
