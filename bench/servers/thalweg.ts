/** Thalweg as its users run it: the flow file generated, the databases prepared, the match accepted, and `thalweg run`. */
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPostgres } from '../../test/servers/postgres.ts'
import { memoryFlags } from '../measure.ts'
import type { Contender, Running } from './contender.ts'
import { insertOrders, startPair } from './pair.ts'

const root = join(import.meta.dirname, '../..')

/** @param flows the file of `flows/` @param detect how both systems tell of changes */
export function thalweg(flows: string, name: string, detect: 'log' | 'outbox'): Contender {
  return {
    name: `Thalweg, PostgreSQL 18, two-way, ${name}, ${detect}`,
    missing: () => (hasPostgres(18) ? null : 'PostgreSQL 18 is not installed: npm ci'),
    start: async () => startThalweg(flows, detect),
  }
}

/** @param rows so many orders are on the first side before it runs */
export async function startThalweg(flows: string, detect: 'log' | 'outbox', rows = 0): Promise<Running> {
  const pair = await startPair(18)
  if (rows > 0) await insertOrders(pair.a, 0, rows)
  const folder = project(flows, detect)
  const env = { ...process.env, BENCH_A: pair.a.url, BENCH_B: pair.b.url }
  const bin = join(root, 'cli/bin.mjs')
  const command = (...words: readonly string[]) =>
    execFileSync(process.execPath, [bin, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  command('generate')
  command('prepare', '--apply')
  command('match', '--accept')
  // BENCH_PROFILE: a folder for what `node --cpu-prof` finds.
  const profile = process.env['BENCH_PROFILE']
  const options = { ...env, ...(profile !== undefined && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` }) }
  const said = join(folder, 'run.log')
  const run = spawn(process.execPath, [...memoryFlags, bin, 'run'], {
    cwd: folder,
    env: options,
    stdio: ['ignore', 'ignore', openSync(said, 'a')],
  })
  const stop = async () => {
    await ended(run)
    await pair.stop()
    if (run.exitCode !== 0) process.stderr.write(readFileSync(said, 'utf8'))
    rmSync(folder, { recursive: true, force: true })
  }
  return { pair, writers: ['a', 'b'], pid: run.pid ?? null, stop }
}

function project(flows: string, detect: 'log' | 'outbox'): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
  const orders = readFileSync(join(import.meta.dirname, 'flows/orders.ts'), 'utf8')
  writeFileSync(join(folder, 'orders.ts'), orders.replace("detect: 'outbox'", `detect: '${detect}'`))
  const portfolio = readFileSync(join(import.meta.dirname, 'flows', flows), 'utf8')
  // Who reads the log is told of what comes.
  writeFileSync(join(folder, 'flows.ts'), detect === 'log' ? portfolio : portfolio.replace(".every('1s')", ".every('10ms')"))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/thalweg'))
  symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'))
  return folder
}

async function ended(run: ChildProcess): Promise<void> {
  if (run.exitCode !== null) return
  const exit = new Promise((resolve) => run.once('exit', resolve))
  run.kill('SIGTERM')
  await exit
}
