/** Timing for benchmarks: the best of a few runs, since what disturbs a run only makes it slower. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Measured {
  readonly name: string
  /** Rows or records in one run. */
  readonly rows: number
  readonly run: () => Promise<void> | void
}

/** Milliseconds of the fastest run. `before` is not counted. */
export async function fastest(times: number, run: () => Promise<void> | void, before: () => Promise<void> | void = () => undefined): Promise<number> {
  let best = Infinity
  for (let i = 0; i < times; i++) {
    await before()
    const start = process.hrtime.bigint()
    await run()
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6)
  }
  return best
}

export function tell(name: string, rows: number, ms: number): void {
  const each = (ms * 1_000) / rows
  process.stdout.write(`  ${name.padEnd(58)} ${each.toFixed(2).padStart(7)} µs a row ${Math.round(rows / (ms / 1_000)).toLocaleString('en').padStart(11)}/s\n`)
}

/** A folder of its own, gone when the process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
