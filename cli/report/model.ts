/** The report as a plain document: what `--json` prints, and what the terminal and the page are made of. Pure: the same reads give the same document. */
import type { Canonical, KeyText } from '../../runtime/values.ts'
import type { Reconciled } from '../reconcile/record.ts'
import type { ReviewedRecord } from '../review/open.ts'
import type { EventsStatus } from '../status/events.ts'
import { linesIn } from '../status/events.ts'
import type { FlowStatus } from '../status/flow.ts'
import { whose } from '../trace/whose.ts'
import type { Attention } from './attention.ts'
import { attentionOf } from './attention.ts'
import type { Capped } from './capped.ts'
import { capped } from './capped.ts'
import type { ConflictGroup } from './conflicts.ts'
import { conflictGroups, mostGroups } from './conflicts.ts'
import type { FigureAxis, FigureColumn } from './hours.ts'
import { axisOf, columnsOf } from './hours.ts'
import type { Moment } from './moments.ts'
import { momentsOf } from './moments.ts'
import { orderOf } from './order.ts'
import type { Period } from './period.ts'
import type { DeadLetter, Reads } from './reads.ts'
import type { Route } from './route.ts'
import { routeOf } from './route.ts'
import type { Timeline } from './timeline.ts'
import { timelineOf } from './timeline.ts'

/** Every time in it is epoch ms. */
export interface EstateReport {
  readonly landscape: string
  /** The ledger's own id. */
  readonly ledger: string
  /** Null: the ledger holds nothing yet. Its end is the newest time in the ledger, or a later one that was given. */
  readonly period: Period | null
  /** In the order of the map. */
  readonly systems: readonly string[]
  readonly totals: {
    readonly live: number
    readonly decisions: number
    readonly conflicts: number
    readonly reviews: number
    readonly deadLetters: number
    /** Records that differ, of the flows that were ever reconciled. */
    readonly drift: number
    readonly reconciled: number
  }
  readonly attention: readonly Attention[]
  readonly flows: readonly FlowReport[]
  /** Flows that carry every change into a log; none where the report is of chosen flows. */
  readonly logs: readonly LogReport[]
  readonly figureAxis: FigureAxis
  readonly timeline: Timeline
  /** The newest of them, oldest first. */
  readonly moments: Capped<Moment>
  readonly conflicts: Capped<ConflictGroup>
  readonly reviews: Capped<ReviewReport>
  readonly deadLetters: Capped<DeadLetter>
}

export interface FlowReport extends FlowStatus {
  readonly route: Route
  /** The four figures over time. */
  readonly columns: readonly FigureColumn[]
  /** Of the last reconciliation: rows by system; null: there was none. */
  readonly compared: Reconciled['rows'] | null
}

/** A flow that carries every change of its first system into logs. */
export interface LogReport extends Pick<EventsStatus, 'flow' | 'systems' | 'accepted' | 'paused' | 'lag' | 'unmet'> {
  /** That were ever appended. */
  readonly lines: number
}

export interface ReviewReport {
  readonly id: number
  readonly flow: string
  readonly key: KeyText
  /** Null: whether the record lives. */
  readonly unit: string | null
  readonly conflict: string
  readonly system: string
  readonly openedAt: number
  readonly addressee: string | null
  readonly due: number | null
  readonly overdue: boolean
  readonly decided: readonly { readonly unit: string; readonly values: readonly Canonical[]; readonly whose: string }[]
  readonly sides: readonly {
    readonly system: string
    readonly unit: string
    readonly values: readonly Canonical[]
    readonly told: boolean
  }[]
  /** Which systems have a row. */
  readonly present: Readonly<Record<string, boolean>>
}

const mostMoments = 24
const mostLetters = 20
const none: Period = { since: 0, asOf: 0 }

export function reportOf(reads: Reads): EstateReport {
  const period = reads.period ?? none
  const axis = axisOf(reads.figures, period)
  const routes = Object.fromEntries(reads.flows.map((flow) => [flow.name, routeOf(flow, reads.plan)]))
  const flows = reads.statuses.map((status): FlowReport => ({
    ...status,
    route: routes[status.flow]!,
    columns: columnsOf(
      reads.figures.filter(({ flow }) => flow === status.flow),
      axis,
    ),
    compared: reads.reconciled[status.flow]?.rows ?? null,
  }))
  const logs = reads.logs.map(({ flow, systems, accepted, paused, lag, unmet, ...log }): LogReport => ({
    flow,
    systems,
    accepted,
    paused,
    lag,
    unmet,
    lines: linesIn(log),
  }))
  const moments = momentsOf(reads.rare, reads.reviews, period)
  const reviews = { all: reads.open.all, shown: reads.open.shown.map((record) => reviewOf(record, period.asOf)) }
  return {
    landscape: reads.landscape.name,
    ledger: reads.ledger,
    period: reads.period,
    systems: systemsOf(reads, Object.values(routes)),
    totals: totalsOf(reads, flows),
    attention: attentionOf(flows, logs, reviews, reads.deadLetters),
    flows,
    logs,
    figureAxis: axis,
    timeline: timelineOf(reads.tallies, reads.reviews, period, reads.first, reads.stepMs),
    moments: { all: moments.length, shown: moments.slice(-mostMoments) },
    conflicts: capped(conflictGroups(reads.totals, reads.conflicts, routes), mostGroups),
    reviews,
    deadLetters: capped(reads.deadLetters, mostLetters),
  }
}

function systemsOf({ landscape, logs }: Reads, routes: readonly Route[]): string[] {
  const ways = [...routes, ...logs.map(({ systems }) => ({ systems, direction: 'oneWay' as const }))]
  const met = new Set(ways.flatMap(({ systems }) => systems))
  return orderOf(
    Object.keys(landscape.systems).filter((system) => met.has(system)),
    ways,
  )
}

function totalsOf({ totals, open, deadLetters }: Reads, flows: readonly FlowReport[]): EstateReport['totals'] {
  const rows = (of: (kind: string) => boolean) => totals.reduce((sum, { kind, rows }) => (of(kind) ? sum + rows : sum), 0)
  const compared = flows.flatMap(({ figures }) => figures.drift ?? [])
  return {
    live: flows.reduce((sum, { records }) => sum + records.live, 0),
    decisions: rows((kind) => ['decided', 'created', 'deleted', 'revived'].includes(kind)),
    conflicts: rows((kind) => kind === 'conflict'),
    reviews: open.all,
    deadLetters: deadLetters.length,
    drift: compared.reduce((sum, { records }) => sum + records, 0),
    reconciled: compared.length,
  }
}

function reviewOf({ review, addressee, due, units, present }: ReviewedRecord, asOf: number): ReviewReport {
  const { id, flow, key, unit, conflict, system, openedAt } = review
  return {
    id,
    flow,
    key,
    unit: unit === '' ? null : unit,
    conflict,
    system,
    openedAt,
    addressee,
    due,
    overdue: due !== null && due < asOf,
    decided: units.map((story) => ({ unit: story.unit, values: Object.values(story.values), whose: whose(story) })),
    sides: units.flatMap((story) =>
      story.held.map(({ system, values, told }) => ({ system, unit: story.unit, values: Object.values(values), told })),
    ),
    present,
  }
}
