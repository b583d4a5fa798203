/** The project that `init` writes, with its ERP at a database server. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { hasMariadb, mariadbDatabase, mariadbServer } from '../servers/mariadb.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { Said } from './command.ts'
import { project, thalweg } from './command.ts'
import { commandsOf } from './commands-of.ts'

export type ServerKind = 'postgres' | 'mariadb'

/** Those that this machine has. */
export const serverKinds: readonly ServerKind[] = hasMariadb() ? ['postgres', 'mariadb'] : ['postgres']

export interface ServerProject {
  readonly kind: ServerKind
  readonly folder: string
  /** Of the database as a user with all rights. */
  readonly url: string
  readonly env: Record<string, string>
  /** Reads what was generated once, until `edited`. */
  run(line: string, env?: Record<string, string>): Promise<Said>
  edited(): void
  /** The rows of the last statement. @param as default: a user with all rights */
  sql(text: string, as?: string): Promise<Record<string, unknown>[]>
  urlOf(user: string): string
  drop(): Promise<void>
}

const tables: Readonly<Record<ServerKind, string>> = {
  postgres: `
    CREATE TABLE fixed_asset (asset_no varchar(30) PRIMARY KEY, description text NOT NULL, location text NOT NULL, state integer NOT NULL);
    CREATE TABLE maintenance_order (order_no varchar(20) PRIMARY KEY, description text NOT NULL, asset varchar(30) NOT NULL, state integer NOT NULL, due date,
      gl_code varchar(20), cost numeric(12,2) NOT NULL, currency char(3) NOT NULL);`,
  mariadb: `
    CREATE TABLE fixed_asset (asset_no varchar(30) PRIMARY KEY, description varchar(200) NOT NULL, location varchar(60) NOT NULL, state int NOT NULL);
    CREATE TABLE maintenance_order (order_no varchar(20) PRIMARY KEY, description varchar(200) NOT NULL, asset varchar(30) NOT NULL, state int NOT NULL, due date,
      gl_code varchar(20), cost decimal(12,2) NOT NULL, currency char(3) NOT NULL);`,
}
const data = `
  INSERT INTO fixed_asset VALUES ('P-101', 'Feed pump', 'Hall 1', 0), ('C-201', 'Compressor', 'Hall 2', 0);
  INSERT INTO maintenance_order VALUES ('WO-2', 'Yearly inspection', 'C-201', 10, NULL, '6110', '475.00', 'EUR');`

/** Generated, and not prepared yet. Its commands share a process. */
export async function serverProject(kind: ServerKind): Promise<ServerProject> {
  const folder = await project()
  const database = kind === 'postgres' ? await postgresDatabase(await postgresServer()) : await mariadbDatabase(await mariadbServer())
  const sql: ServerProject['sql'] = async (statements, as = database.url) => asked(kind, as, statements)
  await sql(tables[kind] + data)
  const file = join(folder, 'systems/erp.ts')
  const text = readFileSync(file, 'utf8')
    .replace('env, sqlite,', `${kind}, secret,`)
    .replace("sqlite({ file: env('ERP_DB') })", `${kind}({ url: secret('ERP_URL') })`)
  writeFileSync(file, text)
  const env = { ERP_URL: database.url }
  const generated = await thalweg(folder, 'generate', env)
  if (generated.code !== 0) throw new Error(generated.err)
  const commands = commandsOf(folder)
  return {
    kind,
    folder,
    url: database.url,
    env,
    run: async (line, more = {}) => commands.run(line, { ...env, ...more }),
    edited: () => commands.end(),
    sql,
    urlOf: (user) => database.urlOf(user, 's3cret'),
    drop: async () => {
      commands.end()
      await database.drop()
    },
  }
}

async function asked(kind: ServerKind, url: string, text: string): Promise<Record<string, unknown>[]> {
  if (kind === 'postgres') {
    const client = new pg.Client(url)
    await client.connect()
    try {
      const found = (await client.query(text)) as unknown as pg.QueryResult | pg.QueryResult[]
      return (Array.isArray(found) ? found.at(-1)! : found).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }
  const client = await mysql.createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), multipleStatements: true })
  try {
    const [found] = await client.query(text)
    const last: unknown = Array.isArray(found) && Array.isArray(found.at(-1)) ? found.at(-1) : found
    return (Array.isArray(last) ? last : []) as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}
