/** What goes wrong at a PostgreSQL server, and what is told of it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPostgres } from '../../runtime/connectors/postgres/index.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { TableShape } from './adapters.ts'
import { answersOf } from './conformance.ts'
import { deleteOf, insertOf, thingShape, title, updateOf } from './conformance-shape.ts'
import type { PostgresSchema } from './postgres-setting.ts'
import { postgresAdapter, postgresSchema, postgresStatements } from './postgres-setting.ts'

const table = 'CREATE TABLE things (name text PRIMARY KEY, title text NOT NULL, remark text, size integer NOT NULL);'
const row = ['pump', null, '3']
const shape: TableShape = thingShape('outbox')
const insert = (key: string, values: readonly (string | null)[] = row) => insertOf(key, values)

describe('a PostgreSQL system', () => {
  let database: PostgresDatabase
  let made: PostgresSchema
  let system: System
  let bound: Bound
  beforeAll(async () => {
    database = await postgresDatabase(await postgresServer())
  })
  afterAll(async () => database.drop())
  const open = async (ddl: string): Promise<void> => {
    made = await postgresSchema(database, `${table} ${ddl}`, [shape])
    system = await made.open()
    bound = await system.bind(postgresAdapter(shape))
  }
  afterEach(async () => {
    await system.close()
    await made.close()
  })
  const names = async (): Promise<unknown> =>
    (await made.user.query<{ name: string }>('SELECT name FROM things ORDER BY name')).rows.map(({ name }) => name)
  /** Of all connections of the connector to this database. */
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'thalweg' AND datname = current_database()`

  describe('with a row that is refused', () => {
    it('rejects it alone, with what the server says, wherever it stands in the batch', async () => {
      await open('ALTER TABLE things ADD CHECK (size < 100);')
      const writes = Array.from({ length: 40 }, (_, i) => insert(`P-${i}`, ['pump', null, [7, 8, 39].includes(i) ? '100' : '3']))
      const answers = answersOf(await bound.deliver(1, writes))
      expect(answers.flatMap(({ outcome }, i) => (outcome === 'done' ? [] : [[i, outcome]]))).toEqual([
        [7, 'rejected'],
        [8, 'rejected'],
        [39, 'rejected'],
      ])
      expect(answers[7]).toMatchObject({ reason: 'constraint', detail: expect.stringMatching(/violates check constraint/) })
      expect(await bound.count()).toBe(37)
      expect(await system.resolve(1)).toMatchObject({ state: 'landed', failed: new Set(['P-7', 'P-8', 'P-39']) })
    })
    it('says which constraint another row has taken', async () => {
      await open('CREATE UNIQUE INDEX one_title ON things (title);')
      expect(answersOf(await bound.deliver(1, [insert('P-1'), insert('P-2', ['valve', null, '1'])]))).toMatchObject([
        { outcome: 'done' },
        { outcome: 'done' },
      ])
      expect(answersOf(await bound.deliver(2, [insert('P-3'), insert('P-4', ['seal', null, '1'])]))).toMatchObject([
        { outcome: 'rejected', reason: 'constraint', detail: expect.stringMatching(/one_title/), image: { present: false } },
        { outcome: 'done' },
      ])
    })
    it('gives free what one row leaves before another takes it', async () => {
      await open('CREATE UNIQUE INDEX one_title ON things (title);')
      await bound.deliver(1, [insert('P-1')])
      expect(answersOf(await bound.deliver(2, [insert('P-2'), deleteOf('P-1', row)]))).toMatchObject([
        { outcome: 'done' },
        { outcome: 'done' },
      ])
      expect(await names()).toEqual(['P-2'])
    })
    it('says that a trigger leaves it out', async () => {
      await open(`CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
        CREATE TRIGGER skip BEFORE INSERT ON things FOR EACH ROW WHEN (NEW.size = 0) EXECUTE FUNCTION skip();`)
      expect(answersOf(await bound.deliver(1, [insert('P-1', ['pump', null, '0']), insert('P-2')]))).toMatchObject([
        { outcome: 'rejected', detail: expect.stringMatching(/leaves the row out/) },
        { outcome: 'done' },
      ])
    })
    it('tells what a trigger of another row made of it', async () => {
      await open(`CREATE FUNCTION also() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE things SET remark = 'seen' WHERE name = 'P-1'; RETURN NULL; END $$;
        CREATE TRIGGER also AFTER INSERT ON things FOR EACH ROW WHEN (NEW.name = 'P-2') EXECUTE FUNCTION also();`)
      expect(answersOf(await bound.deliver(1, [insert('P-1'), insert('P-2')]))[0]!.image.values).toEqual(['pump', 'seen', '3'])
    })
    it('refuses the whole where that shows at the commit only', async () => {
      await open('ALTER TABLE things ADD CONSTRAINT late UNIQUE (title) DEFERRABLE INITIALLY DEFERRED;')
      const first = answersOf(await bound.deliver(1, [insert('P-1'), insert('P-2', ['valve', null, '1'])]))
      expect(first.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
      expect(answersOf(await bound.deliver(2, [insert('P-2', ['seal', null, '1']), insert('P-3', ['seal', null, '1'])]))).toMatchObject([
        { outcome: 'stale', image: { values: ['valve', null, '1'] } },
        { outcome: 'done' },
      ])
      const delivery = await bound.deliver(3, [updateOf('P-2', ['valve', null, '1'], { [title]: 'pump' })])
      expect(delivery).toMatchObject({ outcome: 'rejected', detail: expect.stringMatching(/late/) })
      expect(await system.resolve(3)).toEqual({ state: 'void' })
    })
  })

  describe('whose connection is cut', () => {
    beforeEach(async () => open(''))
    it('before the commit, has written nothing', async () => {
      await made.user.query('BEGIN; LOCK TABLE things')
      const delivery = bound.deliver(1, [insert('P-1')])
      await waiting(made)
      await made.user.query(cut)
      await made.user.query('ROLLBACK')
      expect(await delivery).toMatchObject({ outcome: 'unreachable' })
      expect(await names()).toEqual([])
      await expect(bound.count()).rejects.toMatchObject({ kind: 'unreachable' })
      const again = await made.open()
      expect(await again.resolve(1)).toEqual({ state: 'void' })
      await again.close()
    })
    it('within the commit, is not known to have written', async () => {
      await made.user.query(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()`)
      const delivery = bound.deliver(1, [insert('P-1')])
      await waiting(made, `query = 'COMMIT' AND state = 'active'`)
      await made.user.query(cut)
      expect(await delivery).toMatchObject({ outcome: 'uncertain' })
    })
    it('while it is idle, is unreachable', async () => {
      await made.user.query(cut)
      expect(await bound.deliver(1, [insert('P-1')])).toMatchObject({ outcome: 'unreachable' })
    })
  })

  describe('beside other programs', () => {
    beforeEach(async () => open(''))
    it('gives way in a deadlock, and delivers all the same', async () => {
      await bound.deliver(1, [insert('P-1'), insert('P-2')])
      await made.user.query(`SET deadlock_timeout = '10s'; BEGIN; UPDATE things SET size = 4 WHERE name = 'P-2'`)
      const delivery = bound.deliver(2, [updateOf('P-1', row, { [title]: 'big' }), updateOf('P-2', row, { [title]: 'big' })])
      await waiting(made)
      const theirs = made.user.query(`UPDATE things SET size = 4 WHERE name = 'P-1'; COMMIT`)
      expect(answersOf(await delivery).map(({ outcome }) => outcome)).toEqual(['done', 'done'])
      await theirs
    })
    it('writes nothing over what a user has written meanwhile', async () => {
      await bound.deliver(1, [insert('P-1')])
      await made.user.query(`BEGIN; UPDATE things SET title = 'theirs' WHERE name = 'P-1'`)
      const delivery = bound.deliver(2, [updateOf('P-1', row, { [title]: 'ours' })])
      await waiting(made)
      await made.user.query('COMMIT')
      expect(answersOf(await delivery)).toMatchObject([{ outcome: 'stale', image: { values: ['theirs', null, '3'] } }])
    })
    it('deletes nothing that a user has changed meanwhile', async () => {
      await bound.deliver(1, [insert('P-1')])
      await made.user.query(`BEGIN; UPDATE things SET title = 'theirs' WHERE name = 'P-1'`)
      const delivery = bound.deliver(2, [deleteOf('P-1', row)])
      await waiting(made)
      await made.user.query('COMMIT')
      expect(answersOf(await delivery)).toMatchObject([{ outcome: 'stale' }])
      expect(await names()).toEqual(['P-1'])
    })
    it('takes a row that a user inserts meanwhile for theirs', async () => {
      await made.user.query(`BEGIN; INSERT INTO things VALUES ('P-1', 'theirs', NULL, 1)`)
      const delivery = bound.deliver(1, [insert('P-1'), insert('P-2')])
      await waiting(made)
      await made.user.query('COMMIT')
      expect(answersOf(await delivery)).toMatchObject([{ outcome: 'stale', image: { values: ['theirs', null, '1'] } }, { outcome: 'done' }])
    })
    it('loses none of the edits that users make all the time', async () => {
      await bound.deliver(1, [insert('P-1', ['0', null, '0'])])
      const other = await made.client()
      const edits = (async () => {
        for (let i = 0; i < 60; i++)
          await other.query(`UPDATE things SET size = size + 1, title = (title::int + 1)::text WHERE name = 'P-1'`)
      })()
      let ours = 0
      for (let op = 2; op < 62; op++) {
        const { values } = (await bound.look([{ key: 'P-1', seen: 0 }]))[0]!
        const [answer] = answersOf(await bound.deliver(op, [updateOf('P-1', values, { [title]: String(Number(values[0]) + 1) })]))
        if (answer!.outcome === 'done') ours++
      }
      await edits
      await other.end()
      expect((await bound.look([{ key: 'P-1', seen: 0 }]))[0]!.values).toEqual([String(60 + ours), null, '60'])
    })
  })

  describe('that cannot now', () => {
    beforeEach(async () => open(''))
    const role = async (settings: string): Promise<string> => {
      const name = `r${process.pid}_${made.schema}`
      await ask(database.server, database.name, `CREATE ROLE ${name} LOGIN; ${settings.replaceAll('ROLE_NAME', name)}`)
      return name
    }
    it('is throttled where statements take too long', async () => {
      const user = await role(`ALTER ROLE ROLE_NAME SET statement_timeout = '100ms'; ALTER ROLE ROLE_NAME SUPERUSER`)
      const limited = await made.open('ERP', user)
      const slow = await limited.bind(postgresAdapter(shape))
      await made.user.query(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$;
        CREATE TRIGGER slow BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION slow()`)
      expect(await slow.deliver(1, [insert('P-1')])).toMatchObject({ outcome: 'throttled' })
      expect(await names()).toEqual([])
      expect(await slow.count()).toBe(0)
      await limited.close()
    })
    it('names what a user without rights lacks', async () => {
      const user = await role(
        `GRANT USAGE ON SCHEMA ${made.schema} TO ROLE_NAME; GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA ${made.schema} TO ROLE_NAME`,
      )
      const limited = await made.open('ERP', user)
      await expect(limited.bind(postgresAdapter(shape))).rejects.toMatchObject({
        kind: 'misfit',
        code: 'rights',
        message: expect.stringMatching(/INSERT, DELETE on table things/),
        wayOut: expect.stringMatching(/^GRANT INSERT, DELETE ON .*things.* TO /),
      })
      await limited.close()
    })
    it('is told what it may not see beside its table before anything is read', async () => {
      const user = await role(
        `GRANT USAGE ON SCHEMA ${made.schema} TO ROLE_NAME; GRANT ALL ON ${made.schema}.things TO ROLE_NAME; GRANT SELECT ON ${made.schema}.thalweg_system, ${made.schema}.thalweg_ops TO ROLE_NAME`,
      )
      const limited = await made.open('ERP', user)
      await expect(limited.bind(postgresAdapter(shape))).rejects.toMatchObject({
        kind: 'misfit',
        code: 'rights',
        message: expect.stringMatching(/permission denied for table thalweg_outbox/),
      })
      await limited.close()
    })
    it('is a misfit where it takes no writes', async () => {
      const user = await role(`ALTER ROLE ROLE_NAME SUPERUSER`)
      const limited = await made.open('ERP', user)
      const reader = await limited.bind(postgresAdapter(shape))
      await made.user.query(`CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE read_only_sql_transaction; END $$;
        CREATE TRIGGER no BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION no()`)
      await expect(reader.deliver(1, [insert('P-1')])).rejects.toMatchObject({ kind: 'misfit', code: 'readOnly' })
      await limited.close()
    })
  })

  describe('that is none', () => {
    beforeEach(async () => open(''))
    const opened = async (url: string, schema?: string) =>
      openPostgres({ name: 'ERP', url, statements: postgresStatements, env: {}, ...(schema !== undefined && { schema }) })
    it('says so, and never the password', async () => {
      const { port } = database.server
      const urls: readonly (readonly [url: string, code: string])[] = [
        [`postgres://tester:geheim@127.0.0.1:1/x`, 'down'],
        [`postgres://tester:geheim@127.0.0.1:${port}/absent`, 'login'],
        [`postgres://postgres:geheim@127.0.0.1:${port}/absent`, 'noDatabase'],
        [`mysql://tester:geheim@127.0.0.1/x`, 'url'],
        [`geheim`, 'url'],
        [`postgres://tester:geheim#@127.0.0.1:${port}/x`, 'url'],
        [`postgres://postgres:geheim@127.0.0.1:${port}/postgres?sslmode=require`, 'tls'],
      ]
      for (const [url, code] of urls) {
        const error: unknown = await opened(url).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ name: 'SystemError', code })
        expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain('geheim')
      }
    })
    it('has not the schema, the table, the column, the type or the key that the binding names', async () => {
      await expect(opened(database.url, 'nowhere')).rejects.toMatchObject({ code: 'noSchema' })
      await made.user.query('CREATE TABLE narrow (name text, title integer, remark text, size integer); CREATE TABLE keyless (LIKE things)')
      const bind = async (of: TableShape) => system.bind(postgresAdapter(of))
      await expect(bind({ ...shape, table: 'absent' })).rejects.toMatchObject({ code: 'noTable' })
      await expect(bind({ ...shape, fields: [{ ...shape.fields[0]!, field: 'colour' }] })).rejects.toMatchObject({
        code: 'noColumn',
        message: expect.stringMatching(/has no column colour/),
      })
      await expect(bind({ ...shape, table: 'narrow' })).rejects.toMatchObject({
        code: 'columnType',
        message: expect.stringMatching(/title .* is integer, and what is sent there is text: write sqlType 'integer'/),
      })
      await expect(bind({ ...shape, table: 'keyless' })).rejects.toMatchObject({ code: 'notUnique' })
      // Rows without a key are no records, and any number of them may be there.
      await made.user.query('ALTER TABLE keyless ALTER name DROP NOT NULL, ADD UNIQUE (name)')
      await expect(bind({ ...shape, table: 'keyless' })).resolves.toBeDefined()
    })
    it('is not prepared', async () => {
      await made.user.query('DROP TABLE thalweg_system')
      expect(await system.identity()).toBeNull()
      await expect(system.bind(postgresAdapter(shape))).rejects.toMatchObject({ code: 'notPrepared' })
    })
  })
})

/** Until the connector waits for somebody. */
async function waiting(made: PostgresSchema, when = `wait_event_type = 'Lock'`): Promise<void> {
  const watch = await made.client()
  try {
    for (let i = 0; i < 500; i++) {
      const { rows } = await watch.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'thalweg' AND datname = current_database() AND ${when}`,
      )
      if (rows.length > 0) return
      await new Promise((resolve) => void setTimeout(resolve, 10))
    }
    throw new Error('the connector does not wait')
  } finally {
    await watch.end()
  }
}
