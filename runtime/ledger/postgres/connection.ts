/** The connection to a ledger in a Postgres database: one piece of work after another, each in a transaction or one statement. */
import { hash, randomUUID } from 'node:crypto'
import type { ClientConfig } from 'pg'
import pg from 'pg'
import type { Address } from '../../connectors/postgres/address.ts'
import { addressOf } from '../../connectors/postgres/address.ts'
import { LedgerError, SystemError } from '../../ports.ts'
import { ledgerSchema } from './open.ts'
import { ledgerRefusal } from './refusals.ts'

export type Value = null | number | string
export type Row = readonly Value[]
type Parameter = Value | readonly Value[]

/** A server that has not answered after this time is taken for gone. */
const longestMs = 300_000
const settings = [
  "SET client_encoding = 'UTF8'",
  "SET default_transaction_isolation = 'read committed'",
  "SET lock_timeout = '30s'",
  // The server ends what a process left open that was stopped in the middle of a commit.
  "SET idle_in_transaction_session_timeout = '60s'",
  // Keys come in lists and are found by an index; a plan without statistics would hash the whole table.
  'SET enable_hashjoin = off',
  'SET enable_mergejoin = off',
].join('; ')
const integers = new Set([20, 21, 23])
const types: NonNullable<ClientConfig['types']> = {
  getTypeParser: (type: number) => (integers.has(type) ? (text: string | Buffer) => Number(text) : (text: string | Buffer) => text),
}

/** @throws LedgerError where it is no URL of a Postgres database */
export function ledgerAddress(url: string): Address {
  try {
    return addressOf('the ledger', url)
  } catch (error) {
    if (error instanceof SystemError) throw new LedgerError('unreachable', error.message, error.wayOut)
    throw error
  }
}

/** The statements of one transaction, or one on its own. They are sent without waiting for the answers of those before. */
export class Statements {
  readonly #client: pg.Client
  #open = true

  constructor(client: pg.Client) {
    this.#client = client
    client.once('end', () => {
      this.#open = false
    })
  }

  /** False once the connection is known to be gone. */
  get open(): boolean {
    return this.#open
  }

  async all(text: string, ...values: readonly Parameter[]): Promise<readonly Row[]> {
    return (await this.#query(text, values)).rows.map((row) => row.map(read))
  }
  async one(text: string, ...values: readonly Parameter[]): Promise<Row | undefined> {
    return (await this.all(text, ...values))[0]
  }
  /** @returns rows written */
  async run(text: string, ...values: readonly Parameter[]): Promise<number> {
    return (await this.#query(text, values)).rowCount ?? 0
  }
  get client(): pg.Client {
    return this.#client
  }

  async #query(text: string, values: readonly Parameter[]): Promise<pg.QueryArrayResult<Value[]>> {
    const name = `thalweg_${hash('md5', text, 'hex')}`
    return this.#client.query<Value[]>({ name, text, values: values.map(written), rowMode: 'array', types })
  }
}

export class Connection {
  readonly #address: Address
  readonly #schema: string
  readonly #readOnly: boolean
  #statements: Statements
  #last: Promise<unknown> = Promise.resolve()

  private constructor(address: Address, landscape: string, readOnly: boolean, client: pg.Client) {
    this.#address = address
    this.#schema = ledgerSchema(landscape)
    this.#readOnly = readOnly
    this.#statements = new Statements(client)
  }

  /** @throws LedgerError */
  static async open(url: string, landscape: string, readOnly = false): Promise<Connection> {
    const address = ledgerAddress(url)
    return new Connection(address, landscape, readOnly, await connected(address, ledgerSchema(landscape), readOnly))
  }

  /** Work on the connection itself: on another one where it was cut while nothing was done. @throws LedgerError */
  async alone<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    const done = this.#last.then(async () =>
      this.#translated(async () => {
        if (!this.#statements.open) await this.#connect()
        return work(this.#statements)
      }),
    )
    this.#last = done.catch(() => undefined)
    return done
  }

  /** One snapshot for all that is read. @throws LedgerError */
  async snapshot<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.alone(async () => this.#within('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work))
  }

  /**
   * Everything or nothing. Where the connection is cut while it is committed, what is there afterwards says whether it was.
   * @param work is to write the mark that it is given to `head`
   * @throws LedgerError
   */
  async transaction<T>(work: (statements: Statements, mark: string) => Promise<T>): Promise<T> {
    const mark = randomUUID()
    return this.alone(async () => {
      let result: { readonly is: T } | undefined
      try {
        return await this.#within('BEGIN', async (statements) => (result = { is: await work(statements, mark) }).is)
      } catch (error) {
        if (result !== undefined && ledgerRefusal(this.#address.shown, error)?.lost === true && (await this.#landed(mark))) return result.is
        throw error
      }
    })
  }

  async close(): Promise<void> {
    await this.#last
    await this.#statements.client.end().catch(() => undefined)
  }

  async #within<T>(begin: string, work: (statements: Statements) => Promise<T>): Promise<T> {
    const { client } = this.#statements
    const begun = client.query(begin)
    try {
      const [, result] = await together([begun, work(this.#statements)])
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  /** On a new connection. A transaction that is still open there holds the row. */
  async #landed(mark: string): Promise<boolean> {
    await this.#connect()
    return (await this.#statements.one('SELECT mark FROM head FOR UPDATE'))?.[0] === mark
  }

  async #connect(): Promise<void> {
    const client = await connected(this.#address, this.#schema, this.#readOnly)
    void this.#statements.client.end().catch(() => undefined)
    this.#statements = new Statements(client)
  }

  async #translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw ledgerRefusal(this.#address.shown, error)?.said ?? error
    }
  }
}

/** Not before all have ended: what one of them still sends must not come after the transaction. @throws what the first that failed by itself says */
export async function together<const T extends readonly Promise<unknown>[]>(work: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const ended = await Promise.allSettled(work)
  const failed = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  if (failed.length > 0) throw failed.find((error) => !isAborted(error)) ?? failed[0]
  return Promise.all(work)
}

/** Refused only since a statement before it was. */
function isAborted(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '25P02'
}

/** @throws LedgerError */
export async function connected({ config, shown }: Address, schema: string, readOnly: boolean): Promise<pg.Client> {
  const client = new pg.Client({ ...config, pipeline: true, query_timeout: longestMs })
  // What fails next says so.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(settings)
    await client.query("SELECT set_config('search_path', $1, false)", [client.escapeIdentifier(schema)])
    if (readOnly) await client.query('SET default_transaction_read_only = on')
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw ledgerRefusal(shown, error)?.said ?? error
  }
}

/** Postgres keeps no NUL in a text. It is written as two other characters, so that the order of texts stays as it is. */
function written(value: Parameter): Parameter {
  if (Array.isArray(value)) return value.map((each: Value) => writtenText(each))
  return writtenText(value as Value)
}
function writtenText(value: Value): Value {
  if (typeof value !== 'string' || !(value.includes('\u0000') || value.includes('\u0001'))) return value
  return value.replaceAll('\u0001', '\u0001\u0002').replaceAll('\u0000', '\u0001\u0001')
}
function read(value: Value): Value {
  if (typeof value !== 'string' || !value.includes('\u0001')) return value
  return value.replaceAll('\u0001\u0001', '\u0000').replaceAll('\u0001\u0002', '\u0001')
}
