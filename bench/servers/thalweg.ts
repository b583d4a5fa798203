/** Thalweg as its users run it: the flow file generated, the databases prepared by the generated scripts, the match accepted, and `thalweg run`. */
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, openSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPostgres } from '../../test/servers/postgres.ts'
import type { Contender } from './contender.ts'
import type { Pair, Side } from './pair.ts'
import { startPair } from './pair.ts'

const root = join(import.meta.dirname, '../..')

/** @param flows the file of `flows/` */
export function thalweg(flows: string, name: string): Contender {
  return {
    name: `Thalweg, PostgreSQL 18, two-way, ${name}`,
    missing: () => (hasPostgres(18) ? null : 'PostgreSQL 18 is not installed: npm ci'),
    start: async () => {
      const pair = await startPair(18)
      const folder = project(flows)
      const env = { ...process.env, BENCH_A: pair.a.url, BENCH_B: pair.b.url }
      const bin = join(root, 'cli/bin.mjs')
      const command = (...words: readonly string[]) =>
        execFileSync(process.execPath, [bin, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
      command('generate')
      await prepare(folder, pair)
      command('match', '--accept')
      // BENCH_PROFILE: a folder for what `node --cpu-prof` finds.
      const profile = process.env['BENCH_PROFILE']
      const options = { ...env, ...(profile !== undefined && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` }) }
      const said = join(folder, 'run.log')
      const run = spawn(process.execPath, [bin, 'run'], { cwd: folder, env: options, stdio: ['ignore', 'ignore', openSync(said, 'a')] })
      const stop = async () => {
        await ended(run)
        await pair.stop()
        if (run.exitCode !== 0) process.stderr.write(readFileSync(said, 'utf8'))
        rmSync(folder, { recursive: true, force: true })
      }
      return { pair, writers: ['a', 'b'], stop }
    },
  }
}

function project(flows: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
  cpSync(join(import.meta.dirname, 'flows/orders.ts'), join(folder, 'orders.ts'))
  cpSync(join(import.meta.dirname, 'flows', flows), join(folder, 'flows.ts'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/thalweg'))
  symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  return folder
}

async function prepare(folder: string, { a, b }: Pair): Promise<void> {
  const apply = async (system: string, { client }: Side) => {
    await client.query(readFileSync(join(folder, 'generated/bench/systems', system, 'capture.sql'), 'utf8'))
  }
  await apply('A', a)
  await apply('B', b)
}

async function ended(run: ChildProcess): Promise<void> {
  if (run.exitCode !== null) return
  const exit = new Promise((resolve) => run.once('exit', resolve))
  run.kill('SIGTERM')
  await exit
}
