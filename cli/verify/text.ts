/** What `verify` found, for people. */
import type { Told } from '../../sim/story.ts'
import type { Broken, Verified } from '../../sim/verify/index.ts'
import { mermaid, storyOf } from '../../sim/verify/story.ts'
import { gapsOf } from '../../sim/verify/table.ts'
import type { Cli } from '../command.ts'
import { count, duration, table } from '../text.ts'
import { again } from './options.ts'

/** Cells that are named; `--json` has all. */
const named = 12
/** Lines of a counter-example, from its end back. */
const shownLines = 80

export interface Shown {
  /** Systems of a flow, in its order. */
  readonly systemsOf: (flow: string) => readonly string[]
  readonly asMermaid: boolean
}

export function verifiedText(verified: Verified, shown: Shown, { paint }: Cli): string {
  const { flows, runs, changes, ms, coverage } = verified
  const broken = flows.flatMap((flow) => (flow.broken === null ? [] : [flow.broken]))
  const rows = flows.map((flow) => [
    flow.flow,
    count(flow.runs, 'run'),
    `${flow.acts.toLocaleString('en')} acts of users`,
    `${flow.writes.toLocaleString('en')} writes`,
    flow.broken === null ? paint.green('holds') : paint.red(`does not hold: ${flow.broken.check}`),
  ])
  const speed = Math.round((changes * 1_000) / Math.max(1, ms))
  const sum = `${count(runs, 'run')}, ${changes.toLocaleString('en')} changes in ${duration(Math.round(ms / 100) * 100)}, ${speed.toLocaleString('en')} a second`
  return [
    ...broken.flatMap((each) => [brokenText(each, shown, paint), '']),
    table(rows),
    '',
    `${sum}: ${broken.length === 0 ? 'everything holds.' : `${count(broken.length, 'flow')} of ${flows.length} ${broken.length === 1 ? 'does' : 'do'} not hold.`}`,
    coverageText(coverage),
  ].join('\n')
}

function brokenText({ flow, check, what, seed, smallest }: Broken, shown: Shown, paint: Cli['paint']): string {
  const head = `${paint.bold(flow)}: ${paint.red(check)} does not hold`
  const said = what.map((each) => `  ${each}`)
  if (smallest === null)
    return [`${head} (seed ${seed})`, ...said, `  again: thalweg verify --flow ${flow} --seed ${seed} --seeds 1`].join('\n')
  const { replay, run } = smallest
  const size = [count(replay.steps, 'step'), ...(Number.isFinite(replay.records) ? [count(replay.records, 'record')] : [])]
  const accidents = replay.quirks.length === 0 ? 'no accident' : replay.quirks.join(', ')
  return [
    `${head}: found with seed ${seed}, and in a run of ${size.join(', ')} (${accidents}):`,
    ...said,
    '',
    storyText(run.told, shown.systemsOf(flow), shown.asMermaid),
    '',
    `  again: ${again(flow, replay)}`,
  ].join('\n')
}

/** As it happened, a column for each place. */
export function storyText(told: readonly Told[], systems: readonly string[], asMermaid: boolean): string {
  if (asMermaid) return mermaid(told, systems)
  const { places, rows } = storyOf(told, systems)
  const last = rows.slice(-shownLines)
  const lines = last.map(({ at, place, what }) => [at, places[place] ?? '', what])
  const left = rows.length - last.length
  return [...(left > 0 ? [`  … ${count(left, 'line')} before that`] : []), table(lines, '  ')].join('\n')
}

function coverageText(coverage: Verified['coverage']): string {
  const cells = coverage.flatMap(({ met }) => met.filter((cell) => cell !== null)).length
  const gaps = gapsOf(coverage)
  const met = `${cells - gaps.length} of ${cells} cells (policy, conflict, accident) were met`
  if (gaps.length === 0) return `${met}.`
  const more = gaps.length > named ? ` and ${gaps.length - named} more (--json)` : ''
  return `${met}; never ${gaps.slice(0, named).join('; ')}${more}.`
}
