/** The statements that write a batch, at a real MariaDB: which rows they write, and that they tell of those and no other. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MariadbServer } from '../../runtime/connectors/mariadb/server.ts'
import { hasMariadb, noMariadb } from '../servers/mariadb.ts'
import type { AdapterStatements } from '../../runtime/door.ts'
import type { Prepared } from './mariadb-setting.ts'
import { atMariadb, batchOf, databaseOf } from './mariadb-setting.ts'
import { workOrders } from './plans.ts'
import { project, sqlOf } from './project.ts'

const user = project()
afterAll(user.remove)

const row = {
  number: 'W1',
  description: 'pump',
  state: '10',
  due: null,
  hours: '1.500',
  gl_code: '-',
  cost: '12.500',
  currency: 'EUR',
  urgent: '0',
  priority: '3',
  tags: '["a"]',
  posting_group: null,
  source: null,
}
const was = {
  was_description: 'pump',
  was_status: '10',
  was_due: null,
  was_hours: '1.500',
  was_urgent: '0',
  was_priority: '3',
  was_tags: '["a"]',
}
const sent = { description: 'motor', status: '90', due: '2026-11-24', hours: '2.00', urgent: '1', priority: '4', tags: '[]' }

describe.skipIf(!hasMariadb())(`writes of work orders at a MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  const plan = atMariadb(workOrders())
  let db: Prepared
  let statements: AdapterStatements
  beforeAll(async () => {
    const landscape = await user.load(user.generate(plan, 'maria-writes'))
    statements = sqlOf(landscape.flows['workOrders']!.adapters['ERP'])
    db = await databaseOf(plan, landscape, 'ERP')
    await db.session.query(db.script('capture'))
  })
  afterAll(async () => db.close())
  beforeEach(async () => {
    await db.session.query('DELETE FROM maintenance_order; DELETE FROM thalweg_outbox_workOrders; SET @thalweg_op = NULL')
    for (const number of ['W1', 'W2', 'W3'])
      await db.session.query(
        `INSERT INTO maintenance_order (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
          .map((name) => `:${name}`)
          .join(', ')})`,
        { ...row, number },
      )
  })
  const units = (chosen: readonly number[]): Record<string, number> =>
    Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`set_${i}`, chosen.includes(i) ? 1 : 0]))
  const seen = async (): Promise<number> => Number((await db.rows(statements.high!))[0]![0])
  const update = async (...batch: readonly Readonly<Record<string, unknown>>[]): Promise<(string | null)[]> => {
    const at = await seen()
    const filled = batch.map((each) => ({ key_0: 'W1', seen: at, ...units([0, 1, 2, 3, 4, 5, 6]), ...was, ...sent, ...each }))
    return (await db.rows(statements.update!, { batch: batchOf(...filled) })).map(([n]) => n!)
  }
  const now = async (number = 'W1'): Promise<Record<string, unknown>> => {
    const names = Object.keys(row)
    const [found] = await db.rows(`SELECT ${names.join(', ')} FROM maintenance_order WHERE number = :number`, { number })
    return Object.fromEntries(names.map((name, i) => [name, found?.[i]]))
  }

  it('writes the units that are chosen, and no other', async () => {
    expect(await update(units([0, 3]))).toEqual(['0'])
    expect(await now()).toEqual({ ...row, description: 'motor', hours: '2.000', source: '1' })
  })
  it('tells exactly which rows of a batch it wrote', async () => {
    expect(await update({ key_0: 'W3' }, { key_0: 'W1', was_description: 'moved' }, { key_0: 'none' }, { key_0: 'W2' })).toEqual(['0', '3'])
    expect([(await now('W1'))['description'], (await now('W2'))['description'], (await now('W3'))['description']]).toEqual([
      'pump',
      'motor',
      'motor',
    ])
  })
  it('tells of a row that it wrote although nothing of it is another', async () => {
    const same = { description: 'pump', status: '10', due: null, hours: '1.500', urgent: '0', priority: '3', tags: '["a"]' }
    expect(await update(same)).toEqual(['0'])
  })
  it.for([
    ['a value that has moved', { was_description: 'Pump' }],
    ['a value with a blank at its end', { was_description: 'pump ' }],
    ['a null that has moved', { was_due: '2026-01-01' }],
    ['a decimal that has moved', { was_hours: '1.510' }],
    ['a number that has moved', { was_priority: '4' }],
    ['a key in another case', { key_0: 'w1' }],
    ['a key with a blank at its end', { key_0: 'W1 ' }],
  ] as const)('does nothing on top of %s', async ([, more]) => {
    expect(await update(more)).toEqual([])
    expect(await now()).toEqual(row)
  })
  it('does nothing to a row that was deleted by somebody else and made anew', async () => {
    const before = await seen()
    await db.session.query(
      `CREATE TEMPORARY TABLE kept SELECT * FROM maintenance_order WHERE number = 'W1'; DELETE FROM maintenance_order WHERE number = 'W1'; INSERT INTO maintenance_order SELECT * FROM kept; DROP TEMPORARY TABLE kept`,
    )
    expect(await update({ seen: before })).toEqual([])
    expect(await update({ seen: await seen() })).toEqual(['0'])
  })
  it('deletes rows on condition of every field, and tells which', async () => {
    const base = { seen: await seen(), ...was, was_glCode: '-', was_cost: '12.500', was_currency: 'EUR' }
    const batch = batchOf({ key_0: 'W1', ...base }, { key_0: 'W2', ...base, was_cost: '13.000' }, { key_0: 'W9', ...base })
    expect(await db.rows(statements.delete!, { batch })).toEqual([['0']])
    expect(await db.rows('SELECT number FROM maintenance_order ORDER BY number')).toEqual([['W2'], ['W3']])
  })
  it('inserts rows whose key is free, and tells their keys', async () => {
    const fields = { ...sent, glCode: 'G', cost: '1.00', currency: 'EUR' }
    const batch = batchOf({ key_0: 'N1', ...fields }, { key_0: 'W1', ...fields }, { key_0: 'N2', ...fields, due: null })
    expect(await db.rows(statements.insert!, { batch })).toEqual([['N1'], ['N2']])
    expect(await now('N2')).toEqual({
      ...row,
      number: 'N2',
      description: 'motor',
      state: '90',
      due: null,
      hours: '2.000',
      gl_code: 'G',
      cost: '1.000',
      urgent: '1',
      priority: '4',
      tags: '[]',
      posting_group: "O'Hara",
      source: '1',
    })
    expect((await now())['description']).toBe('pump')
  })
  it('waits for whoever holds a row, and goes by what he leaves', async () => {
    const { session } = await MariadbServer.open('other', db.url)
    await session.query("START TRANSACTION; UPDATE maintenance_order SET description = 'his' WHERE number = 'W1'")
    const waiting = update({}, { key_0: 'W2' })
    await new Promise((resolve) => void setTimeout(resolve, 100))
    await session.query('COMMIT')
    expect(await waiting).toEqual(['1'])
    expect((await now())['description']).toBe('his')
    await session.close()
  })
  it('looks at every key of a batch', async () => {
    await db.session.query("DELETE FROM maintenance_order WHERE number = 'W2'")
    const found = await db.rows(statements.look, {
      batch: batchOf({ key_0: 'W1', seen: 0 }, { key_0: 'W2', seen: 0 }, { key_0: 'w3', seen: 0 }),
    })
    expect(found.map(([n, there, description]) => [n, there, description])).toEqual([
      ['0', '1', 'pump'],
      ['1', '0', null],
      ['2', '0', null],
    ])
    expect(found.map((each) => each.at(-1) !== null)).toEqual([false, true, false])
  })
})
