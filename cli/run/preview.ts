import type { Opener } from '../../runtime/engine/reach.ts'
import type { PlannedWrite } from '../../runtime/overlay.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Raw } from '../../runtime/values.ts'
import type { Cli, Report } from '../command.ts'
import type { Estate } from '../estate.ts'
import { refuseMismatches, warnDown } from '../guard.ts'
import { plain } from '../text.ts'

/** Writes that are listed for people; `--json` has them all. */
const listed = 50

export interface PreviewOptions {
  readonly flows: readonly string[]
  readonly allowDeletes: Readonly<Record<string, number>>
  /** The ledger's place, where there is none. */
  readonly absent?: string
  /** Said after the list, where there is anything in it. */
  readonly hint: string
}

/** The real engine over an overlay: what a run would write, and exit code 2 if that is anything. */
export async function preview(estate: Estate, ledger: Ledger, open: Opener, options: PreviewOptions, cli: Cli): Promise<Report> {
  const { Engine, systemClock } = await import('../../runtime/engine/engine.ts')
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
    limits: { allowDeletes: options.allowDeletes },
    watcher: { moved: (_flow, rows) => progress.add(rows) },
  })
  try {
    refuseMismatches(
      (await engine.mismatches()).filter(({ code }) => code !== 'unclaimed'),
      options.absent,
    )
    const result = await engine.settleAll()
    progress.end()
    warnDown(result.down, cli)
    for (const { flow, wanted, cap } of result.capped)
      cli.warn(`${flow}: ${wanted} rows would be deleted, more than the ${cap} that may be in 24 hours; they are not in the list`)
    const conflicts = over.commits.flatMap((commit) => commit.audit.filter((row) => row.kind === 'conflict' || row.kind === 'deadLetter'))
    const exit = over.writes.length > 0 ? 2 : result.down.length > 0 ? 1 : 0
    return {
      exit,
      data: {
        dryRun: true,
        writes: over.writes,
        conflicts,
        capped: result.capped,
        down: result.down.map(({ system, error }) => ({ system, code: error.code, message: error.message })),
      },
      text: text(over.writes, conflicts.length, options.hint, cli),
    }
  } finally {
    progress.end()
    await engine.close()
  }
}

function text(writes: readonly PlannedWrite[], conflicts: number, hint: string, { paint }: Cli): string {
  if (writes.length === 0) return 'A run would write nothing.'
  const lines = writes.slice(0, listed).map(({ system, table, key, kind, fields }) => {
    const changes = Object.entries(fields).map(([field, { from, to }]) =>
      kind === 'insert' ? `${field} ${value(to)}` : `${field} ${value(from)} → ${value(to)}`,
    )
    return `  ${paint.bold(`${system}.${table}`)} ${plain(key)} ${kind}${changes.length === 0 ? '' : `: ${changes.join(', ')}`}`
  })
  const perSystem = Object.entries(Object.groupBy(writes, ({ system, kind }) => `${system} ${kind}`)).map(
    ([name, group]) => `${group!.length.toLocaleString('en')} ${name}`,
  )
  return [
    `A run would write ${writes.length.toLocaleString('en')} ${writes.length === 1 ? 'row' : 'rows'} (${perSystem.join(', ')}):`,
    ...lines,
    ...(writes.length > listed ? [`  and ${(writes.length - listed).toLocaleString('en')} more (--json has them all)`] : []),
    ...(conflicts > 0 ? [`It would record ${conflicts.toLocaleString('en')} ${conflicts === 1 ? 'conflict' : 'conflicts'}.`] : []),
    hint,
  ].join('\n')
}

function value(raw: Raw): string {
  const shown = raw === null ? 'null' : raw instanceof Uint8Array ? `${raw.length} bytes` : String(raw)
  const text = plain(shown)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
