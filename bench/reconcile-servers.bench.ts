/**
 * Reconciliation of two databases of a server, orders of twelve fields, all equal and then a few drifted: digests are computed by the servers, both at once. Beside
 * it, in the same run and also both at once, what a server needs to digest every row without a thought of what it means, and to give away every row; for MariaDB
 * what `pt-table-sync --print` of the Percona Toolkit takes, where that is installed.
 *
 *   BENCH_ROWS=1000000 node scripts/bench.mjs reconcile-servers
 */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { openEngine } from '../runtime/open.ts'
import { reconcile } from '../runtime/reconcile.ts'
import { scriptsIn } from '../runtime/scripts.ts'
import { hasMariadb, startMariadb, stopMariadb } from '../test/servers/mariadb.ts'
import { startPostgres, stopPostgres } from '../test/servers/postgres.ts'
import { Landscape } from './landscape.ts'
import { scratch } from './measure.ts'

const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000)
const drifted = 100

interface Side {
  readonly url: string
  readonly sql: (text: string) => Promise<void>
  /** The other two ways to compare, as this server has them. */
  readonly plainDigest: () => Promise<void>
  readonly everyRow: () => Promise<void>
  readonly stop: () => Promise<void>
}

const postgresTable = `CREATE TABLE orders (number text PRIMARY KEY, description text NOT NULL, asset text NOT NULL, technician text, status text NOT NULL, due date,
  hours numeric(9,2) NOT NULL, gl_code text, project text, priority bigint NOT NULL, cost numeric(12,2) NOT NULL, currency text NOT NULL);
  INSERT INTO orders SELECT 'WO-' || lpad(i::text, 8, '0'), 'replace hydraulic hose on drill ' || i, '1234.01.' || i % 60,
    CASE WHEN i % 3 > 0 THEN 'technician ' || i % 40 END, 'OPEN', date '2026-11-24', 7.5, NULL, 'P-' || i % 100, i % 5, i % 1000 + 0.25, 'AUD'
  FROM generate_series(0, ${rows - 1}) AS i`
const mariadbTable = `CREATE TABLE orders (number varchar(20) PRIMARY KEY, description varchar(200) NOT NULL, asset varchar(30) NOT NULL, technician varchar(60), status varchar(20) NOT NULL,
  due date, hours decimal(9,2) NOT NULL, gl_code varchar(20), project varchar(20), priority bigint NOT NULL, cost decimal(12,2) NOT NULL, currency varchar(3) NOT NULL);
  INSERT INTO orders SELECT concat('WO-', lpad(seq, 8, '0')), concat('replace hydraulic hose on drill ', seq), concat('1234.01.', seq % 60),
    IF(seq % 3 > 0, concat('technician ', seq % 40), NULL), 'OPEN', '2026-11-24', 7.5, NULL, concat('P-', seq % 100), seq % 5, seq % 1000 + 0.25, 'AUD'
  FROM seq_0_to_${rows - 1}`

async function postgresSide(): Promise<Side> {
  const server = await startPostgres(18, { settings: { shared_buffers: '256MB' } })
  const url = `postgres://postgres@127.0.0.1:${server.port}/postgres`
  process.once('exit', () => {
    stopPostgres(server)
  })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const sql = async (text: string) => void (await client.query(text))
  await sql(postgresTable)
  await sql('VACUUM ANALYZE orders')
  const copy = ['-h', '127.0.0.1', '-p', String(server.port), '-U', 'postgres', '-q', '-c', `\\copy orders TO '/dev/null'`]
  return {
    url,
    sql,
    plainDigest: async () => sql(`SELECT sum(('x' || substr(md5(t::text), 1, 10))::bit(40)::bigint) FROM orders AS t`),
    everyRow: async () => void (await promisify(execFile)('psql', copy)),
    stop: async () => {
      await client.end()
      stopPostgres(server)
    },
  }
}

