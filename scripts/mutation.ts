/**
 * `npm run mutation -- [part of a file's name] [--json]`: makes small wrong changes in everything that decides (settle, plan, contests, policies, people's decisions), one at
 * a time, and says what share of them the seeds of the simulator and the scopes of the model notice. Those that nothing notices are listed, each with the reason that
 * is kept in mutation/survivors.json. Exit 1 below 90 %, and where one survives without a reason.
 */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { allMutants } from './mutation/loaded.ts'
import type { Mutant } from './mutation/mutants.ts'
import type { Tried } from './mutation/worker.ts'

const least = 0.9
/** Whoever takes longer does not come to an end. */
const patienceMs = 120_000

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } })
const { mutants } = allMutants()
const wanted = mutants.flatMap((mutant, n) => (positionals.some((part) => !mutant.file.includes(part)) ? [] : [n]))
const reasons = JSON.parse(readFileSync(new URL('mutation/survivors.json', import.meta.url), 'utf8')) as Readonly<Record<string, string>>

const queue = [...wanted]
const results = new Map<number, Tried['noticed']>()
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, hand))
process.exitCode = report()

/** One process after the other, until nothing is left to try. */
async function hand(): Promise<void> {
  while (queue.length > 0) await lifeOf(fork(new URL('mutation/worker.ts', import.meta.url)))
}

/** Gives one process mutants, as long as it lives. */
async function lifeOf(child: ChildProcess): Promise<void> {
  let current: number | undefined
  let timer: NodeJS.Timeout | undefined
  const next = () => {
    clearTimeout(timer)
    current = queue.shift()
    if (current === undefined) return child.disconnect()
    timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    child.send(current)
  }
  child.on('message', (message: 'ready' | Tried) => {
    if (message !== 'ready') done(message.mutant, message.noticed)
    next()
  })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  clearTimeout(timer)
  if (current !== undefined) done(current, { step: 'the whole', what: 'it does not come to an end' })
  else if (code !== 0) throw new Error('nothing was tried: see above')
}

function done(n: number, noticed: Tried['noticed']): void {
  results.set(n, noticed)
  if (process.stderr.isTTY) process.stderr.write(`\r${results.size} of ${wanted.length}`)
}

function report(): number {
  const files = Map.groupBy(wanted, (n) => mutants[n]!.file)
  const share = (of: readonly number[]) => of.filter((n) => results.get(n) !== null).length / Math.max(1, of.length)
  const survivors = wanted.filter((n) => results.get(n) === null).map((n) => mutants[n]!)
  const told = ({ file, key, line }: Mutant) => ({ file, line, key, reason: reasons[`${file} ${key}`] ?? null })
  const unexplained = survivors.map(told).filter(({ reason }) => reason === null)
  if (values.json === true)
    console.log(JSON.stringify({ mutants: wanted.length, noticed: share(wanted), survivors: survivors.map(told) }, null, 2))
  else {
    for (const { file, line, key, reason } of survivors.map(told))
      console.log(`${file}:${line}  ${key}\n    ${reason ?? 'NO REASON IS KEPT'}`)
    console.log('')
    for (const [file, of] of files)
      console.log(`${(share(of) * 100).toFixed(1).padStart(6)} %  of ${String(of.length).padStart(4)}  ${file}`)
    console.log(`${(share(wanted) * 100).toFixed(1).padStart(6)} %  of ${String(wanted.length).padStart(4)}  in all`)
    if (unexplained.length > 0)
      console.log(
        `\n${unexplained.length} survive without a reason: write a test that notices, or say in scripts/mutation/survivors.json why none can.`,
      )
  }
  return share(wanted) < least || unexplained.length > 0 ? 1 : 0
}
