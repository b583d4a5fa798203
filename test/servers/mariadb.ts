/** MariaDB servers for tests, where the machine has one. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { freePort, run, serverFolder, serverUser, startDetached, until } from './process.ts'
import { shared } from './shared.ts'

const program = '/usr/sbin/mariadbd'
const installer = '/usr/bin/mariadb-install-db'

export interface MariadbServer {
  readonly port: number
  readonly pid: number
  readonly folder: string
  readonly superuser: 'tester'
}

/** In one line where tests are left out: why. */
export const noMariadb = 'skipped: there is no MariaDB on this machine (Debian: apt-get install mariadb-server)'

export function hasMariadb(): boolean {
  return existsSync(program) && existsSync(installer)
}

export async function startMariadb({
  settings = {},
  env,
  fsync = false,
}: {
  readonly settings?: Readonly<Record<string, string>>
  readonly env?: NodeJS.ProcessEnv
  readonly fsync?: boolean
} = {}): Promise<MariadbServer> {
  const user = serverUser()
  const folder = serverFolder('thalweg-maria', user)
  const data = join(folder, 'data')
  run(
    installer,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'],
    user,
  )
  const server = { port: await freePort(), folder, superuser: 'tester', pid: 0 } as const
  return restartMariadb(server, {
    settings: { ...(fsync ? {} : { 'innodb-flush-log-at-trx-commit': '0' }), ...settings },
    ...(env && { env }),
  })
}

interface HowToRun {
  readonly settings?: Readonly<Record<string, string>>
  readonly env?: NodeJS.ProcessEnv
}

/** Starts a server that was stopped or killed, and does not wait for it; it keeps its port. */
export function launchMariadb(server: MariadbServer, { settings = {}, env }: HowToRun = {}): MariadbServer {
  const { folder, port } = server
  const args = [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder, 's')}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--character-set-server=utf8mb4',
    '--skip-name-resolve',
    ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
  ]
  return { ...server, pid: startDetached(program, args, serverUser(), join(folder, 'log'), env) }
}

/** The same, and waits until it answers. */
export async function restartMariadb(server: MariadbServer, how: HowToRun = {}): Promise<MariadbServer> {
  const running = launchMariadb(server, how)
  await until('MariaDB', 30_000, async () => {
    const root = await mysql.createConnection({ socketPath: join(server.folder, 's'), user: 'root' })
    await root.query(`CREATE USER IF NOT EXISTS tester@'127.0.0.1' IDENTIFIED BY 'tester'`)
    await root.query(`GRANT ALL PRIVILEGES ON *.* TO tester@'127.0.0.1' WITH GRANT OPTION`)
    await root.end()
  })
  return running
}

export async function askMariadb(server: Pick<MariadbServer, 'port'>, sql: string): Promise<void> {
  const client = await mysql.createConnection({
    host: '127.0.0.1',
    port: server.port,
    user: 'tester',
    password: 'tester',
    multipleStatements: true,
  })
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** The server that all tests of a run share. */
export async function mariadbServer(): Promise<MariadbServer> {
  return shared('mariadb', async () => startMariadb())
}

let databases = 0

export interface MariadbDatabase {
  readonly server: MariadbServer
  readonly name: string
  /** As a user with all rights. */
  readonly url: string
  urlOf(user: string, password: string): string
  drop(): Promise<void>
}

export async function mariadbDatabase(server: MariadbServer): Promise<MariadbDatabase> {
  const name = `t${process.pid}_${databases++}`
  await askMariadb(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  const urlOf = (user: string, password: string) => `mariadb://${user}:${password}@127.0.0.1:${server.port}/${name}`
  return { server, name, url: urlOf('tester', 'tester'), urlOf, drop: async () => askMariadb(server, `DROP DATABASE IF EXISTS ${name}`) }
}

export function stopMariadb({ pid, folder }: MariadbServer, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already.
  }
  if (signal === 'SIGTERM') rmSync(folder, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 })
}
