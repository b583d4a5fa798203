/** What `replay` found, as an engineer shows it to the people whose data it is. */
import type { Counts, Difference, FlowReplayed, Outcome } from '../../sim/replay/index.ts'
import { differs, reasons } from '../../sim/replay/index.ts'
import type { Cli } from '../command.ts'
import { count, plain, table, time, value } from '../text.ts'
import type { ProposedChange } from './proposed.ts'

interface Told {
  readonly policy: string
  readonly since: number | null
  readonly changes: readonly ProposedChange[]
  readonly flows: readonly FlowReplayed[]
}

export function replayText({ policy, since, changes, flows }: Told, { paint }: Pick<Cli, 'paint'>): string {
  const from = since === null ? 'from the beginning' : `since ${time(since)}`
  return [
    paint.bold(`What would have differed under ${plain(policy)}, ${from}`),
    ...flows.flatMap((flow) => [
      '',
      ...flowLines(
        flow,
        changes.filter((change) => change.flow === flow.flow),
        paint,
      ),
    ]),
  ].join('\n')
}

function flowLines(flow: FlowReplayed, changes: readonly ProposedChange[], paint: Cli['paint']): string[] {
  const same = !differs(flow)
  const { records, replayed, acts, differing } = flow
  const whole = replayed === records ? count(records, 'record') : `${replayed.toLocaleString('en')} of ${count(records, 'record')}`
  return [
    `${paint.bold(flow.flow)}: ${whole} with ${count(acts, 'edit or decision', 'edits and decisions')}, ${same ? paint.green('nothing would have differed') : `${paint.yellow(differing.toLocaleString('en'))} decided otherwise`}`,
    ...(changes.length === 0 ? ['  the proposal says nothing else of it'] : changes.map(({ text }) => `  proposed: ${plain(text)}`)),
    ...(same ? [] : figures(flow)),
    ...exampleLines(flow, paint),
    ...leftLines(flow),
  ]
}

function figures({ apart, replayed, now, proposed }: FlowReplayed): string[] {
  const units = Object.entries(apart).filter(([unit]) => unit !== '')
  const values =
    units.length === 0
      ? 'all as they are'
      : `${apart['']!.toLocaleString('en')} of ${count(replayed, 'record')} would hold others: ${units.map(([unit, n]) => `${unit} ${n.toLocaleString('en')}`).join(', ')}`
  const rows = [
    ['values', values],
    ['conflicts', compared(now.conflicts, proposed.conflicts)],
    ['reviews', compared(now.reviews, proposed.reviews, 'the life of a record')],
    ['writes', compared(now.writes, proposed.writes)],
  ]
  return [table(rows, '  ')]
}

/** Each with what it was and would have been. */
function compared(now: Counts, proposed: Counts, unnamed = ''): string {
  const names = [...new Set([...Object.keys(now), ...Object.keys(proposed)])].sort()
  if (names.length === 0) return 'none'
  const parts = names.map((name) => {
    const [was, is] = [now[name] ?? 0, proposed[name] ?? 0].map((n) => n.toLocaleString('en'))
    return `${name === '' ? unnamed : name} ${was === is ? was : `${was} → ${is}`}`
  })
  return parts.join(', ')
}

function exampleLines({ examples }: FlowReplayed, paint: Cli['paint']): string[] {
  if (examples.length === 0) return []
  return ['  for example', ...examples.flatMap((example) => exampleText(example, paint))]
}

function exampleText({ key, at, system, unit, decided, would }: Difference, paint: Cli['paint']): string[] {
  const what = `${plain(key)}${unit === '' ? '' : ` ${unit}`}`
  const who = system === null ? 'a person decided' : `a change in ${system} was taken up`
  return [
    `    ${paint.bold(what)}  ${time(at)}, ${who}`,
    `      decided   ${outcomeText(decided, unit)}`,
    `      would be  ${outcomeText(would, unit)}`,
  ]
}

function outcomeText(outcome: Outcome, unit: string): string {
  const conflicts = outcome.conflicts.map(
    ({ kind, system, outcome: how, lost }) =>
      `${kind} by ${system ?? 'a person'}: ${how}${lost === null ? '' : `, lost ${lost.map(value).join(', ')}`}`,
  )
  return plain([standText(outcome, unit), ...conflicts].join('; '))
}

function standText({ value: stands, of, inReview }: Outcome, unit: string): string {
  const review = inReview ? 'in review: each system keeps its own' : null
  if (unit === '') return review ?? (stands === null ? 'no record' : 'the record lives')
  if (stands === null) return 'no record'
  const fields = Object.entries(stands)
  const said = fields.length === 1 ? value(fields[0]![1]) : fields.map(([field, each]) => `${field} ${value(each)}`).join(', ')
  const whose = of === null ? 'a person’s' : `of ${of}`
  return review === null ? `${said} ${whose}` : `${review}; ${said} ${whose} until then`
}

function leftLines({ left, records, replayed }: FlowReplayed): string[] {
  if (left.length === 0) return []
  const rows = left.map(({ reason, records: n, such }) => [
    n.toLocaleString('en'),
    `${reasons[reason]}: ${such.map(plain).join(', ')}${n > such.length ? ', …' : ''}`,
  ])
  return [`  not replayed: ${count(records - replayed, 'record')}`, table(rows, '    ')]
}
