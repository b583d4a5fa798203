/** Database servers as child processes, run by a user that servers accept: they refuse to be run by root. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface User {
  readonly uid?: number
  readonly gid?: number
}

/** Whoever runs the tests; `nobody` where that is root. */
export function serverUser(): User {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('nobody:'))
      ?.split(':') ?? []
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) }
}

/** A folder of its own, in which that user may write. Short: the paths of sockets are limited. */
export function serverFolder(name: string, user: User): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!)
  return folder
}

/** The programs of a folder, where that user can run them: a copy where they lie in somebody's home. @param probe one of them, that takes `--version` */
export function runnable(native: string, probe: string, user: User): string {
  const can = (folder: string) => spawnSync(join(folder, probe), ['--version'], { ...user, stdio: 'ignore' }).status === 0
  if (can(native)) return native
  const copy = serverFolder('thalweg-bin', user)
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** @returns its process id; it outlives the process that starts it */
export function startDetached(
  program: string,
  args: readonly string[],
  user: User,
  log: string,
  env: NodeJS.ProcessEnv = process.env,
): number {
  const out = openSync(log, 'a')
  const child = spawn(program, args, { ...user, env, detached: true, stdio: ['ignore', out, out] })
  child.unref()
  return child.pid!
}

export function run(program: string, args: readonly string[], user: User): void {
  execFileSync(program, args, { ...user, stdio: ['ignore', 'ignore', 'pipe'] })
}

export async function until<T>(what: string, ms: number, call: () => Promise<T>): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what} does not answer: ${String(error)}`, { cause: error })
      await new Promise((resolve) => void setTimeout(resolve, 30))
    }
  }
}
