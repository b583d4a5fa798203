/** Flows between real database servers, run by the engine as users run it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import pg from 'pg'
import type { Plan } from '../../codegen/plan/schema.ts'
import { opener } from '../../runtime/connect.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { EngineOptions, RunResult } from '../../runtime/engine/engine.ts'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { accept } from '../../runtime/match.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { scriptsIn } from '../../runtime/scripts.ts'
import type { Project } from '../emit/project.ts'
import { project } from '../emit/project.ts'
import type { MariadbServer } from '../servers/mariadb.ts'
import { mariadbDatabase } from '../servers/mariadb.ts'
import type { PostgresServer } from '../servers/postgres.ts'
import { postgresDatabase } from '../servers/postgres.ts'

type Row = readonly unknown[]

/** A system's database, as its users reach it: values are texts. */
export interface Database {
  readonly url: string
  ask(sql: string): Promise<Row[]>
  end(): Promise<void>
}

export async function onPostgres(server: PostgresServer): Promise<Database> {
  const database = await postgresDatabase(server)
  const pool = new pg.Pool({ connectionString: database.url, max: 4, types: { getTypeParser: () => (text: string) => text } })
  pool.on('error', () => undefined)
  return {
    url: database.url,
    ask: async (sql) => {
      const result = await pool.query({ text: sql, rowMode: 'array' })
      return (Array.isArray(result) ? [] : result.rows) as Row[]
    },
    end: async () => {
      await pool.end()
      await database.drop()
    },
  }
}

export async function onMariadb(server: MariadbServer): Promise<Database> {
  const database = await mariadbDatabase(server)
  const pool = mysql.createPool({
    uri: database.url.replace('mariadb:', 'mysql:'),
    multipleStatements: true,
    rowsAsArray: true,
    typeCast: (field) => field.string('utf8'),
    connectionLimit: 4,
  })
  return {
    url: database.url,
    ask: async (sql) => {
      const [rows] = await pool.query(sql)
      return Array.isArray(rows) ? (rows as Row[]) : []
    },
    end: async () => {
      await pool.end()
      await database.drop()
    },
  }
}

export class Servers {
  readonly landscape: GeneratedLandscape
  readonly databases: Readonly<Record<string, Database>>
  readonly ledger: string
  readonly env: Readonly<Record<string, string>>
  readonly #user: Project

  private constructor(user: Project, landscape: GeneratedLandscape, databases: Readonly<Record<string, Database>>) {
    this.#user = user
    this.landscape = landscape
    this.databases = databases
    this.ledger = join(user.dir, 'ledger.sqlite')
    this.env = Object.fromEntries(Object.entries(databases).map(([name, { url }]) => [`${name}_URL`, url]))
  }

  /** @param sql what lies there before, by system; each system's url is the secret <name>_URL */
  static async make(plan: Plan, databases: Readonly<Record<string, Database>>, sql: Readonly<Record<string, string>>): Promise<Servers> {
    const user = project()
    const servers = new Servers(user, await user.load(user.generate(plan)), databases)
    for (const [name, database] of Object.entries(databases)) {
      await database.ask(sql[name]!)
      for (const script of scriptsIn(servers.landscape.systems[name]!))
        if (script.name !== 'undo') await database.ask(readFileSync(script.file, 'utf8'))
    }
    return servers
  }
  get folder(): string {
    return this.#user.dir
  }
  async end(): Promise<void> {
    for (const database of Object.values(this.databases)) await database.end()
    this.#user.remove()
  }

  async with<T>(work: (engine: Engine) => Promise<T>, options: Partial<EngineOptions> = {}): Promise<T> {
    const { landscape, folder, env } = this
    const ledger = await openLedgerOf(landscape, this.ledger, { create: true })
    const engine = new Engine({ landscape, ledger, open: opener(landscape, { folder, env }), clock: systemClock(), ...options })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  }
  async start(options: Partial<EngineOptions> = {}): Promise<RunResult> {
    return this.with(async (engine) => {
      await accept(engine, Object.keys(this.landscape.flows), 'test', Date.now())
      return engine.settleAll()
    }, options)
  }
  async run(options: Partial<EngineOptions> = {}): Promise<RunResult> {
    return this.with(async (engine) => engine.settleAll(), options)
  }
}
