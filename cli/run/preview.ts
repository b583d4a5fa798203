import type { GeneratedFlow } from '../../runtime/door.ts'
import type { RunResult } from '../../runtime/engine/engine.ts'
import type { Opener } from '../../runtime/engine/reach.ts'
import type { PlannedLine, PlannedWrite } from '../../runtime/overlay.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Acceptance } from '../../runtime/terms/acceptance.ts'
import type { Raw } from '../../runtime/values.ts'
import type { Cli, Report } from '../command.ts'
import type { Estate } from '../estate.ts'
import { refuseMismatches, warnDown } from '../guard.ts'
import { count, plain } from '../text.ts'
import type { Allowed } from './options.ts'
import { cappedText, massChangeText, stoppedText, told } from './outcome.ts'
import { wouldOpen, wouldOpenText } from './would-open.ts'

/** Writes that are listed for people; `--json` has them all. */
const listed = 50

export interface PreviewOptions {
  readonly flows: readonly string[]
  readonly allowed: Allowed
  readonly acceptance: Acceptance
  /** The ledger's place, where there is none. */
  readonly absent?: string
  /** Said after the list, where there is anything in it. */
  readonly hint: string
}

/** The real engine over an overlay: what a run would write, and exit code 2 if that is anything. */
export async function preview(estate: Estate, ledger: Ledger, open: Opener, options: PreviewOptions, cli: Cli): Promise<Report> {
  const { Engine, systemClock } = await import('../../runtime/engine/engine.ts')
  const { takeIn } = await import('../../runtime/engine/new-fields.ts')
  const { overlay } = await import('../../runtime/overlay.ts')
  const clock = systemClock()
  const over = overlay(estate.landscape, ledger, open, clock)
  const progress = cli.progress('reading rows:')
  const engine = new Engine({
    landscape: estate.landscape,
    ledger: over.ledger,
    clock,
    open: over.open,
    flows: options.flows,
    limits: options.allowed,
    acceptance: options.acceptance,
    watcher: { moved: (_flow, rows) => progress.add(rows) },
  })
  try {
    refuseMismatches(
      (await engine.mismatches()).filter(({ code }) => !['unclaimed', 'flowGrew', 'termsChanged'].includes(code)),
      options.absent,
    )
    for (const name of options.flows) await takeIn(over.ledger, name, '', clock.now())
    const result = await engine.settleAll()
    progress.end()
    warnDown(result.down, cli)
    const heldBack: HeldBack[] = []
    for (const { flow } of result.capped) heldBack.push(...(await heldOf(over.ledger, estate.landscape.flows[flow]!, clock.now())))
    const conflicts = over.commits.flatMap((commit) => commit.audit.filter((row) => row.kind === 'conflict' || row.kind === 'deadLetter'))
    const reviews = await wouldOpen(estate.landscape, over.ledger, over.commits)
    const trouble = result.down.length + result.capped.length + result.massChanges.length + result.mismatches.length
    const exit = over.writes.length + over.lines.length > 0 ? 2 : trouble > 0 ? 1 : 0
    return {
      exit,
      data: {
        dryRun: true,
        writes: over.writes,
        lines: over.lines,
        conflicts,
        reviews,
        capped: result.capped,
        massChanges: result.massChanges,
        mismatches: result.mismatches,
        heldBack,
        down: result.down.map(told),
      },
      text: [
        text(over, conflicts.length, wouldOpenText(reviews), options.hint, cli),
        ...cappedLines(result.capped, heldBack, cli),
        ...result.massChanges.map((each) => `${cli.paint.bold(each.flow)} would stop: ${massChangeText(each)}`),
        ...result.mismatches.map(stoppedText),
      ].join('\n'),
    }
  } finally {
    progress.end()
    await engine.close()
  }
}

/** A delete that the cap of its flow holds back: a run would not carry it out. */
interface HeldBack {
  readonly flow: string
  readonly system: string
  readonly place: string
  readonly key: string
}

async function heldOf(ledger: Ledger, { name, systems, adapters }: GeneratedFlow, now: number): Promise<HeldBack[]> {
  const { heldDeletes } = await import('../../runtime/engine/delete-cap.ts')
  const held = await heldDeletes(ledger, name, systems, now)
  return held.map(({ system, key }) => ({ flow: name, system, place: adapters[system]!.place, key }))
}

function cappedLines(capped: RunResult['capped'], heldBack: readonly HeldBack[], { paint }: Cli): string[] {
  return capped.flatMap((stopped) => {
    const own = heldBack.filter(({ flow }) => flow === stopped.flow)
    return [
      `${paint.bold(stopped.flow)}, held back: ${cappedText(stopped)}`,
      ...own.slice(0, listed).map(({ system, place, key }) => `  ${paint.bold(`${system}.${place}`)} ${key} delete`),
      ...(own.length > listed ? [`  and ${(own.length - listed).toLocaleString('en')} more (--json has them all)`] : []),
    ]
  })
}

interface Planned {
  readonly writes: readonly PlannedWrite[]
  readonly lines: readonly PlannedLine[]
}

function text({ writes, lines: appended }: Planned, conflicts: number, reviews: readonly string[], hint: string, { paint }: Cli): string {
  const logs = Object.entries(Object.groupBy(appended, ({ system, place }) => `${system}.${place}`)).map(
    ([name, group]) => `A run would append ${count(group!.length, 'line')} to ${paint.bold(name)}.`,
  )
  if (writes.length === 0) return [...(logs.length === 0 ? ['A run would write nothing.'] : [...logs, hint]), ...reviews].join('\n')
  const lines = writes.slice(0, listed).map(({ system, place, key, kind, fields, to: other, id }) => {
    const changes = [
      ...(other === undefined ? [] : [`the key becomes ${plain(other)}`]),
      ...(id === undefined ? [] : [`the row ${value(id)} gets the key`]),
      ...Object.entries(fields).map(([field, { from, to }]) =>
        kind === 'insert' ? `${field} ${value(to)}` : `${field} ${value(from)} → ${value(to)}`,
      ),
    ]
    return `  ${paint.bold(`${system}.${place}`)} ${plain(key)} ${kind}${changes.length === 0 ? '' : `: ${changes.join(', ')}`}`
  })
  const perSystem = Object.entries(Object.groupBy(writes, ({ system, kind }) => `${system} ${kind}`)).map(
    ([name, group]) => `${group!.length.toLocaleString('en')} ${name}`,
  )
  return [
    `A run would write ${writes.length.toLocaleString('en')} ${writes.length === 1 ? 'row' : 'rows'} (${perSystem.join(', ')}):`,
    ...lines,
    ...(writes.length > listed ? [`  and ${(writes.length - listed).toLocaleString('en')} more (--json has them all)`] : []),
    ...(conflicts > 0 ? [`It would record ${conflicts.toLocaleString('en')} ${conflicts === 1 ? 'conflict' : 'conflicts'}.`] : []),
    ...logs,
    ...reviews,
    hint,
  ].join('\n')
}

function value(raw: Raw): string {
  const shown = raw === null ? 'null' : raw instanceof Uint8Array ? `${raw.length} bytes` : String(raw)
  const text = plain(shown)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
