/**
 * `npm run mutation -- [parts of files' names] [--tests] [--continue] [--at-once N] [--json]`: makes small wrong changes in everything that decides (settle, plan,
 * contests, policies, people's decisions), one at a time, and says what share of them is noticed: by the tests, by seeds of the simulator, by small scopes of the model.
 * Those that nothing notices are listed, each with the reason that is kept in mutation/survivors.json. Exit 1 below 90 %, and where one survives without a reason.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Noticed } from './mutation/kept.ts'
import { Kept } from './mutation/kept.ts'
import { allMutants } from './mutation/loaded.ts'
import { report } from './mutation/report.ts'
import { tryTests } from './mutation/tests.ts'
import { survey, Threads } from './mutation/threads.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** The tests alone. */
    tests: { type: 'boolean', default: false },
    /** What an earlier run noticed is not tried again. */
    continue: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const { mutants, sources, texts } = allMutants()
const wanted = [...mutants.keys()].filter((n) => positionals.length === 0 || positionals.some((part) => mutants[n]!.file.includes(part)))
const path = fileURLToPath(new URL('../coverage/mutation.ndjson', import.meta.url))
const kept = new Kept(path, mutants, sources, values.continue)

const unnoticed = () => wanted.filter((n) => !kept.noticed(n))
tell(`${unnoticed().length} are tried by the tests`)
await tryTests(texts, unnoticed(), done)
const untried = unnoticed().filter((n) => !kept.tried(n))
if (!values.tests && untried.length > 0) {
  tell(`${untried.length} are tried by the simulator and the model`)
  await new Threads(mutants, await survey(), done).tryAll(untried, Number(values['at-once']))
}
process.exitCode = report(mutants, wanted, kept, values.json)

function done(n: number, noticed: Noticed | null): void {
  kept.set(n, noticed)
  tell(`${wanted.length - unnoticed().length} of ${wanted.length} noticed; ${mutants[n]!.file} ${noticed === null ? 'one survives' : ''}`)
}

function tell(progress: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${progress}` : `${progress}\n`)
}
