/** Two Postgres clusters on this machine that flush what they commit, and the table of orders that contenders keep alike in both. */
import pg from 'pg'
import type { PostgresServer, PostgresVersion } from '../../test/servers/postgres.ts'
import { ask, startPostgres, stopPostgres } from '../../test/servers/postgres.ts'

export const database = 'bench'

/** Of both clusters, for every contender. */
const settings = { shared_buffers: '256MB', max_wal_size: '4GB', max_connections: '100' } as const

const table = `CREATE TABLE orders (
  number text PRIMARY KEY, description text NOT NULL, asset text NOT NULL, technician text, status text NOT NULL, due date, hours numeric(9,2) NOT NULL,
  gl_code text, project text, priority integer NOT NULL, cost numeric(12,2) NOT NULL, currency text NOT NULL)`

export interface Side {
  readonly server: PostgresServer
  readonly client: pg.Client
  readonly url: string
}

export interface Pair {
  readonly version: PostgresVersion
  readonly a: Side
  readonly b: Side
  stop(): Promise<void>
}

async function side(version: PostgresVersion): Promise<Side> {
  const server = await startPostgres(version, { fsync: true, settings })
  await ask(server, 'postgres', `CREATE DATABASE ${database}`)
  const url = `postgres://postgres@127.0.0.1:${server.port}/${database}`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(table)
  return { server, client, url }
}

export async function startPair(version: PostgresVersion): Promise<Pair> {
  const [a, b] = [await side(version), await side(version)]
  const stopServers = () => {
    for (const { server } of [a, b]) stopPostgres(server)
  }
  process.once('exit', stopServers)
  const stop = async () => {
    for (const { client } of [a, b]) await client.end()
    process.off('exit', stopServers)
    stopServers()
  }
  return { version, a, b, stop }
}

/** `count` orders, numbered from `from` on. */
export async function insertOrders({ client }: Side, from: number, count: number): Promise<void> {
  await client.query(
    `INSERT INTO orders
     SELECT 'WO-' || lpad(i::text, 8, '0'), 'replace hydraulic hose on drill ' || i, '1234.01.' || i % 60,
       CASE WHEN i % 3 > 0 THEN 'technician ' || i % 40 END, 'OPEN', date '2026-11-24', 7.5, NULL, 'P-' || i % 100, i % 5, i % 1000 + 0.25, 'AUD'
     FROM generate_series($1::int, $2::int) AS i`,
    [from, from + count - 1],
  )
}
