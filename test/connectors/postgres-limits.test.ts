/** A PostgreSQL server that is set up so that it refuses what others take: TLS, no writes, few connections, no room. */
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPostgres, reachPostgres } from '../../runtime/connectors/postgres/index.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import type { Certificate } from '../servers/certificate.ts'
import { certificateOf, hasOpenssl, noOpenssl } from '../servers/certificate.ts'
import type { PostgresDatabase, PostgresServer } from '../servers/postgres.ts'
import { ask, postgresDatabase, postgresServer, startPostgres, stopPostgres } from '../servers/postgres.ts'
import { serverUser } from '../servers/process.ts'
import { noSmallDisk, smallDisk } from '../servers/small-disk.ts'
import { answersOf } from './conformance.ts'
import { insertOf, thingShape } from './conformance-shape.ts'
import type { PostgresSchema } from './postgres-setting.ts'
import { postgresAdapter, postgresSchema, postgresStatements } from './postgres-setting.ts'

const shape = thingShape('outbox')
const table = 'CREATE TABLE things (name text PRIMARY KEY, title text NOT NULL, remark text, size integer NOT NULL);'
const row = ['pump', null, '3']

describe.skipIf(!hasOpenssl())(`a PostgreSQL server with TLS and few connections${hasOpenssl() ? '' : `: ${noOpenssl}`}`, () => {
  let [its, other]: Certificate[] = []
  let server: PostgresServer
  beforeAll(async () => {
    its = certificateOf('localhost', serverUser())
    other = certificateOf('localhost', serverUser())
    const tls = { ssl: 'on', ssl_cert_file: its.certificate, ssl_key_file: its.key }
    server = await startPostgres(18, { settings: { ...tls, max_connections: '6', superuser_reserved_connections: '0' } })
  })
  afterAll(() => {
    stopPostgres(server)
    for (const each of [its, other]) each?.remove()
  })
  const reach = async (host: string, tls: string) => {
    const query = tls.replace('ITS', its!.certificate).replace('OTHER', other!.certificate)
    return reachPostgres({ name: 'ERP', url: `postgres://postgres@${host}:${server.port}/postgres?${query}` })
  }

  it.each([
    ['require', '127.0.0.1', 'sslmode=require'],
    ['require, signed by', '127.0.0.1', 'sslmode=require&sslrootcert=ITS'],
    ['verify-ca', '127.0.0.1', 'sslmode=verify-ca&sslrootcert=ITS'],
    ['verify-full', 'localhost', 'sslmode=verify-full&sslrootcert=ITS'],
  ])('is reached by %s', async (_, host, tls) => {
    const { session } = await reach(host, tls)
    expect((await session.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).rows).toEqual([['t']])
    await session.close()
  })
  it.each([
    ['another has signed', 'localhost', 'sslmode=verify-ca&sslrootcert=OTHER'],
    ['another has signed, where it is named with require', 'localhost', 'sslmode=require&sslrootcert=OTHER'],
    ['nobody known has signed', 'localhost', 'sslmode=verify-full'],
    ['is of another host', '127.0.0.1', 'sslmode=verify-full&sslrootcert=ITS'],
  ])('is not, where its certificate %s', async (_, host, tls) => {
    await expect(reach(host, tls)).rejects.toMatchObject({ code: 'tls', wayOut: expect.stringMatching(/sslrootcert/) as string })
  })
  it('says that it has no connection left, and that is for now', async () => {
    const held: pg.Client[] = []
    for (let i = 0; i < 6; i++) {
      const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres' })
      held.push(client)
      await client.connect()
    }
    await expect(reach('127.0.0.1', 'sslmode=require')).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'connections',
      wayOut: expect.stringMatching(/max_connections/) as string,
    })
    for (const client of held) await client.end()
  })
})

describe('a PostgreSQL database', () => {
  let database: PostgresDatabase
  let made: PostgresSchema
  let system: System
  let bound: Bound
  beforeAll(async () => {
    database = await postgresDatabase(await postgresServer())
  })
  afterAll(async () => database.drop())
  beforeEach(async () => {
    made = await postgresSchema(database, table, [shape])
    system = await made.open()
    bound = await system.bind(postgresAdapter(shape))
  })
  afterEach(async () => {
    await system.close()
    await made.close()
  })

  it('that is set to take no writes is written to by nobody, also where a transaction could ask for it', async () => {
    const user = `ro${process.pid}`
    await ask(
      database.server,
      database.name,
      `CREATE ROLE ${user} LOGIN SUPERUSER; ALTER ROLE ${user} SET default_transaction_read_only = on`,
    )
    const limited = await openPostgres({
      name: 'ERP',
      url: database.urlOf(user),
      schema: made.schema,
      statements: postgresStatements,
      env: {},
    })
    const reader = await limited.bind(postgresAdapter(shape))
    await expect(reader.deliver(1, [insertOf('P-1', row)])).rejects.toMatchObject({
      kind: 'misfit',
      code: 'readOnly',
      wayOut: expect.stringMatching(/primary/) as string,
    })
    expect(await reader.count()).toBe(0)
    await limited.close()
    await ask(database.server, database.name, `DROP ROLE ${user}`)
  })

  describe('that cannot do it beside what others do', () => {
    const fails = async (times: number) =>
      void (await made.user.query(`CREATE SEQUENCE tries;
        CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF nextval('${made.schema}.tries') <= ${times} THEN RAISE serialization_failure; END IF; RETURN NEW; END $$;
        CREATE TRIGGER fails BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION fails()`))
    it('is asked again', async () => {
      await fails(4)
      expect(answersOf(await bound.deliver(1, [insertOf('P-1', row)]))).toMatchObject([{ outcome: 'done' }])
    })
    it('is left for later when that does not help', async () => {
      await fails(5)
      expect(await bound.deliver(1, [insertOf('P-1', row)])).toMatchObject({ outcome: 'throttled' })
      expect(await bound.count()).toBe(0)
      expect(answersOf(await bound.deliver(2, [insertOf('P-1', row)]))).toMatchObject([{ outcome: 'done' }])
    })
  })

  it('without room on its disk writes nothing, and all of it once there is some', async ({ skip }) => {
    const disk = smallDisk()
    if (disk === null) {
      skip(noSmallDisk)
      return
    }
    const space = `small${process.pid}`
    try {
      await ask(database.server, database.name, `CREATE TABLESPACE ${space} LOCATION '${disk.folder}'`)
      await made.user.query(`ALTER TABLE things SET TABLESPACE ${space}`)
      const writes = Array.from({ length: 500 }, (_, i) => insertOf(`P-${i}`, ['x'.repeat(4_000) + String(i), 'y'.repeat(1_900), '3']))
      expect(await bound.deliver(1, writes)).toMatchObject({
        outcome: 'throttled',
        detail: expect.stringMatching(/No space left/) as string,
      })
      expect(await bound.count()).toBe(0)
      disk.grow()
      expect(new Set(answersOf(await bound.deliver(2, writes)).map(({ outcome }) => outcome))).toEqual(new Set(['done']))
    } finally {
      await made.user.query('DROP TABLE things')
      await ask(database.server, database.name, `DROP TABLESPACE ${space}`)
      disk.remove()
    }
  })
})
