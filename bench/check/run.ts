// npm run bench:check -- [--beside] [flows …]
//
// What a portfolio costs in the editor and in the build: the compiler over the records alone and over everything, `check`, and `generate` from nothing and with
// nothing changed, for portfolios of twenty fields a flow. Default: 100, 300, 1,000 and 3,000 flows. Each command is a process of its own, as a user starts it.
// --beside: other generators from as many entities as well; their packages are apart (npm ci --prefix bench/check/beside).
import { rmSync } from 'node:fs'
import { arch, cpus, type } from 'node:os'
import { join } from 'node:path'
import { scratch } from '../measure.ts'
import { beside, isInstalled, measureBeside } from './beside.ts'
import { writePortfolio } from './portfolio.ts'
import { seconds } from './seconds.ts'

const root = join(import.meta.dirname, '../..')
const words = process.argv.slice(2)
const isBeside = words.includes('--beside')
const asked = words.filter((word) => word !== '--beside').map(Number)
const sizes = asked.length > 0 ? asked : [100, 300, 1_000, 3_000]
if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
  console.error('usage: npm run bench:check -- [--beside] [number of flows …]')
  process.exit(64)
}
if (isBeside && !isInstalled()) {
  console.error('--beside needs its own packages: npm ci --prefix bench/check/beside')
  process.exit(64)
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

if (isBeside) {
  console.log('\nentities  generator                    cold  unchanged')
  for (const size of sizes)
    for (const generator of beside) {
      const folder = join(scratch(), 'beside')
      const { cold, unchanged } = measureBeside(folder, generator, size)
      console.log(`${size.toLocaleString('en').padStart(8)}  ${generator.name.padEnd(24)} ${figure(cold)}  ${figure(unchanged)}`)
      rmSync(folder, { recursive: true, force: true })
    }
}
