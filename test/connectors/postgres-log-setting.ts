/** One table in a database of its own, and its log read as a flow reads it. */
import pg from 'pg'
import type { TableAdapter } from '../../runtime/door.ts'
import { key } from '../../runtime/dialect/mapping.ts'
import * as postgres from '../../runtime/dialect/postgres.ts'
import type { Hint, Position } from '../../runtime/ports.ts'
import { logDetection, logName, LogStream } from '../../runtime/connectors/postgres/log/index.ts'
import type { LogOptions } from '../../runtime/connectors/postgres/log/index.ts'
import type { ServerDetection } from '../../runtime/connectors/server/detection.ts'
import type { PostgresDatabase, PostgresServer } from '../servers/postgres.ts'
import { ask, postgresDatabase } from '../servers/postgres.ts'

/** Statements are none of detection's business. */
export function logged(place: string, columns: readonly string[] = ['no']): TableAdapter {
  return {
    system: 'EAM',
    form: 'table',
    place,
    key: columns.map((column) => key({ field: column, column, type: postgres.text() })),
    fields: [],
    detect: { kind: 'log' },
    scope: [],
    deletes: true,
    writes: [],
    statements: { look: '', firstPage: '', nextPage: '', count: '' },
  }
}

export interface Setting {
  readonly database: PostgresDatabase
  readonly name: string
  readonly client: pg.Client
  sql(text: string, values?: readonly unknown[]): Promise<unknown[][]>
  stream(options?: Partial<LogOptions>): LogStream
  /** Ends what a test has opened. */
  ended(): Promise<void>
  close(): Promise<void>
}

/** @param tables DDL of the tables; all of them are published */
export async function logSetting(server: PostgresServer, tables: string): Promise<Setting> {
  const database = await postgresDatabase(server)
  // Slots have one name in a whole cluster.
  const name = logName(database.name, 'EAM')
  const client = new pg.Client(database.url)
  client.on('error', () => undefined)
  await client.connect()
  const streams: LogStream[] = []
  const ended = async () => {
    for (const stream of streams.splice(0)) await stream.close()
  }
  const sql = async (text: string, values: readonly unknown[] = []) =>
    (await client.query({ text, values: [...values], rowMode: 'array' })).rows as unknown[][]
  await client.query(tables)
  await sql(`CREATE PUBLICATION "${name}" FOR ALL TABLES`)
  await sql(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [name])
  return {
    database,
    name,
    client,
    sql,
    stream: (options = {}) => {
      const stream = new LogStream({ system: 'EAM', name, config: { connectionString: database.url }, ...options })
      streams.push(stream)
      return stream
    },
    ended,
    close: async () => {
      await ended()
      await client.end()
      await dropSlot(server, name)
      await database.drop()
    },
  }
}

/** Waits until the server has noticed that nobody reads it any more. */
export async function dropSlot(server: PostgresServer, name: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const [row] = await ask(server, 'postgres', `SELECT active FROM pg_replication_slots WHERE slot_name = '${name}'`)
    if (row === undefined) return
    if (row[0] === false) return void (await ask(server, 'postgres', `SELECT pg_drop_replication_slot('${name}')`))
    await new Promise((resolve) => void setTimeout(resolve, 20))
  }
}

/** One flow's reading: what it was told last is what its ledger holds. */
export class Reader {
  readonly detection: ServerDetection
  position: Position | null = null
  seen = 0
  /** How often it was told to read everything again. */
  again = 0

  private constructor(detection: ServerDetection) {
    this.detection = detection
  }

  /** @param from a position that the ledger holds; absent: where the log is now */
  static async open(
    stream: LogStream,
    adapter: TableAdapter,
    from?: Position,
    scope: Readonly<Record<string, string>> = {},
  ): Promise<Reader> {
    const reader = new Reader(await logDetection(stream, adapter, adapter.place, scope))
    reader.position = from ?? (await reader.detection.head()).position
    reader.detection.known!(reader.position!)
    return reader
  }

  /** One call. */
  async read(limit = 1000): Promise<{ readonly hints: readonly Hint[]; readonly more: boolean }> {
    this.detection.known!(this.position!)
    const { hints, position, more, seen, readAgain } = await this.detection.changes(this.position, limit)
    this.position = position
    this.seen = seen
    if (readAgain) this.again++
    return { hints, more }
  }

  /** Until there is nothing more. */
  async all(limit = 1000): Promise<Hint[]> {
    const out: Hint[] = []
    for (;;) {
      const { hints, more } = await this.read(limit)
      out.push(...hints)
      if (!more) return out
    }
  }

  async keys(limit = 1000): Promise<string[]> {
    return (await this.all(limit)).map(({ key }) => key)
  }

  async forget(): Promise<void> {
    await this.detection.forget(this.position!)
  }
}

/** What takes an origin. */
export function sessionOf(client: pg.Client) {
  return {
    query: async (sql: string, values: object = {}) => {
      const texts = Object.values(values) as string[]
      const { rows } = await client.query<string[]>({ text: sql.replace(/:[a-z]+(?=::)/, '$1'), values: texts, rowMode: 'array' })
      return { rows, affected: rows.length }
    },
  }
}