async function mariadbSide(): Promise<Side> {
  const server = await startMariadb({ settings: { 'innodb-buffer-pool-size': '512M' } })
  process.once('exit', () => {
    stopMariadb(server, 'SIGTERM')
  })
  const url = `mariadb://tester:tester@127.0.0.1:${server.port}/bench`
  const client = await mysql.createConnection({
    host: '127.0.0.1',
    port: server.port,
    user: 'tester',
    password: 'tester',
    multipleStatements: true,
  })
  const sql = async (text: string) => void (await client.query(text))
  await sql(`CREATE DATABASE bench CHARACTER SET utf8mb4; USE bench; ${mariadbTable}; ANALYZE TABLE orders`)
  const columns = 'number, description, asset, technician, status, due, hours, gl_code, project, priority, cost, currency'
  const connection = ['-h127.0.0.1', `-P${server.port}`, '-utester', '-ptester', '--quick', '-N', 'bench', '-e', 'SELECT * FROM orders']
  return {
    url,
    sql,
    plainDigest: async () => sql(`SELECT sum(CAST(conv(left(md5(concat_ws('#', ${columns})), 10), 16, 10) AS UNSIGNED)) FROM orders`),
    everyRow: async () => void (await promisify(execFile)('sh', ['-c', `mariadb "$@" > /dev/null`, 'sh', ...connection])),
    stop: async () => {
      await client.end()
      stopMariadb(server, 'SIGTERM')
    },
  }
}

const figure = (n: number) => Math.round(n).toLocaleString('en')
const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const started = performance.now()
  const result = await work()
  return { result, ms: performance.now() - started }
}

async function compared(title: string, flow: string, names: readonly [string, string], open: () => Promise<Side>): Promise<void> {
  const sides = await Promise.all([open(), open()])
  const env = Object.fromEntries(names.map((name, i) => [`BENCH_${name}`, sides[i]!.url]))
  const landscape = await Landscape.of('servers')
  const { generated } = landscape
  for (const [i, name] of names.entries())
    for (const { name: script, file } of scriptsIn(generated.systems[name]!))
      if (script === 'capture') await sides[i]!.sql(readFileSync(file, 'utf8'))
  const folder = scratch()
  const engine = await openEngine(generated, { folder, env }, join(folder, 'ledger.sqlite'), { create: true })
  try {
    const both = async (work: (side: Side) => Promise<void>) => (await timed(async () => Promise.all(sides.map(work)))).ms
    console.log(`\n${title}: ${figure(rows)} rows × 12 fields in each of two servers`)
    for (const round of ['first', 'second']) {
      const equal = await timed(async () => reconcile(engine, flow))
      if (equal.result.total !== 0) throw new Error(`${equal.result.total} rows differ that are equal`)
      const plain = await both(async (side) => side.plainDigest())
      const all = await both(async (side) => side.everyRow())
      console.log(
        `  ${round.padEnd(7)} reconcile ${seconds(equal.ms)}; a plain digest of both ${seconds(plain)}; every row of both ${seconds(all)}; ${(equal.ms / Math.min(plain, all)).toFixed(2)} × the faster`,
      )
    }
    await sides[1].sql(
      `UPDATE orders SET description = 'drifted' WHERE CAST(substr(number, 4) AS decimal) % ${Math.floor(rows / drifted)} = 0`,
    )
    const found = await timed(async () => reconcile(engine, flow))
    if (found.result.total !== drifted)
      throw new Error(`${found.result.total} rows were found: ${JSON.stringify(found.result.notCompared)}`)
    console.log(
      `  ${drifted} drifted: ${seconds(found.ms)}; ${figure(found.result.read)} rows read of both, ${((100 * found.result.read) / rows).toFixed(2)} % of ${figure(rows)}; ${figure(process.memoryUsage().rss / 2 ** 20)} MB held`,
    )
    if (title === 'MariaDB' && existsSync('/usr/bin/pt-table-sync')) await percona(sides)
  } finally {
    await engine.close()
    await Promise.all(sides.map(async (side) => side.stop()))
  }
}

async function percona(sides: readonly Side[]): Promise<void> {
  const [a, b] = sides.map(({ url }) => `h=127.0.0.1,P=${new URL(url).port},u=tester,p=tester,D=bench,t=orders`)
  const print = async () =>
    promisify(execFile)('pt-table-sync', ['--print', '--no-check-child-tables', a!, b!], { maxBuffer: 2 ** 28 }).catch(() => null)
  const { ms } = await timed(print)
  console.log(`  pt-table-sync --print, the same ${drifted} drifted: ${seconds(ms)}`)
}

await compared('PostgreSQL 18', 'inPostgres', ['PA', 'PB'], postgresSide)
if (hasMariadb()) await compared('MariaDB', 'inMariadb', ['MA', 'MB'], mariadbSide)
