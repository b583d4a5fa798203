/** The users of one system: a client that writes without pause and comes back after every error, and keeps in the same transaction what it has done. */
import { setTimeout as sleep } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import pg from 'pg'

export type Row = readonly unknown[]

/** One connection; after any error it is given up, whatever state it was in. */
interface Connection {
  run(sql: string): Promise<Row[]>
  end(): void
}

async function connect(url: string): Promise<Connection> {
  if (url.startsWith('postgres:')) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 2_000,
      types: { getTypeParser: () => (text: string) => text },
    })
    client.on('error', () => undefined)
    await client.connect()
    const run = async (sql: string) => {
      const result = await client.query({ text: sql, rowMode: 'array' })
      return (Array.isArray(result) ? [] : result.rows) as Row[]
    }
    return { run, end: () => void client.end().catch(() => undefined) }
  }
  const client = await mysql.createConnection({
    uri: url.replace('mariadb:', 'mysql:'),
    multipleStatements: true,
    rowsAsArray: true,
    connectTimeout: 2_000,
    typeCast: (field) => field.string('utf8'),
  })
  client.on('error', () => undefined)
  return { run: async (sql) => (await client.query(sql))[0] as unknown as Row[], end: () => client.destroy() }
}

export const journal: Readonly<Record<'postgres' | 'mariadb', string>> = {
  postgres: 'CREATE TABLE done (n bigserial PRIMARY KEY, number text NOT NULL, what text NOT NULL, value text)',
  mariadb:
    'CREATE TABLE done (n BIGINT AUTO_INCREMENT PRIMARY KEY, number VARCHAR(20) NOT NULL, what VARCHAR(20) NOT NULL, value VARCHAR(60))',
}

/** What a user does, and what is kept of it. */
export interface Deed {
  readonly sql: string
  readonly number: string
  readonly what: string
  readonly value?: string
}

export class Users {
  readonly #url: string
  readonly #next: (i: number) => Deed
  #connection: Connection | null = null
  #working: Promise<void> = Promise.resolve()
  #stopped = true
  #done = 0

  constructor(url: string, next: (i: number) => Deed) {
    this.#url = url
    this.#next = next
  }

  get done(): number {
    return this.#done
  }

  start(): void {
    this.#stopped = false
    this.#working = this.#work()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#working
  }

  /** One statement, tried until the server answers: for reads, and for what may be done twice. */
  async ask(sql: string): Promise<Row[]> {
    for (const end = Date.now() + 20_000; ;) {
      try {
        this.#connection ??= await connect(this.#url)
        return await this.#connection.run(sql)
      } catch (error) {
        this.#giveUp()
        if (Date.now() > end) throw error
        await sleep(50)
      }
    }
  }

  /** While they work: over a connection of its own. */
  async apart(sql: string): Promise<void> {
    const connection = await connect(this.#url)
    try {
      await connection.run(sql)
    } finally {
      connection.end()
    }
  }

  end(): void {
    this.#giveUp()
  }

  async #work(): Promise<void> {
    for (let i = this.#done; !this.#stopped; i++) {
      const { sql, number, what, value } = this.#next(i)
      try {
        this.#connection ??= await connect(this.#url)
        const kept = `INSERT INTO done (number, what, value) VALUES ('${number}', '${what}', ${value === undefined ? 'NULL' : `'${value}'`})`
        await this.#connection.run(`START TRANSACTION; ${sql}; ${kept}; COMMIT`)
        this.#done = i
      } catch {
        this.#giveUp()
        await sleep(20)
      }
      await sleep(3)
    }
  }

  #giveUp(): void {
    this.#connection?.end()
    this.#connection = null
  }
}
