// node scripts/bench.mjs [words]
//
// Runs each bench/*.bench.ts whose name holds one of the words (all without words), one after another, each in a process of its own: what
// one leaves in memory or on disk must not count against the next. Each prints its own figures.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../bench/', import.meta.url))
const words = process.argv.slice(2)
const names = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((name) => name.endsWith('.bench.ts') && (words.length === 0 || words.some((word) => name.includes(word))))
  .toSorted()

if (names.length === 0) {
  console.error(`no benchmark in bench/ is called ${words.join(' or ') || '*.bench.ts'}`)
  process.exit(64)
}
for (const name of names) {
  console.log(`\n${name}`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', `${folder}${name}`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
