/** Numbers of an outbox are drawn in one order and committed in another: none is passed over. */
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Bound, System } from '../../runtime/ports.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { thingShape } from './conformance-shape.ts'
import type { PostgresSchema } from './postgres-setting.ts'
import { postgresAdapter, postgresSchema } from './postgres-setting.ts'

describe('the horizon of an outbox', () => {
  let database: PostgresDatabase
  let made: PostgresSchema
  let system: System
  let bound: Bound
  const clients: pg.Client[] = []
  const shape = thingShape('outbox')
  beforeAll(async () => {
    database = await postgresDatabase(await postgresServer())
  })
  afterAll(async () => database.drop())
  beforeEach(async () => {
    made = await postgresSchema(
      database,
      'CREATE TABLE things (name text PRIMARY KEY, title text NOT NULL, remark text, size integer NOT NULL); CREATE TABLE others (n integer)',
      [shape],
    )
    system = await made.open()
    bound = await system.bind(postgresAdapter(shape))
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end()
    await system.close()
    await made.close()
  })

  const client = async () => {
    const one = await made.client()
    clients.push(one)
    return one
  }
  const insert = (name: string) => `INSERT INTO things VALUES ('${name}', 'pump', NULL, 1)`
  const read = async (position: string | null) => {
    const { hints, position: next } = await bound.changes(position, 10)
    return { keys: hints.map(({ key }) => key), next }
  }

  it('waits for a lower number that commits late', async () => {
    const slow = await client()
    await slow.query('BEGIN')
    await slow.query(insert('slow'))
    await made.user.query(insert('quick'))
    const first = await read(null)
    expect(first.keys).toEqual([])
    await slow.query('COMMIT')
    expect((await read(first.next)).keys).toEqual(['slow', 'quick'])
  })

  it('waits for one whose transaction began last, and is the newest of all', async () => {
    const early = await client()
    await early.query('BEGIN')
    await early.query('INSERT INTO others VALUES (1)')
    const slow = await client()
    await slow.query('BEGIN')
    await slow.query(insert('slow'))
    await early.query(insert('quick'))
    await early.query('COMMIT')
    // The newest transaction that has ended is `early`: a snapshot ends before `slow`, and shows nothing in flight.
    const { rows } = await made.user.query<{ inflight: boolean }>(
      'SELECT pg_snapshot_xmin(s) <> pg_snapshot_xmax(s) AS inflight FROM pg_current_snapshot() AS s',
    )
    expect(rows).toEqual([{ inflight: false }])
    const first = await read(null)
    expect(first.keys).toEqual([])
    await slow.query('ROLLBACK')
    expect((await read(first.next)).keys).toEqual(['quick'])
  })

  it('waits for a transaction that may have drawn a number, and not for one that began after all that did', async () => {
    const slow = await client()
    await slow.query('BEGIN')
    await slow.query(insert('slow'))
    await made.user.query(insert('quick'))
    expect((await read(null)).keys).toEqual([])
    const long = await client()
    await long.query('BEGIN')
    await long.query('INSERT INTO others VALUES (1)')
    await slow.query('COMMIT')
    const { keys, next } = await read(null)
    expect(keys).toEqual(['slow', 'quick'])
    await made.user.query(insert('during'))
    expect((await read(next)).keys).toEqual([])
    await long.query('COMMIT')
    expect((await read(next)).keys).toEqual(['during'])
  })

  it('does not wait for a long transaction that writes to no table of the database', async () => {
    const long = await client()
    await long.query('BEGIN; SELECT pg_current_xact_id()')
    await made.user.query(insert('once'))
    expect((await read(null)).keys).toEqual(['once'])
  })

  it('a head stands before what is still to come', async () => {
    await made.user.query(insert('before'))
    const slow = await client()
    await slow.query('BEGIN')
    await slow.query(insert('slow'))
    await made.user.query(insert('quick'))
    const head = await bound.head()
    expect(head.seen).toBeLessThan(2)
    await slow.query('COMMIT')
    expect((await read(head.position)).keys).toEqual(expect.arrayContaining(['slow', 'quick']))
  })

  it('a number that was rolled back holds nothing up', async () => {
    await made.user.query('BEGIN')
    await made.user.query(insert('never'))
    await made.user.query('ROLLBACK')
    await made.user.query(insert('once'))
    const { keys, next } = await read(null)
    expect(keys).toEqual(['once'])
    expect((await bound.head()).position).toBe(next)
  })

  it('notices that what was read is not there any more', async () => {
    await made.user.query(insert('once'))
    const { next } = await read(null)
    await made.user.query(`UPDATE thalweg_outbox SET key = '["other"]'`)
    await expect(bound.changes(next, 10)).rejects.toMatchObject({ code: 'wentBack' })
    await made.user.query('TRUNCATE thalweg_outbox RESTART IDENTITY')
    await expect(bound.changes(next, 10)).rejects.toMatchObject({ code: 'wentBack' })
  })
})
