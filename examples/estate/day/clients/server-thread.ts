/** The thread that asks a database server what people want to know, one thing after another. */
import type { MessagePort } from 'node:worker_threads'
import { workerData } from 'node:worker_threads'
import mysql from 'mysql2/promise'
import pg from 'pg'
import type { Row, Value } from './client.ts'
import type { Reply, Request } from './server.ts'

interface Connection {
  ask(sql: string, values: readonly Value[]): Promise<{ readonly rows: Row[]; readonly changed: number }>
  script(sql: string): Promise<void>
  end(): Promise<void>
}

const { kind, url, port, signal } = workerData as {
  readonly kind: 'postgres' | 'mariadb'
  readonly url: string
  readonly port: MessagePort
  readonly signal: Int32Array
}

/** Values as the server prints them. */
async function postgres(): Promise<Connection> {
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } })
  await client.connect()
  return {
    ask: async (sql, values) => {
      let n = 0
      const { rows, rowCount } = await client.query<Row>(
        sql.replace(/\?/g, () => `$${++n}`),
        [...values],
      )
      return { rows, changed: rowCount ?? 0 }
    },
    script: async (sql) => void (await client.query(sql)),
    end: async () => client.end(),
  }
}

async function mariadb(): Promise<Connection> {
  const client = await mysql.createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    dateStrings: true,
    supportBigNumbers: true,
    multipleStatements: true,
    flags: ['-FOUND_ROWS'],
  })
  await client.query("SET sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT'), time_zone = '+00:00'")
  return {
    ask: async (sql, values) => {
      const [found] = await client.query(sql, [...values])
      return Array.isArray(found) ? { rows: found as Row[], changed: 0 } : { rows: [], changed: found.affectedRows }
    },
    script: async (sql) => void (await client.query(sql)),
    end: async () => client.end(),
  }
}

const connectors = { postgres, mariadb }
const patienceMs = 30_000

/** A server that was just started is waited for. */
async function connect(): Promise<Connection> {
  for (const end = Date.now() + patienceMs; ;) {
    try {
      return await connectors[kind]()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => void setTimeout(resolve, 50))
    }
  }
}

let connection: Connection | null = null
let captured: string[] | null = null

/** Tables into which triggers capture changes. */
async function outboxes({ ask }: Connection, like: string): Promise<string[]> {
  const quote = kind === 'postgres' ? '"' : '`'
  const mine = kind === 'postgres' ? 'current_schema()' : 'database()'
  const { rows } = await ask(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${mine} AND table_name LIKE '${like}' ORDER BY table_name`,
    [],
  )
  return rows.map(({ name }) => `${quote}${String(name)}${quote}`)
}

/** What the act leaves in the outboxes bears the time that the user's clock shows. */
async function write(on: Connection, sql: string, values: readonly Value[], at: number): Promise<number> {
  captured ??= [...(await outboxes(on, 'thalweg\\_outbox\\_%')), ...(await outboxes(on, 'thalweg\\_events\\_%'))]
  const tables = captured
  await on.ask(kind === 'postgres' ? 'BEGIN' : 'START TRANSACTION', [])
  try {
    const highest = new Map<string, Value>()
    for (const table of tables) highest.set(table, (await on.ask(`SELECT coalesce(max(seq), 0) AS n FROM ${table}`, [])).rows[0]!['n']!)
    const { changed } = await on.ask(sql, values)
    for (const [table, seq] of highest) await on.ask(`UPDATE ${table} SET at = ? WHERE seq > ?`, [at, seq])
    await on.ask('COMMIT', [])
    return changed
  } catch (error) {
    await on.ask('ROLLBACK', [])
    throw error
  }
}

const nothing: Reply = { rows: [], changed: 0 }

async function answer(request: Request): Promise<Reply> {
  if (request.kind === 'close') {
    await connection?.end()
    connection = null
    return nothing
  }
  connection ??= await connect()
  if (request.kind === 'outboxes')
    return { rows: (await outboxes(connection, 'thalweg\\_outbox\\_%')).map((name) => ({ name })), changed: 0 }
  const { kind: what, sql, values, at } = request
  if (what === 'rows') return connection.ask(sql, values)
  if (what === 'write') return { rows: [], changed: await write(connection, sql, values, at) }
  captured = null
  await connection.script(sql)
  return nothing
}

async function replyTo(request: Request): Promise<void> {
  const reply = await answer(request).catch((error: unknown): Reply => ({
    refused: error instanceof Error ? error.message : String(error),
  }))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
  port.postMessage(reply)
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
}

port.on('message', (request: Request) => void replyTo(request))
