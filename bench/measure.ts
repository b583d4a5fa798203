/** Timing for benchmarks, in time on the wall and in time of the processor: on a busy machine only the second can be compared. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Spent {
  readonly wallMs: number
  /** User and system time of the whole process, garbage collection included. */
  readonly processorMs: number
}

/** Adds up what it measures. */
export class Stopwatch {
  #wall = 0
  #processor = 0

  async measure<T>(run: () => Promise<T> | T): Promise<T> {
    const wall = process.hrtime.bigint()
    const processor = process.cpuUsage()
    const result = await run()
    const { user, system } = process.cpuUsage(processor)
    this.#wall += Number(process.hrtime.bigint() - wall) / 1e6
    this.#processor += (user + system) / 1e3
    return result
  }
  get spent(): Spent {
    return { wallMs: this.#wall, processorMs: this.#processor }
  }
}

export function tell(name: string, rows: number, { wallMs, processorMs }: Spent): void {
  const each = (ms: number) => ((ms * 1_000) / rows).toFixed(2).padStart(7)
  const rate = Math.round(rows / (wallMs / 1_000))
    .toLocaleString('en')
    .padStart(11)
  process.stdout.write(`  ${name.padEnd(48)} ${each(processorMs)} µs of processor a row ${each(wallMs)} µs on the wall ${rate}/s\n`)
}

/** As the command starts itself. */
export const memoryFlags = (process.env['BENCH_NODE'] ?? '--max-semi-space-size=8').split(' ').filter((flag) => flag !== '')

/** A folder of its own, gone when the process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
