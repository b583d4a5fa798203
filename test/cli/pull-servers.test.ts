/** `pull` from servers: what they say of themselves, whole, as code that compiles; the password goes nowhere. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { askMariadb, hasMariadb, mariadbDatabase, mariadbServer } from '../servers/mariadb.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { emptyFolder, json, link, thalweg } from './command.ts'
import { compiled } from './pulled.ts'

interface Pulled {
  readonly system: string
  readonly files: readonly string[]
  readonly left: readonly { readonly table: string; readonly why: string }[]
  readonly records: readonly { readonly table: string; readonly key: readonly string[] }[]
}

const drops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const drop of drops) await drop()
})

function project(): string {
  const folder = emptyFolder()
  link(folder)
  return folder
}

function everything(folder: string): string {
  return ['records', 'systems']
    .flatMap((part) => readdirSync(join(folder, part)).map((name) => readFileSync(join(folder, part, name), 'utf8')))
    .join('\n')
}

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')

const postgresTables = `
  CREATE SCHEMA sales;
  CREATE TYPE sales.order_state AS ENUM ('OPEN', 'it''s done');
  CREATE DOMAIN sales.code AS varchar(12) NOT NULL;
  CREATE TABLE sales.site (code sales.code PRIMARY KEY, name text);
  CREATE TABLE sales.work_order (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, no integer, small smallint, cost numeric(12,2), count numeric(9), ratio double precision, loose numeric,
    done boolean NOT NULL, day date, at timestamptz, local timestamp(0), ref uuid, state sales.order_state, states sales.order_state[], tags text[], body jsonb,
    old json, unit char(3), site varchar(12) REFERENCES sales.site, picture bytea, span interval, twice integer GENERATED ALWAYS AS (no * 2) STORED, "Größe 1" text);
  CREATE TABLE sales.reading (work_order bigint NOT NULL, at timestamptz NOT NULL, value real, UNIQUE (work_order, at));
  CREATE DOMAIN sales.grade AS text CHECK (VALUE IN ('A', 'B'));
  CREATE COLLATION sales.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE TABLE sales.visit (no integer PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('NEW', 'it''s done')), grade sales.grade, size varchar(3),
    loose text COLLATE sales.any_case CHECK (loose IN ('X')), CHECK (size = 'S' OR size = 'L'));
  ALTER TABLE sales.visit ADD COLUMN late text, ADD CONSTRAINT later CHECK (late IN ('Y')) NOT VALID;
  CREATE TABLE sales.no_key (a text);
  INSERT INTO sales.work_order (loose, done) VALUES (1.2345, true);
  CREATE VIEW sales.done_order AS SELECT id, cost FROM sales.work_order WHERE done;
  CREATE VIEW sales.costs AS SELECT site, sum(cost) AS cost FROM sales.work_order GROUP BY site;
  CREATE TABLE sales.thalweg_ops (op bigint PRIMARY KEY);
  CREATE TABLE public.elsewhere (id integer PRIMARY KEY);`

describe('pull from PostgreSQL', () => {
  it('writes every table of the schema as it is, and the name of the variable in place of the URL', async () => {
    const database = await postgresDatabase(await postgresServer())
    drops.push(database.drop)
    await ask(database.server, database.name, postgresTables)
    const folder = project()
    const url = database.url.replace('postgres@', 'postgres:s3cret@')
    const { code, data } = await json<Pulled>(folder, 'pull --from-env ERP_URL --schema sales --key done_order=id --key costs=site', {
      ERP_URL: url,
    })
    expect(code).toBe(0)
    expect(data.system).toBe('ERP')
    expect(data.left.map(({ table }) => table)).toEqual(['no_key'])
    expect(data.records.map(({ table, key }) => `${table}: ${key.join(' ')}`)).toEqual([
      'costs: site',
      'done_order: id',
      'reading: workOrder at',
      'site: code',
      'visit: no',
      'work_order: id',
    ])
    expect(read(folder, 'records/visit.ts')).toContain(`
    kind: z.enum(['NEW', 'it\\'s done']),
    grade: z.enum(['A', 'B']).nullable(),
    size: z.enum(['S', 'L']).nullable(),
    loose: z.string().nullable(),
    late: z.string().nullable(),
`)
    expect(read(folder, 'records/work-order.ts')).toContain(`
  fields: {
    // the database numbers it, always
    id: z.int(),
    no: z.int32().nullable(),
    small: z.int().min(-32768).max(32767).nullable(),
    cost: field.decimal({ precision: 12, scale: 2 }).nullable(),
    count: z.int().nullable(),
    ratio: z.number().nullable(),
    // numeric without a size; its values have no more than 4 digits after the point
    loose: field.decimal({ precision: 30, scale: 4 }).nullable(),
    done: z.boolean(),
    day: z.iso.date().nullable(),
    at: z.iso.datetime().nullable(),
    // without a time zone: taken for UTC
    local: z.iso.datetime().nullable(),
    ref: z.guid().nullable(),
    state: z.enum(['OPEN', 'it\\'s done']).nullable(),
    states: z.array(z.enum(['OPEN', 'it\\'s done'])).nullable(),
    tags: z.array(z.string()).nullable(),
    body: z.json().nullable(),
    old: z.json().nullable(),
    unit: z.string().max(3).nullable(),
    site: field.ref('site', z.string().max(12).nullable()),
    größe1: z.string().nullable(),
    // Column 'picture' is left out: binary data is not carried.
    // Column 'span' is left out: an interval is no length of time that every system agrees on.
    // Column 'twice' is left out: the database computes it.
  },`)
    const system = read(folder, 'systems/erp.ts')
    expect(system).toContain("connector: postgres({ url: secret('ERP_URL'), schema: 'sales' }),")
    for (const column of [
      "local: { column: 'local', stores: [{ precision: 's' }] }",
      "ref: { column: 'ref', sqlType: 'uuid' }",
      "state: { column: 'state', sqlType: 'order_state' }",
      "states: { column: 'states', sqlType: 'order_state[]' }",
      "tags: { column: 'tags', sqlType: 'text[]' }",
      "old: { column: 'old', sqlType: 'json' }",
      "unit: { column: 'unit', sqlType: 'character(3)' }",
      "größe1: 'Größe 1'",
    ])
      expect(system).toContain(column)
    expect(system).toMatch(/flows may only read here[^\n]*\n {4}costs: table\(costs, 'costs', \{ detect: 'snapshot' \}\)/)
    expect(system).toMatch(/A view has no triggers[^\n]*\n {4}doneOrder:/)
    for (const fact of [
      "code: { type: 'code', is: 'text', length: 12, nullable: false, required: true }",
      "id: { type: 'bigint', is: 'integer', nullable: false }",
      "small: { type: 'smallint', is: 'integer', min: -32768, max: 32767, nullable: true }",
      "cost: { type: 'numeric(12,2)', is: 'decimal', precision: 12, scale: 2, nullable: true }",
      "done: { type: 'boolean', is: 'boolean', nullable: false, required: true }",
      "at: { type: 'timestamp with time zone', is: 'datetime', digits: 6, zone: true, nullable: true }",
      "local: { type: 'timestamp(0) without time zone', is: 'datetime', digits: 0, zone: false, nullable: true }",
      "state: { type: 'order_state', is: 'enum', values: ['OPEN', 'it\\'s done'], nullable: true }",
      "states: { type: 'order_state[]', nullable: true }",
      "kind: { type: 'text', is: 'enum', values: ['NEW', 'it\\'s done'], nullable: false, required: true }",
      "late: { type: 'text', is: 'text', nullable: true }",
    ])
      expect(read(folder, 'systems/erp.columns.ts')).toContain(fact)
    expect(read(folder, 'systems/erp.columns.ts')).toContain("cost: { type: 'numeric', is: 'decimal' },")
    expect(everything(folder)).not.toMatch(/s3cret|127\.0\.0\.1/)
    compiled(folder, 'ERP', data.files)
    expect(await thalweg(folder, 'check')).toMatchObject({ err: expect.not.stringContaining('cannot be carried') })

    await ask(database.server, database.name, 'ALTER TABLE sales.site ADD COLUMN zone uuid')
    await ask(
      database.server,
      database.name,
      `CREATE FUNCTION sales.fill() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.code := ''x''; RETURN NEW; END';
       CREATE TRIGGER fills BEFORE INSERT ON sales.site FOR EACH ROW EXECUTE FUNCTION sales.fill()`,
    )
    const again = await json<{ changes: { text: string }[] }>(folder, `pull ${url} --schema sales --system ERP`)
    expect(again.data.changes.map(({ text }) => text)).toEqual([
      'zone is new, from column zone',
      'site.code is code NOT NULL, filled by the database now, and was code NOT NULL',
    ])
    expect(read(folder, 'systems/erp.ts')).toContain(
      "site: table(site, 'site', { detect: 'outbox', columns: { zone: { column: 'zone', sqlType: 'uuid' } } }),",
    )
  })

  it('says what is wrong with what it is given, and never the password', async () => {
    const { port } = await postgresServer()
    const folder = project()
    for (const [url, said] of [
      [`postgres://postgres:s3cret@127.0.0.1:${port}/nowhere`, 'there is no such database'],
      ['postgres://postgres:s3cret@127.0.0.1:1/erp', 'nothing answers there'],
      [`postgres://postgres:s3cret@127.0.0.1:${port}/postgres --schema sales`, 'there is no schema sales'],
      [`postgres://postgres:s3cret@127.0.0.1:${port}/template1`, 'name the schema that holds the tables (--schema <name>)'],
      ['oracle://scott:s3cret@host/db', 'is no database that can be pulled from'],
    ] as const) {
      const { code, out, err } = await thalweg(folder, `pull ${url}`)
      expect({ code: code! > 0, said: err.includes(said), told: `${out}${err}`.includes('s3cret') }).toEqual({
        code: true,
        said: true,
        told: false,
      })
    }
    expect((await thalweg(folder, 'pull --from-env ERP_URL')).err).toContain('not set: ERP_URL')
  })
})

const mariadbTables = `
  CREATE TABLE site (code varchar(12) PRIMARY KEY, name text);
  CREATE TABLE work_order (
    id bigint AUTO_INCREMENT PRIMARY KEY, no int unsigned, small tinyint, cost decimal(12,2), done tinyint(1) NOT NULL, day date, at datetime(6), cut datetime,
    ref uuid, state enum('OPEN','it''s done'), body json, unit char(3), site varchar(12), picture blob, twice int AS (no * 2), FOREIGN KEY (site) REFERENCES site (code));
  CREATE TABLE reading (work_order bigint NOT NULL, at datetime(3) NOT NULL, value double, UNIQUE (work_order, at));
  CREATE TABLE visit (no int PRIMARY KEY, kind varchar(10) COLLATE utf8mb4_bin CHECK (kind IN ('NEW', 'it''s done')), loose varchar(10) CHECK (loose IN ('X')));
  CREATE TABLE no_key (a text);
  CREATE VIEW costs AS SELECT site, sum(cost) AS cost FROM work_order GROUP BY site;
  CREATE TABLE thalweg_ops (op bigint PRIMARY KEY);`

describe.skipIf(!hasMariadb())('pull from MariaDB', () => {
  it('writes every table as it is', async () => {
    const server = await mariadbServer()
    const database = await mariadbDatabase(server)
    drops.push(database.drop)
    await askMariadb(server, `USE ${database.name}; ${mariadbTables}`)
    const folder = project()
    const { code, data } = await json<Pulled>(folder, `pull ${database.url} --system ERP --key costs=site`)
    expect(code).toBe(0)
    expect(data.left.map(({ table }) => table)).toEqual(['no_key'])
    expect(read(folder, 'records/work-order.ts')).toContain(`
  fields: {
    // the database numbers it
    id: z.int(),
    no: z.uint32().nullable(),
    small: z.int().min(-128).max(127).nullable(),
    cost: field.decimal({ precision: 12, scale: 2 }).nullable(),
    done: z.boolean(),
    day: z.iso.date().nullable(),
    at: z.iso.datetime().nullable(),
    cut: z.iso.datetime().nullable(),
    ref: z.guid().nullable(),
    state: z.enum(['OPEN', 'it\\'s done']).nullable(),
    body: z.json().nullable(),
    unit: z.string().max(3).nullable(),
    site: field.ref('site', z.string().max(12).nullable()),
    // Column 'picture' is left out: binary data is not carried.
    // Column 'twice' is left out: the database computes it.
  },`)
    expect(read(folder, 'records/visit.ts')).toContain(`
    kind: z.enum(['NEW', 'it\\'s done']).nullable(),
    loose: z.string().max(10).nullable(),
`)
    const system = read(folder, 'systems/erp.ts')
    expect(system).toContain("connector: mariadb({ url: secret('ERP_URL') }),")
    expect(system).toContain("cut: { column: 'cut', stores: [{ precision: 's' }] }")
    expect(system).toMatch(/flows may only read here[^\n]*\n {4}costs:/)
    for (const fact of [
      "code: { type: 'varchar(12)', is: 'text', length: 12, nullable: false, required: true }",
      "name: { type: 'text', is: 'text', length: 65535, nullable: true }",
      "id: { type: 'bigint(20)', is: 'integer', nullable: false }",
      "no: { type: 'int(10) unsigned', is: 'integer', min: 0, max: 4294967295, nullable: true }",
      "cost: { type: 'decimal(12,2)', is: 'decimal', precision: 12, scale: 2, nullable: true }",
      "cut: { type: 'datetime', is: 'datetime', digits: 0, zone: false, nullable: true }",
      "state: { type: 'enum(\\'OPEN\\',\\'it\\'\\'s done\\')', is: 'enum', values: ['OPEN', 'it\\'s done'], nullable: true }",
      "body: { type: 'longtext', is: 'json', nullable: true }",
    ])
      expect(read(folder, 'systems/erp.columns.ts')).toContain(fact)
    expect(everything(folder)).not.toMatch(/tester|127\.0\.0\.1/)
    compiled(folder, 'ERP', data.files)
    const wrong = await thalweg(folder, `pull ${database.urlOf('tester', 'wrong')}`)
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('wrong password, or no such user') })
  })
})
