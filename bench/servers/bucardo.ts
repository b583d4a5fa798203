/** Bucardo, two-way, newest write wins: triggers, a queue in each database, and a daemon that a change kicks. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasPostgres } from '../../test/servers/postgres.ts'
import type { Contender } from './contender.ts'
import type { Pair, Side } from './pair.ts'
import { database, startPair } from './pair.ts'

const needed = ['/usr/bin/bucardo', '/usr/share/postgresql/15/extension/plperl.control']

/** Its loops look as often as is of any use. */
const tuned = ['mcp_loop_sleep', 'ctl_sleep', 'kid_sleep', 'kid_nodeltarows_sleep', 'ctl_createkid_time']

export const bucardo: Contender = {
  name: 'Bucardo, PostgreSQL 15, two-way, newest wins',
  missing: () =>
    hasPostgres(15) && needed.every((file) => existsSync(file))
      ? null
      : 'Bucardo is not installed (Debian: apt-get install bucardo postgresql-15 postgresql-plperl-15)',
  start: async () => {
    const pair = await startPair(15)
    // It takes settings in small letters only, names of folders too.
    const folder = join(tmpdir(), `thalweg-bucardo-${pair.a.server.port}`)
    mkdirSync(folder)
    const daemon = commandsAt(pair, folder)
    setUp(pair, daemon, folder)
    const stop = async () => {
      daemon('stop')
      while (readdirSync(folder).some((file) => file.endsWith('.pid'))) await sleep(100)
      await pair.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    return { pair, writers: ['a', 'b'], pid: null, stop }
  },
}

type Command = (...args: readonly string[]) => void

function commandsAt({ a }: Pair, folder: string): Command {
  const at = ['--dbhost=127.0.0.1', `--dbport=${a.server.port}`, '--dbname=bucardo', '--dbuser=bucardo', '--no-bucardorc', '--quiet']
  return (...args) =>
    void execFileSync('bucardo', [...at, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder,
      env: { ...process.env, HOME: folder },
    })
}

function setUp({ a, b }: Pair, command: Command, folder: string): void {
  const server = ['--dbhost=127.0.0.1', `--dbport=${a.server.port}`, '--dbname=postgres', '--dbuser=postgres']
  execFileSync('bucardo', ['install', '--batch', '--no-bucardorc', `--piddir=${folder}`, ...server], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
  })
  const place = ({ server: { port } }: Side) => [`dbname=${database}`, 'dbhost=127.0.0.1', `dbport=${port}`, 'dbuser=postgres']
  command('set', `piddir=${folder}`)
  for (const name of tuned) command('set', `${name}=0.02`)
  command('add', 'db', 'a', ...place(a))
  command('add', 'db', 'b', ...place(b))
  command('add', 'table', 'public.orders', 'db=a', 'relgroup=orders')
  command('add', 'sync', 'orders', 'relgroup=orders', 'dbs=a:source,b:source', 'autokick=1', 'conflict_strategy=bucardo_latest')
  command('start', `--log-destination=${folder}`)
}
