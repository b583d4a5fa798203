import type { GeneratedEvents } from '../../runtime/door.ts'
import type { LogStand } from '../../runtime/engine/event-run.ts'
import { isAccepted } from '../../runtime/match.ts'
import type { Pause } from '../../runtime/paused.ts'
import { readPaused } from '../../runtime/paused.ts'
import type { Ledger } from '../../runtime/ports.ts'
import type { Cli } from '../command.ts'
import { count, table, time } from '../text.ts'
import type { Figures } from './figures.ts'
import { bound, lagOf } from './figures.ts'
import { pausedIn } from './flow.ts'

/** How one flow that carries events stands. */
export interface EventsStatus {
  readonly flow: string
  readonly systems: readonly string[]
  readonly version: string
  readonly accepted: boolean
  /** By log; null: nothing was read for it yet. */
  readonly logs: Readonly<Record<string, LogStand | null>>
  readonly paused: Readonly<Record<string, Pause>>
  readonly lag: Figures['lag']
  readonly unmet: readonly string[]
}

export async function eventsStatusOf(ledger: Ledger, flow: GeneratedEvents, since: number): Promise<EventsStatus> {
  const { name, systems, version, logs } = flow
  const stands = await Promise.all(
    logs.map(async ({ system }): Promise<[string, LogStand | null]> => {
      const text = await ledger.position(name, system)
      return [system, text === null ? null : (JSON.parse(text) as LogStand)]
    }),
  )
  return {
    flow: name,
    systems,
    version,
    accepted: await isAccepted({ ledger }, name),
    logs: Object.fromEntries(stands),
    paused: pausedIn(flow, await readPaused(ledger)),
    ...(await lagOf(ledger, flow, since)),
  }
}

/** Lines that were ever appended for it, in all of its logs. */
export function linesIn({ logs }: Pick<EventsStatus, 'logs'>): number {
  return Object.values(logs).reduce((sum, stand) => sum + (stand?.n ?? 0), 0)
}

export function eventsTold(status: EventsStatus, { paint }: Cli): string {
  const { flow, systems, accepted, logs, lag, unmet, paused } = status
  const [source, ...others] = systems
  const rests = Object.entries(paused).map(([name, { at, by }]) => `${name} by ${by} since ${time(at)} (thalweg resume)`)
  const rows = [
    ...(rests.length > 0 ? [['paused', rests.join(', ')]] : []),
    ...Object.entries(logs).map(([system, stand]) => [system, standTold(stand)]),
    ['lag', lag === undefined ? 'nothing was appended' : `p50 ${bound(lag.p50)}, p95 ${bound(lag.p95)}`],
  ]
  const head = `${paint.bold(flow)}  ${source} → ${others.join(', ')}, every change${accepted ? '' : paint.yellow('  not accepted yet: thalweg match --accept')}`
  return [head, table(rows, '  '), ...unmet.map((text) => paint.yellow(`  expected: ${text}`))].join('\n')
}

function standTold(stand: LogStand | null): string {
  if (stand === null) return 'not begun yet'
  const { n, file, at, appendedAt } = stand
  if (file === undefined) return 'no line yet'
  const last = at === undefined || appendedAt === undefined ? '' : `; the last one is of ${time(at)}, appended at ${time(appendedAt)}`
  return `${count(n, 'line')}, in ${file}${last}`
}
