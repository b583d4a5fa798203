/** Names at the server, and the origins that sessions write under. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logName, takeOrigin } from '../../runtime/connectors/postgres/log/index.ts'
import { addressOf } from '../../runtime/connectors/postgres/address.ts'
import { PostgresSession } from '../../runtime/connectors/postgres/session.ts'
import { until } from '../servers/process.ts'
import type { PostgresDatabase, PostgresVersion } from '../servers/postgres.ts'
import { hasPostgres, postgresDatabase, postgresServer } from '../servers/postgres.ts'

describe('the name of slot and publication', () => {
  it.each([
    ['estate', 'EAM', /^thalweg_estate_eam$/],
    ['estate', 'Work Orders', /^thalweg_estate_work_orders_[0-9a-f]{8}$/],
    ['a'.repeat(80), 'EAM', /^thalweg_a{46}_[0-9a-f]{8}$/],
  ])('of %s and %s', (landscape, system, name) => {
    expect(logName(landscape, system)).toMatch(name)
    expect(logName(landscape, system)).toMatch(/^[a-z0-9_]{1,63}$/)
  })

  it('is another for another system, also where only what a name cannot hold tells them apart', () => {
    expect(logName('estate', 'Work Orders')).not.toBe(logName('estate', 'Work-Orders'))
    expect(logName('a'.repeat(80), 'EAM')).not.toBe(logName('a'.repeat(81), 'EAM'))
  })
})

describe.each(([18, 15] as readonly PostgresVersion[]).filter(hasPostgres))('origins at PostgreSQL %i', (version) => {
  let database: PostgresDatabase
  let admin: pg.Client
  const role = `writer_${process.pid}`
  const log = `thalweg_origins_${process.pid}`
  const sessions: PostgresSession[] = []
  const connect = async (user: string) => {
    const session = await PostgresSession.connect('EAM', addressOf('EAM', database.urlOf(user)), undefined)
    sessions.push(session)
    return session
  }
  beforeAll(async () => {
    database = await postgresDatabase(await postgresServer(version))
    admin = new pg.Client(database.url)
    await admin.connect()
    await admin.query(`CREATE ROLE ${role} LOGIN`)
  })
  afterAll(async () => {
    for (const session of sessions) await session.close()
    const names = `SELECT pg_replication_origin_drop(roname) FROM pg_replication_origin WHERE roname LIKE '${log}%'`
    await until('the end of its sessions', 5_000, async () => admin.query(names))
    await admin.query(`DROP OWNED BY ${role}`)
    await admin.query(`DROP ROLE ${role}`)
    await admin.end()
    await database.drop()
  })

  it('a role without the right to is told which it needs, and needs no more than that', async () => {
    const session = await connect(role)
    await expect(takeOrigin(session, 'EAM', log)).rejects.toMatchObject({
      code: 'noOriginRight',
      wayOut: expect.stringContaining(
        'GRANT EXECUTE ON FUNCTION pg_replication_origin_create(text), pg_replication_origin_session_setup(text)',
      ),
    })
    await admin.query(`GRANT EXECUTE ON FUNCTION pg_replication_origin_create(text), pg_replication_origin_session_setup(text) TO ${role}`)
    expect(await takeOrigin(session, 'EAM', log)).toBe(`${log}_0`)
  })

  it('each session has one of its own, and one more than there are is told to wait', async () => {
    const taken: string[] = []
    for (let i = 1; i < 8; i++) taken.push(await takeOrigin(await connect('postgres'), 'EAM', log))
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `${log}_${n}`))
    await expect(takeOrigin(await connect('postgres'), 'EAM', log)).rejects.toMatchObject({ code: 'noFreeOrigin', kind: 'unreachable' })
  })
})
