/** One connection to a PostgreSQL server. Values are read as the text that the server prints. */
import { hash } from 'node:crypto'
import type { ClientConfig, QueryArrayConfig, QueryArrayResult } from 'pg'
import pg from 'pg'
import QueryStream from 'pg-query-stream'
import type { ServerError, ServerResult, ServerRow, ServerValues, Session } from '../server/session.ts'
import type { Address } from './address.ts'
import type { Placed } from './placed.ts'
import { placed } from './placed.ts'
import { refused } from './refusals.ts'

/** So that what is printed does not depend on how server, database or user are set up. A lock is not waited for without end. */
const settings = [
  `SET client_encoding = 'UTF8'`,
  `SET TimeZone = 'UTC'`,
  `SET DateStyle = 'ISO, YMD'`,
  `SET IntervalStyle = 'iso_8601'`,
  `SET bytea_output = 'hex'`,
  `SET extra_float_digits = 1`,
  `SET standard_conforming_strings = on`,
  `SET default_transaction_isolation = 'read committed'`,
  `SET lock_timeout = '5s'`,
  // Rows of a batch are found by an index: a hash of a whole table, which a plan without statistics of the batch prefers, costs a thousand times as much.
  `SET enable_hashjoin = off`,
  `SET enable_mergejoin = off`,
].join('; ')

const types: NonNullable<ClientConfig['types']> = { getTypeParser: () => (text: string | Buffer) => text }

const streamed = 1_000

/** What goes in order asks for pages and batches, nothing that takes minutes: a server that has not answered after this time is taken for gone. */
const inOrder: ClientConfig = { query_timeout: 300_000, pipeline: true }

export class PostgresSession implements Session {
  readonly #client: pg.Client
  readonly #system: string
  readonly #shown: string
  readonly #statements = new Map<string, Placed & { readonly name: string }>()
  #open = true
  #inTransaction = false

  private constructor(client: pg.Client, system: string, shown: string) {
    this.#client = client
    this.#system = system
    this.#shown = shown
    const gone = () => {
      this.#open = false
    }
    client.on('error', gone)
    client.on('end', gone)
  }

  /** @param use for `each`, or in order for everything else. @throws ServerError */
  static async connect(
    system: string,
    { config, shown }: Address,
    schema: string | undefined,
    use: 'each' | 'inOrder' = 'each',
  ): Promise<PostgresSession> {
    const client = new pg.Client(use === 'each' ? config : { ...config, ...inOrder })
    const session = new PostgresSession(client, system, shown)
    try {
      await client.connect()
      await client.query(settings)
      if (schema !== undefined) await client.query({ text: `SELECT set_config('search_path', quote_ident($1), false)`, values: [schema] })
      return session
    } catch (error) {
      await session.close()
      throw refused(system, shown, error)
    }
  }

  get open(): boolean {
    return this.#open
  }

  async query(sql: string, values: ServerValues = {}): Promise<ServerResult> {
    const { name, text, names } = this.#statement(sql)
    const { rows, rowCount } = await this.#run({ name, text, values: names.map((each) => values[each] ?? null), rowMode: 'array', types })
    return { rows, affected: rowCount ?? 0 }
  }

  async each(sql: string, values: ServerValues, take: (row: ServerRow) => void): Promise<void> {
    const { text, names } = placed(sql)
    try {
      const stream = this.#client.query(
        new QueryStream(
          text,
          names.map((each) => values[each] ?? null),
          { rowMode: 'array', types, batchSize: streamed, highWaterMark: streamed },
        ),
      )
      for await (const row of stream) take(row as ServerRow)
    } catch (error) {
      throw this.#refused(error)
    }
  }

  async inTurn<T extends readonly unknown[]>(calls: { readonly [K in keyof T]: () => Promise<T[K]> }): Promise<T> {
    if (!this.#client.pipeline) {
      const answers: unknown[] = []
      for (const call of calls) answers.push(await call())
      return answers as unknown as T
    }
    const ended = await Promise.allSettled(calls.map(async (call) => call()))
    for (const each of ended) if (each.status === 'rejected') throw each.reason
    return ended.map((each) => (each as PromiseFulfilledResult<unknown>).value) as unknown as T
  }

  async begin(how: 'read' | 'write'): Promise<void> {
    await this.#control(how === 'write' ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    this.#inTransaction = true
  }

  async commit(): Promise<void> {
    this.#inTransaction = false
    const { command } = await this.#control('COMMIT')
    if (command !== 'COMMIT') throw this.#refused(new Error('the transaction had failed before its commit'))
  }

  async rollback(): Promise<void> {
    if (!this.#inTransaction) return
    this.#inTransaction = false
    try {
      if (this.#open) await this.#control('ROLLBACK')
    } catch {
      await this.close()
    }
  }

  async mark(): Promise<void> {
    await this.#control('SAVEPOINT thalweg')
  }
  async undo(): Promise<void> {
    await this.#control('ROLLBACK TO SAVEPOINT thalweg; RELEASE SAVEPOINT thalweg')
  }
  async keep(): Promise<void> {
    await this.#control('RELEASE SAVEPOINT thalweg')
  }

  async close(): Promise<void> {
    this.#open = false
    await this.#client.end().catch(() => undefined)
  }

  #statement(sql: string): Placed & { readonly name: string } {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = { ...placed(sql), name: `thalweg_${hash('md5', sql, 'hex')}` }
      this.#statements.set(sql, statement)
    }
    return statement
  }

  async #run(query: QueryArrayConfig): Promise<QueryArrayResult<ServerRow>> {
    try {
      return await this.#client.query<ServerRow>(query)
    } catch (error) {
      throw this.#refused(error)
    }
  }

  async #control(sql: string): Promise<pg.QueryResult> {
    try {
      return await this.#client.query(sql)
    } catch (error) {
      throw this.#refused(error)
    }
  }

  #refused(error: unknown): ServerError {
    const found = refused(this.#system, this.#shown, error)
    if (found.refusal === 'lost') this.#open = false
    return found
  }
}
