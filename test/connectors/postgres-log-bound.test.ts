/** A flow whose changes come out of PostgreSQL's log, bound as the engine binds it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgres } from '../../runtime/connectors/postgres/index.ts'
import { logName } from '../../runtime/connectors/postgres/log/index.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { TableShape } from './adapters.ts'
import { answersOf } from './conformance.ts'
import { insertOf, thingShape, title, updateOf } from './conformance-shape.ts'
import { dropSlot } from './postgres-log-setting.ts'
import type { PostgresSchema } from './postgres-setting.ts'
import { postgresAdapter, postgresSchema, postgresStatements } from './postgres-setting.ts'

const shape: TableShape = { ...thingShape('none'), detect: { kind: 'log' } }
const row = ['pump', null, '3']

describe('changes out of the log of PostgreSQL', () => {
  let database: PostgresDatabase
  let made: PostgresSchema
  let system: System
  let bound: Bound
  let slot: string
  beforeAll(async () => {
    database = await postgresDatabase(await postgresServer())
    made = await postgresSchema(
      database,
      'CREATE TABLE things (name text PRIMARY KEY, title text NOT NULL, remark text, size integer NOT NULL)',
      [shape],
    )
    slot = logName(database.name, 'ERP')
    await made.user.query(`CREATE PUBLICATION "${slot}" FOR TABLE things`)
    await made.user.query(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [slot])
    const { url } = database
    system = await openPostgres({
      name: 'ERP',
      url,
      schema: made.schema,
      statements: postgresStatements,
      env: {},
      landscape: database.name,
    })
    bound = await system.bind(postgresAdapter(shape))
  })
  afterAll(async () => {
    await system.close()
    await dropSlot(database.server, slot)
    await made.close()
    await database.drop()
  })

  it('are those of others, and a row that somebody has deleted is told as dead', async () => {
    const { position } = await bound.head()
    await made.user.query(`INSERT INTO things VALUES ('theirs', 'pump', NULL, 3)`)
    expect(answersOf(await bound.deliver(1, [insertOf('ours', row)]))[0]!.outcome).toBe('done')
    const first = await bound.changes(position, 10)
    expect(first.hints.filter(({ op }) => op === null).map(({ key }) => key)).toEqual(['theirs'])
    await made.user.query(`DELETE FROM things; INSERT INTO things VALUES ('theirs', 'pump', NULL, 3)`)
    await bound.changes(first.position, 10)
    const { seen } = first
    expect(await bound.look(['theirs', 'ours'].map((key) => ({ key, seen })))).toMatchObject([
      { present: true, died: true },
      { present: false, died: true },
    ])
    const gone = await bound.deliver(2, [updateOf('ours', row, { [title]: 'x' }, seen), insertOf('other', row)])
    expect(answersOf(gone)).toMatchObject([{ outcome: 'stale', image: { present: false, died: true } }, { outcome: 'done' }])
    expect(answersOf(await bound.deliver(3, [insertOf('ours', row, seen)]))[0]!.outcome).toBe('done')
    expect((await bound.look([{ key: 'ours', seen }]))[0]).toMatchObject({ present: true, died: false })
  })

  it('need a log that somebody reads', async () => {
    const without = await made.open()
    await expect(without.bind(postgresAdapter(shape))).rejects.toMatchObject({ code: 'noLog' })
    await without.close()
  })
})
