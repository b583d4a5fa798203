/**
 * Whole commands on the first example, as processes: check and generate, the best and the median of seven.
 *
 *   npm run bench -- commands
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const out = mkdtempSync(join(root, 'bench/.generated-'))
const flows = 'examples/work-orders/flows.ts'
for (const args of [['check', flows], ['generate', flows, '--out', out], ['generate', flows, '--out', out, '--check'], ['--help']]) {
  const times: number[] = []
  for (let i = 0; i < 7; i++) {
    if (args[0] === 'generate' && args.length === 4) rmSync(join(out, 'work-orders'), { recursive: true, force: true })
    const started = performance.now()
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...args], { cwd: root, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  const shown = args.filter((arg) => arg !== out && arg !== '--out' && arg !== flows).join(' ')
  console.log(`  ${shown.padEnd(18)} ${times[0]!.toFixed(0)} ms best, ${times[3]!.toFixed(0)} ms median`)
}
rmSync(out, { recursive: true, force: true })
