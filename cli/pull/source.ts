/** Where `pull` reads: a SQLite file, or a server by a URL whose password goes no further than the connection. */
import { relative, resolve } from 'node:path'
import type { Input } from '../input.ts'
import { Failure, usage } from '../failure.ts'
import { shown } from '../shown.ts'
import type { FoundTable } from './found.ts'
import type { Connector } from './model.ts'
import { systemName } from './names.ts'

export interface Source {
  /** For messages: a path, or `erp at db.example.org`. */
  readonly title: string
  /** What a system is called that nobody gave a name. */
  readonly named: string
  /** What to do where it holds no table. */
  readonly elsewhere: string
  connector(system: string): Connector
  /** @throws Failure */
  tables(): Promise<readonly FoundTable[]>
}

export function sourceOf(input: Input, folder: string): Source {
  const given = input.argument('database')
  const name = input.text('fromEnv')
  if (given !== undefined && name !== undefined)
    throw usage(
      `both ${isUrl(given) ? 'a URL' : given} and --from-env name a database`,
      'give one of them; the flow file is named by --flows',
    )
  if (name !== undefined) return serverOf(urlIn(name), name, input.text('schema'))
  if (given === undefined)
    throw usage('there is no database to pull from', 'name a SQLite file, postgres://… or mariadb://…, or --from-env ERP_URL')
  if (isUrl(given)) return serverOf(given, undefined, input.text('schema'))
  if (input.text('schema') !== undefined) throw usage('a SQLite file has no schemas', 'leave out --schema')
  return fileOf(resolve(given), folder)
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
}

function urlIn(name: string): string {
  const url = process.env[name]
  if (url !== undefined && url !== '') return url
  throw new Failure('env.missing', `not set: ${name}`, 'set it in the environment, or in the .env beside the flow file')
}

function fileOf(file: string, folder: string): Source {
  return {
    title: shown(file),
    named: systemName(file.replace(/^.*[\\/]/, '')),
    elsewhere: 'name the file that holds the tables',
    connector: (system) => ({ kind: 'sqlite', env: `${system.toUpperCase()}_DB`, file: relative(folder, file).replaceAll('\\', '/') }),
    tables: async () => (await import('./sqlite/schema.ts')).readSchema(file),
  }
}

const kinds = { postgres: 'postgres', postgresql: 'postgres', mariadb: 'mariadb', mysql: 'mariadb' } as const

function serverOf(text: string, env: string | undefined, schema: string | undefined): Source {
  const url = parsed(text)
  const kind = kinds[url.protocol.slice(0, -1) as keyof typeof kinds]
  if (kind === undefined)
    throw usage(
      `${url.protocol}// is no database that can be pulled from`,
      'give postgres://… or mariadb://…, or the path of a SQLite file',
    )
  if (kind === 'mariadb' && schema !== undefined)
    throw usage('in MariaDB a schema is a database', 'name it in the URL: mariadb://…/<database>')
  const database = decodeURIComponent(url.pathname.slice(1))
  const named = systemName(env === undefined ? database : env.replace(/_(URL|DB|DATABASE)$/i, ''))
  return {
    title: `${database === '' ? 'the database' : database} at ${url.host}`,
    named,
    elsewhere: `name the ${kind === 'postgres' ? 'schema that holds the tables (--schema <name>), or another database in the URL' : 'database that holds the tables in the URL'}, or grant this user SELECT on them`,
    connector: (system) => ({ kind, env: env ?? `${system.toUpperCase()}_URL`, ...(schema === undefined ? {} : { schema }) }),
    tables: async () =>
      kind === 'postgres'
        ? (await import('./postgres/schema.ts')).readSchema(named, text, schema)
        : (await import('./mariadb/schema.ts')).readSchema(named, text),
  }
}

function parsed(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw usage(
      'the URL of the database cannot be read',
      'write it as postgres://user:password@host:5432/database; in a password @ is %40, / is %2F, # is %23',
    )
  }
}
