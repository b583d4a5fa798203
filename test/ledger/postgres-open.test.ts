import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { identifyLedger, ledgerMigrations, ledgerSchema, migrateLedger } from '../../runtime/ledger/postgres/open.ts'
import type { PostgresDatabase, PostgresVersion } from '../servers/postgres.ts'
import { hasPostgres, postgresDatabase, postgresServer } from '../servers/postgres.ts'

const versions: readonly PostgresVersion[] = [18, 15]

describe.each(versions)('a ledger in Postgres %i', (version) => {
  describe.skipIf(!hasPostgres(version))('its schema', () => {
    let database: PostgresDatabase
    const clients: pg.Client[] = []

    async function connect(): Promise<pg.Client> {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      clients.push(client)
      return client
    }

    beforeAll(async () => {
      database = await postgresDatabase(await postgresServer(version))
    })
    afterEach(async () => {
      const [client] = clients
      for (const landscape of ['shop', 'crm']) await client?.query(`DROP SCHEMA IF EXISTS "${ledgerSchema(landscape)}" CASCADE`)
      await Promise.all(clients.splice(0).map(async (each) => each.end()))
    })
    afterAll(async () => database.drop())

    test('is absent until its migrations are carried out, and keeps its id', async () => {
      const client = await connect()
      await expect(identifyLedger(client, 'shop')).rejects.toMatchObject({ code: 'absent' })
      expect((await ledgerMigrations(client, 'shop')).map(({ name }) => name)).toEqual(['0001-first.sql', '0002-leases.sql'])
      expect(await migrateLedger(client, 'shop', 'one')).toEqual(['0001-first.sql', '0002-leases.sql'])
      expect(await ledgerMigrations(client, 'shop')).toEqual([])
      expect(await migrateLedger(client, 'shop', 'two')).toEqual([])
      expect(await identifyLedger(client, 'shop')).toBe('one')
    })

    test('shares its database with those of other landscapes', async () => {
      const client = await connect()
      await migrateLedger(client, 'shop', 'one')
      await migrateLedger(client, 'crm', 'two')
      expect([await identifyLedger(client, 'shop'), await identifyLedger(client, 'crm')]).toEqual(['one', 'two'])
    })

    test('is made once by workers that begin at the same time', async () => {
      const workers = await Promise.all(Array.from({ length: 6 }, connect))
      const made = await Promise.all(workers.map(async (client) => migrateLedger(client, 'shop')))
      expect(made.filter((names) => names.length > 0)).toEqual([['0001-first.sql', '0002-leases.sql']])
    })

    test.each([
      ["UPDATE meta SET value = '99' WHERE name = 'format'", 'newer', /has format 99; this version of Thalweg knows formats up to 2$/],
      ["UPDATE meta SET value = 'bank' WHERE name = 'landscape'", 'foreign', /is that of the landscape bank, not of shop$/],
      ['DROP TABLE meta', 'foreign', /has tables, but no ledger$/],
    ])('is refused after %s', async (sql, code, message) => {
      const client = await connect()
      await migrateLedger(client, 'shop')
      await client.query(`SET search_path = "${ledgerSchema('shop')}"`)
      await client.query(sql)
      const refusal = { code, message: expect.stringMatching(message) as string }
      await expect(identifyLedger(client, 'shop')).rejects.toMatchObject(refusal)
      await expect(migrateLedger(client, 'shop')).rejects.toMatchObject(refusal)
    })
  })
})

test('landscapes with long names have schemas of their own', () => {
  const long = 'l'.repeat(60)
  expect(ledgerSchema(`${long}a`)).not.toBe(ledgerSchema(`${long}b`))
  expect(ledgerSchema(`${long}a`).length).toBeLessThanOrEqual(63)
})
