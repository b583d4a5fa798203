import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from '../command.ts'
import { estateOf } from '../estate.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { shown } from '../shown.ts'
import { budgetOf, defaultSeeds, wholeOf } from '../verify/options.ts'

/** Of each scope: two minutes over a large portfolio. */
const defaultStates = 20_000

export const evidence: Command = {
  name: 'evidence',
  group: 'code',
  summary: 'one page for an auditor: what was tried of the flows, and what came out',
  about:
    'Runs the checker, the simulator, every order of a small scope, and the drill, and tells their results on one page of Markdown: who writes what, what held in how many runs, which conflicts were met, which planted bugs were noticed by which check, and what all that does not show. No system is asked and no ledger is touched.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [
    { flags: '--to <file>', about: 'writes the page there, as in docs/evidence.md' },
    { flags: '--seeds <n>', about: `runs of each flow; default ${defaultSeeds}` },
    { flags: '--seed <n>', about: 'the first seed; default 1' },
    { flags: '--states <n>', about: `states of each scope that is explored in every order; default ${defaultStates.toLocaleString('en')}` },
  ],
  examples: [
    ['thalweg evidence --to evidence.md', 'exit 1 when anything does not hold'],
    ['thalweg evidence --seeds 1000 --json', 'ten times as much, as data'],
  ],
  run: async (input, cli) => {
    const file = pageFile(input)
    const estate = await estateOf(input)
    const { gathered, holds } = await import('../evidence/gathered.ts')
    const { page } = await import('../evidence/page.ts')
    const progress = cli.progress('runs:')
    const found = await gathered(estate, budgetOf(input), wholeOf(input, 'states', 1) ?? defaultStates, progress)
    progress.end()
    const text = page(found, estate.landscape)
    if (file !== undefined) writeFileSync(file, text)
    const exit = holds(found) ? 0 : 1
    const verdict = exit === 0 ? 'everything that was looked at holds' : 'not everything holds'
    return { exit, data: found, text: file === undefined ? text.trimEnd() : `The evidence is in ${shown(file)}: ${verdict}.` }
  },
}

/** Whatever has another ending is no page: a flow file that was named in its place must not be written over. */
function pageFile(input: Input): string | undefined {
  const file = input.text('to')
  if (file !== undefined && !/\.md$/i.test(file)) throw usage(`--to ${file} names no page`, 'as in --to evidence.md')
  return file === undefined ? undefined : resolve(file)
}
