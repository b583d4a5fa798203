import { noColours } from '../colour.ts'
import type { Chore, Engine, RunResult } from '../../runtime/engine/engine.ts'
import type { Cli } from '../command.ts'
import type { AnyFlow, Estate } from '../estate.ts'
import { answerRequests } from '../requests/answer.ts'
import type { Outcome } from './outcome.ts'
import { outcomeOf, outcomeText, told } from './outcome.ts'
import { reconciliation } from './reconciliation.ts'

/** Runs until the signal. Says a line on stderr whenever something moved, or something that a person should know is different from before. */
export async function watch(estate: Estate, engine: Engine, flows: readonly AnyFlow[], signal: AbortSignal, cli: Cli): Promise<Outcome> {
  const written = new Map(flows.map((flow) => [flow.name, 0]))
  /** By flow: flows have rhythms of their own, and a pass tells of those whose time it was. */
  const capped = new Map<string, RunResult['capped'][number]>()
  const massChanges = new Map<string, RunResult['massChanges'][number]>()
  const held = () => ({ capped: [...capped.values()], massChanges: [...massChanges.values()] })
  let mismatches: RunResult['mismatches'] = []
  let moved = false
  let said = ''
  cli.note('running; Ctrl-C stops it')
  const chore = inTurn(await reconciliation(engine, flows, cli, Date.now), requests(estate, engine, Date.now))
  const report = (result: RunResult) => {
    moved ||= result.moved
    for (const [flow, passed] of Object.entries(result.flows)) {
      written.set(flow, written.get(flow)! + passed.written)
      capped.delete(flow)
      massChanges.delete(flow)
    }
    for (const stopped of result.capped) capped.set(stopped.flow, stopped)
    for (const stopped of result.massChanges) massChanges.set(stopped.flow, stopped)
    const rows = Object.entries(result.flows).flatMap(([flow, passed]) => (passed.written > 0 ? [`${flow} ${passed.written}`] : []))
    if (rows.length > 0) cli.note(`${now()} rows written: ${rows.join(', ')}`)
    mismatches = result.mismatches
    const trouble = troubleOf({ ...held(), mismatches, down: result.down })
    if (trouble !== said && trouble !== '') cli.warn(trouble)
    if (trouble === '' && said !== '') cli.note(`${now()} every system is in use again, nothing is held back`)
    said = trouble
  }
  await engine.watch(signal, report, chore)
  const totals = Object.fromEntries([...written].map(([flow, rows]) => [flow, { written: rows, failed: 0 }]))
  return outcomeOf({ moved, flows: totals, ...held(), mismatches, down: engine.down() }, engine.ledger)
}

/** How long a command beside the run waits for its turn, at most, while nothing else goes on. */
const askedEveryMs = 1_000

function requests(estate: Estate, engine: Engine, clock: () => number): Chore {
  let due = clock()
  return {
    due: () => due,
    run: async () => {
      await answerRequests(estate, engine)
      due = clock() + askedEveryMs
    },
  }
}

function inTurn(...chores: readonly Chore[]): Chore {
  return {
    due: () => Math.min(...chores.map((chore) => chore.due())),
    run: async () => {
      for (const chore of chores) if (chore.due() <= Date.now()) await chore.run()
    },
  }
}

function troubleOf({ capped, massChanges, mismatches, down }: Omit<RunResult, 'moved' | 'flows'>): string {
  if (capped.length + massChanges.length + mismatches.length + down.length === 0) return ''
  const outcome = { moved: true, flows: [], capped, massChanges, mismatches, paused: [], down: down.map(told), problems: true }
  return outcomeText(outcome, { paint: noColours })
}

function now(): string {
  return new Date().toISOString()
}
