import type { RunResult } from '../../runtime/engine/engine.ts'
import { readPaused } from '../../runtime/paused.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Cli } from '../command.ts'
import { leftAlone } from '../guard.ts'

/** What a run leaves behind in one flow. */
export interface FlowOutcome {
  readonly flow: string
  readonly written: number
  /** Records that wait at a system: for a parent, for a retry, for the delete cap. */
  readonly waiting: number
  readonly deadLetters: number
}

export interface Outcome {
  readonly moved: boolean
  readonly flows: readonly FlowOutcome[]
  readonly capped: RunResult['capped']
  /** Flows and systems that a person has paused. */
  readonly paused: readonly string[]
  readonly down: readonly { readonly system: string; readonly code: string; readonly message: string; readonly wayOut: string }[]
  /** Anything that a person should look at. */
  readonly problems: boolean
}

const most = 1_000_000

export async function outcomeOf(result: RunResult, ledger: Ledger): Promise<Outcome> {
  const flows: FlowOutcome[] = []
  for (const [flow, { written }] of Object.entries(result.flows)) {
    const waiting = (await ledger.waiting(flow, { dueAt: Number.MAX_SAFE_INTEGER, limit: most })).length
    flows.push({ flow, written, waiting, deadLetters: (await ledger.deadLetters({ flow })).length })
  }
  const down = result.down.map(told)
  const { flows: restingFlows, systems } = await readPaused(ledger)
  const paused = [...Object.keys(restingFlows), ...Object.keys(systems)]
  const problems = down.length > 0 || result.capped.length > 0 || flows.some(({ waiting, deadLetters }) => waiting > 0 || deadLetters > 0)
  return { moved: result.moved, flows, capped: result.capped, paused, down, problems }
}

/** A system that cannot be used now, as data. */
export function told({ system, error }: RunResult['down'][number]): Outcome['down'][number] {
  return { system, code: error.code, message: error.message, wayOut: error.wayOut }
}

export function outcomeText(outcome: Outcome, { paint }: Pick<Cli, 'paint'>): string {
  const lines = outcome.flows
    .filter(({ written, waiting, deadLetters }) => written + waiting + deadLetters > 0)
    .map(({ flow, written, waiting, deadLetters }) =>
      [
        `${paint.bold(flow)}: ${rows(written)} written`,
        ...(waiting > 0 ? [paint.yellow(`${rows(waiting)} waiting`)] : []),
        ...(deadLetters > 0 ? [paint.red(`${deadLetters.toLocaleString('en')} in the dead letters (thalweg dead-letters)`)] : []),
      ].join(', '),
    )
  const capped = outcome.capped.map(
    ({ flow, wanted, cap }) =>
      `${paint.bold(flow)}: ${rows(wanted)} would be deleted, and ${rows(cap)} may be in 24 hours; if that is meant: --allow-deletes ${flow}=${wanted}`,
  )
  const down = outcome.down.map(({ system, ...why }) => leftAlone(paint.red(system), why))
  const paused = outcome.paused.length === 0 ? [] : [`${outcome.paused.join(', ')}: paused (thalweg resume)`]
  const nothing = lines.length + capped.length + down.length + paused.length === 0
  return nothing
    ? outcome.moved
      ? 'Nothing to write; what changed is in the ledger.'
      : 'Nothing has changed.'
    : [...lines, ...capped, ...paused, ...down].join('\n')
}

function rows(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`
}
