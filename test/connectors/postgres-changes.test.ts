/** Changes at PostgreSQL by a column of times, and with the rows before and after them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventSource } from '../../runtime/door.ts'
import type { System } from '../../runtime/ports.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { TableShape } from './adapters.ts'
import { thingShape } from './conformance-shape.ts'
import type { PostgresSchema } from './postgres-setting.ts'
import { postgresAdapter, postgresSchema } from './postgres-setting.ts'

const shape: TableShape = { ...thingShape('outbox'), fields: thingShape('outbox').fields.slice(0, 2) }

describe('changes at PostgreSQL', () => {
  let database: PostgresDatabase
  let made: PostgresSchema
  let system: System
  beforeAll(async () => {
    database = await postgresDatabase(await postgresServer())
    made = await postgresSchema(database, 'CREATE TABLE things (name text PRIMARY KEY, title text, remark text)', [shape])
    system = await made.open()
  })
  afterAll(async () => {
    await system.close()
    await made.close()
    await database.drop()
  })

  it.each([
    ['timestamptz', (second: number) => `2026-01-01 10:00:0${second}.5+00`, Date.parse('2026-01-01T10:00:01.500Z')],
    ['timestamp', (second: number) => `2026-01-01 10:00:0${second}`, Date.parse('2026-01-01T10:00:01Z')],
    ['date', (second: number) => `2026-01-0${Math.min(second, 3)}`, Date.parse('2026-01-01T00:00:00Z')],
    ['bigint', (second: number) => String(1_767_261_600_000 + second * 1000), 1_767_261_601_000],
    ['integer', (second: number) => String(1_767_261_600 + second), 1_767_261_601_000],
    ['text', (second: number) => `2026-01-01T10:00:0${second}Z`, Date.parse('2026-01-01T10:00:01Z')],
  ] as const)('by a column of type %s, a late commit of an older time included', async (type, timeOf, first) => {
    const table = `by_${type}`
    await made.user.query(`CREATE TABLE ${table} (name text PRIMARY KEY, title text, remark text, updated ${type})`)
    const bound = await system.bind(
      postgresAdapter({ ...shape, table, readOnly: true, detect: { kind: 'updatedAt', column: 'updated', overlapMs: 3_000 } }),
    )
    const put = async (name: string, second: number) =>
      made.user.query(`INSERT INTO ${table} VALUES ($1, 'x', NULL, $2)`, [name, timeOf(second)])
    expect(await bound.head()).toEqual({ position: null, seen: 0 })
    await put('a', 1)
    await put('c', 4)
    const { hints, position, more } = await bound.changes(null, 1)
    expect(hints).toMatchObject([{ key: 'a', at: first, op: null }])
    expect(more).toBe(true)
    const rest = await bound.changes(position, 10)
    expect(rest.hints.map(({ key }) => key)).toEqual(['c'])
    await put('b', 2)
    expect((await bound.changes(rest.position, 10)).hints.map(({ key }) => key)).toContain('b')
    expect((await bound.head()).position).toBe(rest.position)
  })

  it('with the rows before and after them, in order, from where reading had come', async () => {
    await made.user.query(`
      CREATE TABLE captured (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text, kind text, op bigint, at bigint, columns text, before text, after text);
      INSERT INTO captured (key, kind, op, at, columns, before, after) VALUES
        ('["P-1"]', 'I', NULL, 5, '["title"]', NULL, '["tpump"]'), ('["P-1"]', 'U', 7, 6, '["title"]', '["tpump"]', '[null]')`)
    const { key, fields } = postgresAdapter(shape)
    const source: EventSource = {
      form: 'events',
      system: 'ERP',
      place: 'things',
      key,
      fields,
      scope: [],
      statements: {
        events: 'SELECT seq, key, kind, op, at, columns, before, after FROM captured WHERE seq > :after::bigint ORDER BY seq LIMIT :limit',
        high: 'SELECT CASE WHEN is_called THEN last_value END FROM captured_seq_seq',
        prune: 'DELETE FROM captured WHERE seq <= :upTo::bigint',
      },
    }
    const events = await system.events!(source)
    const [first, second] = await events.read(null, 10)
    expect(first).toMatchObject({ key: ['P-1'], kind: 'create', op: null, at: 5, before: null, after: ['pump', undefined] })
    expect(second).toMatchObject({ kind: 'update', op: 7, before: ['pump', undefined], after: [null, undefined] })
    expect(await events.head()).toBe(second!.position)
    expect(await events.read(first!.position, 10)).toEqual([second])
    await events.forget([second!.position])
    expect(await events.read(second!.position, 10)).toEqual([])
    await expect(events.read(first!.position, 10)).rejects.toMatchObject({ code: 'wentBack' })
    const missing = { ...source.statements, high: 'SELECT 1 FROM absent' }
    await expect(system.events!({ ...source, statements: missing })).rejects.toMatchObject({ code: 'notPrepared' })
  })
})
