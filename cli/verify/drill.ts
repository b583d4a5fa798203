/** `verify --drill`: what the checks are worth, tried by bugs that are planted one after the other. */
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Drilled } from '../../sim/drill/index.ts'
import type { Cli, Report } from '../command.ts'
import { usage } from '../failure.ts'
import type { Input } from '../input.ts'
import { count, duration, table } from '../text.ts'
import { budgetOf, defaultSeeds } from './options.ts'

/** Words that go with a drill; those of one run to repeat do not. */
const strangers = ['minutes', 'steps', 'records', 'quirks'] as const

export async function drillReport(landscape: GeneratedLandscape, flows: readonly string[], input: Input, cli: Cli): Promise<Report> {
  const stray = strangers.find((name) => input.text(name) !== undefined)
  if (stray !== undefined)
    throw usage(
      `--${stray} does not go with --drill`,
      `leave it out; --seeds says how many runs of each flow a bug may take, ${defaultSeeds} without it`,
    )
  const { from, seeds } = budgetOf(input)
  const { drill } = await import('../../sim/drill/index.ts')
  const progress = cli.progress('bugs planted:')
  const started = performance.now()
  const bugs = await drill({ landscape, flows, from, seeds, progress: (done, of) => progress.at(done, of) })
  progress.end()
  const ms = performance.now() - started
  const uncaught = bugs.some(({ outcome }) => outcome.is === 'uncaught')
  return { exit: uncaught ? 1 : 0, data: { bugs, from, seeds, ms: Math.round(ms) }, text: drillText(bugs, seeds, ms, cli) }
}

function drillText(bugs: readonly Drilled[], seeds: number, ms: number, { paint }: Cli): string {
  const rows = (is: Drilled['outcome']['is'], cells: (bug: Drilled) => readonly string[]) =>
    bugs.filter(({ outcome }) => outcome.is === is).map((bug) => ['', bug.area, bug.name, ...cells(bug)])
  const caught = rows('caught', ({ outcome }) =>
    outcome.is === 'caught' ? [outcome.by, `after ${count(outcome.seeds, 'run')} of ${outcome.flow}`] : [],
  )
  const absent = rows('notApplicable', ({ outcome }) => (outcome.is === 'notApplicable' ? [outcome.why] : []))
  const uncaught = rows('uncaught', ({ outcome, does }) => (outcome.is === 'uncaught' ? [`${does} (${outcome.flows.join(', ')})`] : []))
  const most = Math.max(0, ...bugs.map(({ outcome }) => (outcome.is === 'caught' ? outcome.seeds : 0)))
  const section = (head: string, lines: readonly (readonly string[])[]) => (lines.length === 0 ? [] : [head, table(lines), ''])
  return [
    ...section(paint.green('caught, by which check'), caught),
    ...section('cannot occur in these flows', absent),
    ...section(paint.red('NOT CAUGHT'), uncaught),
    `${count(bugs.length, 'bug')}: ${caught.length} caught within ${count(most, 'run')} of a flow, ${absent.length} cannot occur here, ${uncaught.length} not caught; ${duration(Math.round(ms / 100) * 100)}.`,
    ...(uncaught.length === 0
      ? []
      : [
          `What is not caught within ${count(seeds, 'run')} of each flow would not be noticed if it were real: try more with --seeds ${seeds * 10}.`,
        ]),
  ].join('\n')
}
