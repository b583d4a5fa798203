/** What doctor says of a system at a server that is not as the flows need it: one line, with the way out; and what run and prepare say of the same. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, restart, startPostgres, stopPostgres } from '../servers/postgres.ts'
import type { ServerKind, ServerProject } from './server-project.ts'
import { serverKinds, serverProject } from './server-project.ts'

interface Case {
  readonly name: string
  readonly kinds?: readonly ServerKind[]
  /** Broken and mended by a user with all rights. */
  readonly broken: Readonly<Record<ServerKind, string>>
  readonly mended: Readonly<Record<ServerKind, string>>
  readonly said: RegExp
}
const both = (sql: string): Record<ServerKind, string> => ({ postgres: sql, mariadb: sql })

/** Mended by preparing again. */
const anew = both('SELECT 1')

const cases: readonly Case[] = [
  {
    name: 'a column that is missing',
    broken: both('ALTER TABLE fixed_asset RENAME COLUMN location TO place'),
    mended: both('ALTER TABLE fixed_asset RENAME COLUMN place TO location'),
    said: /problem {2}assets: .*has no column location\n +its columns are asset_no, description, place, state/,
  },
  {
    name: 'a column whose type does not take the values',
    kinds: ['postgres'],
    broken: both('ALTER TABLE maintenance_order ALTER COLUMN due TYPE bytea USING NULL'),
    mended: both('ALTER TABLE maintenance_order ALTER COLUMN due TYPE date USING NULL'),
    said: /problem {2}workOrders: due of table maintenance_order .*is bytea.*\n.*pull/,
  },
  {
    name: 'a table without a key',
    broken: {
      postgres: 'ALTER TABLE fixed_asset DROP CONSTRAINT fixed_asset_pkey',
      mariadb: 'ALTER TABLE fixed_asset DROP PRIMARY KEY',
    },
    mended: both('ALTER TABLE fixed_asset ADD PRIMARY KEY (asset_no)'),
    said: /problem {2}assets: nothing makes asset_no unique .*\n +add a primary key/,
  },
  {
    name: 'a trigger that is gone',
    broken: {
      postgres:
        'DROP TRIGGER "thalweg_capture_workOrders_update" ON maintenance_order; DROP FUNCTION "thalweg_capture_workOrders_update"()',
      mariadb: 'DROP TRIGGER thalweg_capture_workOrders_update',
    },
    mended: anew,
    said: /problem {2}not prepared: missing: thalweg_capture_workOrders_update\n +npx thalweg prepare/,
  },
  {
    name: 'a trigger that is switched off',
    kinds: ['postgres'],
    broken: both('ALTER TABLE maintenance_order DISABLE TRIGGER "thalweg_capture_workOrders_update"'),
    mended: both('ALTER TABLE maintenance_order ENABLE TRIGGER "thalweg_capture_workOrders_update"'),
    said: /problem {2}not prepared: switched off: thalweg_capture_workOrders_update/,
  },
  {
    name: 'a trigger that is another one than was generated',
    broken: {
      postgres: `CREATE OR REPLACE FUNCTION "thalweg_capture_workOrders_update"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
      mariadb:
        'CREATE OR REPLACE TRIGGER thalweg_capture_workOrders_update AFTER UPDATE ON maintenance_order FOR EACH ROW SET @nothing = 1',
    },
    mended: anew,
    said: /problem {2}not prepared: made by another version of the flows: thalweg_capture_workOrders_update/,
  },
  {
    name: 'an outbox that nobody reads',
    broken: {
      postgres: `INSERT INTO "thalweg_outbox_workOrders" ("seq", "key", "kind", "at") VALUES (-1, '["WO-2"]', 'U', 1)`,
      mariadb: "INSERT INTO thalweg_outbox_workOrders (`seq`, `key`, `kind`, `at`) VALUES (1, '[\"WO-2\"]', 'U', 1)",
    },
    mended: anew,
    said: /problem {2}thalweg_outbox_workOrders holds 1 change, the oldest \d+ d old\n +let a run read it/,
  },
  {
    name: 'a foreign key that changes rows by itself',
    kinds: ['mariadb'],
    broken: both(
      'ALTER TABLE maintenance_order ADD CONSTRAINT of_asset FOREIGN KEY (asset) REFERENCES fixed_asset (asset_no) ON DELETE CASCADE',
    ),
    mended: both('ALTER TABLE maintenance_order DROP FOREIGN KEY of_asset'),
    said: /problem {2}workOrders: the foreign key of_asset of maintenance_order .*ON DELETE CASCADE.* no trigger sees/,
  },
  {
    name: 'a column that cannot hold every character',
    kinds: ['mariadb'],
    broken: both('ALTER TABLE fixed_asset MODIFY location varchar(60) CHARACTER SET latin1 NOT NULL'),
    mended: both('ALTER TABLE fixed_asset MODIFY location varchar(60) NOT NULL'),
    said: /problem {2}assets: location \(latin1\) of fixed_asset cannot hold every character/,
  },
]

describe.for(serverKinds)('doctor at %s', (kind) => {
  let at: ServerProject
  beforeAll(async () => {
    at = await serverProject(kind)
    const done = await at.run('prepare --apply --system ERP')
    if (done.code !== 0) throw new Error(done.err)
  })
  afterAll(async () => at.drop())

  it('finds nothing where everything is as the flows need it', async () => {
    expect(await at.run('doctor')).toMatchObject({ code: 0, out: expect.stringMatching(/ERP\n {2}ok {7}(PostgreSQL|MariaDB) \d+/) })
  })

  it.for(cases.filter(({ kinds = serverKinds }) => kinds.includes(kind)))('$name', async ({ broken, mended, said }) => {
    await at.sql(broken[kind])
    const { code, out } = await at.run('doctor')
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(said) })
    await at.sql(mended[kind])
    await at.sql(`DELETE FROM ${kind === 'postgres' ? '"thalweg_outbox_workOrders"' : 'thalweg_outbox_workOrders'}`)
    if (mended[kind] === anew[kind]) await at.run('prepare --apply --system ERP')
  })

  it('a server that is gone and a user who is not let in: the same sentence from doctor, prepare and run', async () => {
    const gone = at.url.replace(/:\d+\//, ':1/')
    const stranger = at.url.replace(/\/\/[^@]+@/, '//nobody_here:s3cret@')
    for (const [url, said] of [
      [gone, /no MariaDB answers at|nothing answers there/],
      [stranger, /does not let (in nobody_here|this user in)/],
    ] as const)
      for (const line of ['doctor', 'prepare --apply --system ERP', 'match']) {
        const { code, out, err } = await at.run(line, { ERP_URL: url })
        expect(code).toBe(1)
        expect(`${out}${err}`).toMatch(said)
        expect(`${out}${err}`).not.toMatch(/s3cret|\n\s+at /)
      }
  })
})

describe('doctor at a PostgreSQL', () => {
  let at: ServerProject
  beforeAll(async () => {
    at = await serverProject('postgres')
    const file = join(at.folder, 'generated/shop/flows/workOrders/ERP.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/detect: \{[^}]*\}/, "detect: { kind: 'log' }"))
  })
  afterAll(async () => at.drop())

  it('names transactions that stay open and hold back the outbox', async () => {
    const { postgresDialect } = await import('../../cli/doctor/postgres.ts')
    const { reachPostgres } = await import('../../runtime/connectors/postgres/index.ts')
    const client = new pg.Client({ connectionString: at.url, application_name: 'ledger.exe' })
    await client.connect()
    await client.query('BEGIN; CREATE TABLE in_flight (a int)')
    const { session } = await reachPostgres({ name: 'ERP', url: at.url })
    try {
      expect(await postgresDialect.held(session, 0)).toContainEqual(
        expect.objectContaining({
          ok: false,
          text: expect.stringMatching(/postgres \(ledger\.exe, idle in transaction\) is open for \d+ s/),
        }),
      )
      expect(await postgresDialect.held(session)).not.toContainEqual(
        expect.objectContaining({ text: expect.stringContaining('ledger.exe') }),
      )
    } finally {
      await session.close()
      await client.end()
    }
  })

  it('looks at what a log needs: level, publication, slot, identity of rows', async () => {
    expect((await at.run('doctor')).out).toMatch(/problem {2}there is no publication thalweg_shop_erp\n +npx thalweg prepare --apply/)
    await at.sql('CREATE PUBLICATION thalweg_shop_erp FOR TABLE maintenance_order')
    const { out } = await at.run('doctor')
    expect(out).toContain('wal_level is logical, and the publication thalweg_shop_erp is there')
    expect(out).toContain('workOrders: maintenance_order is published, and has a replica identity')
    expect(out).toContain('there is no slot thalweg_shop_erp yet')
    await at.sql(`SELECT pg_create_logical_replication_slot('thalweg_shop_erp', 'pgoutput')`)
    try {
      expect((await at.run('doctor')).out).toMatch(/the slot thalweg_shop_erp is [\d.]+ .B behind, nobody reads it now/)
      await at.sql('ALTER TABLE maintenance_order REPLICA IDENTITY NOTHING')
      expect((await at.run('doctor')).out).toMatch(/problem {2}workOrders: maintenance_order has no replica identity/)
    } finally {
      await at.sql(`SELECT pg_drop_replication_slot('thalweg_shop_erp')`)
    }
  })

  it('says that a server does not write what a log needs, or takes no writes', async () => {
    const server = await startPostgres(18, { settings: { wal_level: 'replica' } })
    try {
      const url = `postgres://postgres@127.0.0.1:${server.port}/postgres`
      const { out } = await at.run('doctor', { ERP_URL: url })
      expect(out).toMatch(/problem {2}wal_level is replica, and a flow reads the log of the server\n +ALTER SYSTEM SET wal_level = logical/)
      await ask(server, 'postgres', 'ALTER DATABASE postgres SET default_transaction_read_only = on')
      expect((await at.run('doctor', { ERP_URL: url })).out).toMatch(/problem {2}starts every transaction of this role as read-only/)
    } finally {
      stopPostgres(server)
    }
  })

  it('says of a hot standby that it takes no writes; prepare and match say the same', async () => {
    const primary = await startPostgres(18)
    process.kill(primary.pid, 'SIGINT')
    await expect.poll(() => existsSync(join(primary.folder, 'data', 'postmaster.pid')), { timeout: 15_000 }).toBe(false)
    writeFileSync(join(primary.folder, 'data', 'standby.signal'), '')
    const standby = await restart(primary)
    try {
      const env = { ERP_URL: `postgres://postgres@127.0.0.1:${standby.port}/postgres` }
      for (const line of ['doctor', 'prepare --apply', 'match']) {
        const { code, out, err } = await at.run(line, env)
        expect([line, code]).toEqual([line, 1])
        expect(out + err).toMatch(/is a replica, which takes no writes and lags behind(\n +| \()name the primary in the URL/)
      }
    } finally {
      stopPostgres(standby)
    }
  })
})
