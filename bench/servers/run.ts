// npm run bench:sync [words]
//
// What it costs to keep a table of twelve columns alike in two Postgres clusters on this machine, side by side: each contender in turn, alone, whose name
// holds one of the words (all without words). BENCH_ROWS=100000 is the default.
import { arch, cpus, release, totalmem, type } from 'node:os'
import { bucardo } from './bucardo.ts'
import type { Contender, Figures } from './contender.ts'
import { figuresOf } from './figures.ts'
import { native } from './native.ts'
import { thalweg } from './thalweg.ts'

const rows = Number(process.env['BENCH_ROWS'] ?? '100000')
const contenders: readonly Contender[] = [
  native,
  bucardo,
  thalweg('partitioned.ts', 'every field one owner', 'log'),
  thalweg('partitioned.ts', 'every field one owner', 'outbox'),
  thalweg('contested.ts', 'two contested fields', 'log'),
]
const words = process.argv.slice(2).map((word) => word.toLowerCase())

const figure = (n: number) => Math.round(n).toLocaleString('en').padStart(9)
const ms = (n: number) => n.toFixed(1).padStart(8)
const line = (name: string, { insertsPerSecond, updatesPerSecond, lagMs, peakMb }: Figures) =>
  `${name.padEnd(66)} ${figure(insertsPerSecond)} ${figure(updatesPerSecond)} ${ms(lagMs.p50)} ${ms(lagMs.p95)} ${peakMb === null ? '' : `${figure(peakMb)} MB`}`

console.log(
  `${type()} ${release()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
)
console.log(
  `${figure(rows).trim()} rows × 12 columns, every commit flushed to disk on both sides; lag: from a commit to its sight on the other side\n`,
)
console.log(`${''.padEnd(66)} inserts/s updates/s  p50 ms   p95 ms  most held`)
for (const { name, missing, start } of contenders) {
  if (words.length > 0 && !words.some((word) => name.toLowerCase().includes(word))) continue
  const why = missing()
  if (why !== null) {
    console.log(`${name.padEnd(66)} left out: ${why}`)
    continue
  }
  const running = await start()
  try {
    console.log(line(name, await figuresOf(running, rows)))
  } finally {
    await running.stop()
  }
}
