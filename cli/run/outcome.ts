import type { RunResult } from '../../runtime/engine/engine.ts'
import { readPaused } from '../../runtime/paused.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Cli } from '../command.ts'
import { leftAlone, mismatchText } from '../guard.ts'

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
  readonly massChanges: RunResult['massChanges']
  /** Flows and systems that a person has paused. */
  readonly paused: readonly string[]
  readonly mismatches: RunResult['mismatches']
  readonly down: readonly {
    readonly system: string
    /** It is so for these only. */
    readonly flows?: readonly string[]
    readonly code: string
    readonly message: string
    readonly wayOut: string
  }[]
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
  const { capped, massChanges, mismatches } = result
  const problems =
    down.length > 0 ||
    capped.length > 0 ||
    massChanges.length > 0 ||
    mismatches.length > 0 ||
    flows.some(({ waiting, deadLetters }) => waiting > 0 || deadLetters > 0)
  return { moved: result.moved, flows, capped, massChanges, mismatches, paused, down, problems }
}

/** A system that cannot be used now, as data. */
export function told({ system, flows, error }: RunResult['down'][number]): Outcome['down'][number] {
  return { system, ...(flows !== undefined && { flows }), code: error.code, message: error.message, wayOut: error.wayOut }
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
  const capped = outcome.capped.map((each) => `${paint.bold(each.flow)}: ${cappedText(each)}`)
  const stopped = outcome.massChanges.map((each) => `${paint.bold(each.flow)} stopped: ${massChangeText(each)}`)
  const down = outcome.down.map(({ system, ...why }) => leftAlone(paint.red(system), why))
  const [waiting, strange] = [outcome.mismatches.filter(isOfTerms), outcome.mismatches.filter((each) => !isOfTerms(each))]
  const strangers = [...waiting.map(stoppedText), ...(strange.length === 0 ? [] : [mismatchLine(strange)])]
  const paused = outcome.paused.length === 0 ? [] : [`${outcome.paused.join(', ')}: paused (thalweg resume)`]
  const trouble = [...capped, ...stopped, ...strangers, ...paused, ...down]
  const nothing = lines.length + trouble.length === 0
  return nothing
    ? outcome.moved
      ? 'Nothing to write; what changed is in the ledger.'
      : 'Nothing has changed.'
    : [...lines, ...trouble].join('\n')
}

function isOfTerms({ code }: RunResult['mismatches'][number]): boolean {
  return code === 'termsChanged'
}

/** A flow that waits for somebody to accept what changed in it. */
export function stoppedText(mismatch: RunResult['mismatches'][number]): string {
  const { why, wayOut } = mismatchText([mismatch])
  return `${why}: it stands still, and what the ledger holds of it stays\n  ${wayOut}`
}

function mismatchLine(mismatches: RunResult['mismatches']): string {
  const { why, wayOut } = mismatchText(mismatches)
  return `${why}; the flows that touch it stand still until the run is stopped and that is settled\n  ${wayOut.replaceAll('\n', '\n  ')}`
}

/** Why deletes wait, and what lets them through. */
export function cappedText({ flow, wanted, done, cap }: RunResult['capped'][number]): string {
  const before = done === 0 ? '' : `, and ${rows(done)} ${done === 1 ? 'was' : 'were'} deleted in the last 24`
  return `${rows(wanted)} would be deleted; ${rows(cap)} may be in 24 hours${before}; if that is meant: thalweg run --once --allow-deletes ${flow}=${wanted}`
}

/** Why nothing of a flow was settled, and what lets it go on. */
export function massChangeText({ flow, system, changed, records, cap }: RunResult['massChanges'][number]): string {
  const [much, all, most] = [changed, records, cap].map((number) => number.toLocaleString('en'))
  return `${much} of its ${all} records were changed at ${system} by others since the last pass, and ${most} may be; nothing of it was written. See whether ${system} was restored from a backup, or is a copy (thalweg doctor); if that is meant: thalweg run --once --allow-changes ${flow}=${changed}`
}

function rows(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`
}
