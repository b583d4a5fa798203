// npm run bench:check [flows …]
//
// What a portfolio costs in the editor and in the build: the compiler over the records alone and over everything, `check`, and `generate` from nothing and with
// nothing changed, for portfolios of twenty fields a flow. Default: 100, 300, 1,000 and 3,000 flows. Each command is a process of its own, as a user starts it.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { arch, cpus, type } from 'node:os'
import { join } from 'node:path'
import { scratch } from '../measure.ts'
import { writePortfolio } from './portfolio.ts'

const root = join(import.meta.dirname, '../..')
const asked = process.argv.slice(2).map(Number)
const sizes = asked.length > 0 ? asked : [100, 300, 1_000, 3_000]
if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
  console.error('usage: npm run bench:check [number of flows …]')
  process.exit(64)
}

/** Seconds on the wall. @throws Error with what a command said that failed */
function seconds(folder: string, words: readonly string[]): number {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stdout.slice(0, 2_000)}${stderr.slice(0, 2_000)}`)
  return (performance.now() - started) / 1_000
}

const thalweg = join(root, 'cli/bin.mjs')
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const figure = (n: number, unit = 's') => `${n.toFixed(1)} ${unit}`.padStart(9)

console.log(`${type()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}\n`)
console.log('   flows  tsc, records   tsc, all        ×     check  generate  unchanged')
for (const size of sizes) {
  const folder = join(scratch(), 'many')
  writePortfolio(folder, size)
  const records = seconds(folder, [tsc, '-p', 'tsconfig.records.json'])
  const all = seconds(folder, [tsc, '-p', 'tsconfig.json'])
  const check = seconds(folder, [thalweg, 'check'])
  const cold = seconds(folder, [thalweg, 'generate'])
  const unchanged = seconds(folder, [thalweg, 'generate'])
  console.log(
    `${size.toLocaleString('en').padStart(8)}     ${figure(records)}  ${figure(all)} ${figure(all / records, ' ')} ${figure(check)} ${figure(cold)}  ${figure(unchanged)}`,
  )
  rmSync(folder, { recursive: true, force: true })
}
