/** The report as one screen of a terminal. */
import type { Colors } from 'picocolors/types.js'
import { stepNames } from '../../codegen/emit/words.ts'
import type { Canonical } from '../../runtime/values.ts'
import { bound, percent } from '../status/figures.ts'
import { wayOf } from '../status/way.ts'
import { count, duration, plain, table, time, value } from '../text.ts'
import { dayAndClock } from './clock.ts'
import { keyAsTyped, traceCommand } from './commands.ts'
import type { ConflictGroup, ContestedValue } from './conflicts.ts'
import type { EstateReport } from './model.ts'
import { whoseStood } from './stands.ts'
import type { Timeline } from './timeline.ts'
import { laneNames } from './timeline.ts'

/** What one screen has room for. */
const mostFlows = 16
const mostAttention = 5
const mostConflicts = 4
const sparkColumns = 48

export function screen(report: EstateReport, paint: Colors): string {
  const { landscape, period, timeline, attention, conflicts } = report
  const head = period === null ? 'the ledger holds nothing yet' : `${time(period.since)} to ${time(period.asOf)}`
  return [
    `${paint.bold(landscape)}  ${head}`,
    sentence(report, paint),
    '',
    flowTable(report, paint),
    ...(timeline.lanes.length === 0 ? [] : ['', ...lanes(timeline, paint)]),
    ...(conflicts.all === 0 ? [] : ['', paint.bold('Conflicts, the newest first'), ...conflictLines(report, paint)]),
    ...(attention.length === 0 ? [] : ['', paint.bold('What wants a look'), ...attentionLines(report, paint)]),
  ].join('\n')
}

function sentence({ flows, logs, systems, totals, attention }: EstateReport, paint: Colors): string {
  const { live, decisions, conflicts } = totals
  const facts = `${count(flows.length + logs.length, 'flow')} between ${count(systems.length, 'system')}, ${count(live, 'record')}; ${count(decisions, 'decision')}, ${count(conflicts, 'conflict')}.`
  return `${facts} ${attention.length === 0 ? paint.green('Nothing waits for a person.') : paint.yellow(`${count(attention.length, 'thing wants', 'things want')} a look.`)}`
}

function flowTable({ flows, logs }: Pick<EstateReport, 'flows' | 'logs'>, paint: Colors): string {
  const titles = ['flow', 'way', 'step', 'records', 'lag p95', 'success', 'drift', 'conflicts']
  const rows = flows.slice(0, mostFlows).map((flow) => {
    const { figures, records, route } = flow
    const conflicts = Object.values(figures.conflicts).reduce((sum, number) => sum + number, 0)
    return [
      flow.flow,
      wayOf(flow),
      route.step === null ? '' : `${route.step} ${stepNames[route.step] ?? ''}`,
      records.live.toLocaleString('en'),
      figures.lag === undefined ? '-' : bound(figures.lag.p95),
      figures.success === undefined ? '-' : percent(figures.success.rate),
      figures.drift === undefined ? '-' : figures.drift.records.toLocaleString('en'),
      conflicts.toLocaleString('en'),
    ]
  })
  const appended = logs.map((log) => [
    log.flow,
    `${log.systems[0]} → ${log.systems.slice(1).join(', ')}`,
    'every change',
    count(log.lines, 'line'),
    log.lag === undefined ? '-' : bound(log.lag.p95),
    '-',
    '-',
    '-',
  ])
  const [head = '', ...lines] = table([titles, ...rows, ...appended], '  ').split('\n')
  const left = flows.length - rows.length
  return [paint.dim(head), ...lines, ...(left > 0 ? [paint.dim(`  and ${left} more: thalweg status`)] : [])].join('\n')
}

const blocks = '▁▂▃▄▅▆▇█'

/** One line for each kind of thing that happened; the height goes by the root of the number, as on the page. */
function lanes({ lanes: all, columns, from, stepMs }: Timeline, paint: Colors): string[] {
  const each = Math.ceil(columns / sparkColumns)
  const room = Math.ceil(columns / each)
  const width = Math.max(...all.map(({ lane }) => laneNames[lane].length))
  const lines = all.map(({ lane, total, columns: bars }) => {
    const sums = new Array<number>(room).fill(0)
    for (const { at, total: rows } of bars) sums[Math.floor((at - from) / stepMs / each)]! += rows
    const most = Math.max(...sums)
    const drawn = sums.map((sum) => (sum === 0 ? paint.dim('·') : blocks[Math.ceil(Math.sqrt(sum / most) * blocks.length) - 1]!))
    return `  ${laneNames[lane].padEnd(width)}  ${drawn.join('')}  ${total.toLocaleString('en')}`
  })
  const [begin, end] = [dayAndClock(from, stepMs, columns), dayAndClock(from + columns * stepMs, stepMs, columns)]
  const axis = `  ${''.padEnd(width)}  ${begin}${end.padStart(Math.max(end.length + 1, room - begin.length))}  a column is ${duration(stepMs * each)}`
  return [...lines, paint.dim(axis)]
}

function conflictLines({ conflicts }: EstateReport, paint: Colors): string[] {
  const groups = conflicts.shown.slice(0, mostConflicts)
  const left = conflicts.all - groups.length
  return [
    ...groups.flatMap((group) => conflictLine(group, paint)),
    ...(left > 0 ? [paint.dim(`  and ${count(left, 'other kind')}: thalweg audit --kind conflict`)] : []),
  ]
}

function conflictLine({ flow, unit, policy, composed, conflict, count: all, newest }: ConflictGroup, paint: Colors): string[] {
  const [first] = newest
  const key = first === undefined ? '' : ` ${plain(keyAsTyped(first.key))}`
  const by = policy === null ? '' : ` by ${policy}`
  const head = `  ${flow}${unit === null ? '' : `.${unit}`}${key}  ${conflict}${by}${all > 1 ? `, ${all.toLocaleString('en')} times` : ''}`
  if (first === undefined) return [head]
  const { stands, outcome } = first
  const stood = stands === null ? [] : [`${listed(stands.values)} ${whoseStood(stands, composed)} stood`]
  return [head, `    ${[...stood, outcome, lost(first)].join('; ')}`, paint.dim(`    ${traceCommand(flow, first.key, unit)}`)]
}

function lost({ lost: list, system, stands, audit }: ContestedValue): string {
  if (list !== null) return `lost ${listed(list)} of ${system ?? 'nobody'} [${audit}]`
  const before = stands?.before ?? null
  return before === null
    ? 'nothing is lost'
    : `before ${listed(before.values)}${before.of === null ? '' : ` of ${before.of}`} [${before.audit}]`
}

function listed(values: readonly Canonical[]): string {
  return values.map(value).join(', ')
}

function attentionLines({ attention }: EstateReport, paint: Colors): string[] {
  const shown = attention.slice(0, mostAttention)
  const left = attention.length - shown.length
  return [
    ...shown.map(({ flow, text, command }) => `  ${flow === null ? '' : `${flow}: `}${plain(text)}: ${paint.dim(command)}`),
    ...(left > 0 ? [paint.dim(`  and ${left} more: thalweg status`)] : []),
  ]
}
