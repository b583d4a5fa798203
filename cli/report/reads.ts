/** What a report reads of the ledger. Only reads: it works while a run holds the ledger, and no system is asked. */
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import { kernelFor } from '../../runtime/handover/ruling.ts'
import { readPaused } from '../../runtime/paused.ts'
import type { AuditKind, Ledger, StoredReview, Tally } from '../../runtime/ports.ts'
import type { Reconciled } from '../reconcile/record.ts'
import { lastReconciled } from '../reconcile/record.ts'
import type { OpenReview, ReviewedRecord } from '../review/open.ts'
import { openReviews, recordInReview } from '../review/open.ts'
import type { EventsStatus } from '../status/events.ts'
import { eventsStatusOf } from '../status/events.ts'
import type { FlowStatus } from '../status/flow.ts'
import { statusOf } from '../status/flow.ts'
import { unitStory } from '../trace/story.ts'
import type { Capped } from './capped.ts'
import { capped } from './capped.ts'
import { inReview, samplesOf } from './conflicts.ts'
import type { Figure } from './hours.ts'
import type { Period } from './period.ts'
import { periodOf } from './period.ts'
import type { NumberedRow } from './row.ts'
import type { Standing } from './stands.ts'
import { standingAfter } from './stands.ts'
import { beginningOf, stepFor } from './timeline.ts'

export type DeadLetter = Awaited<ReturnType<Ledger['deadLetters']>>[number]

export interface Reads {
  readonly landscape: GeneratedLandscape
  readonly plan: Plan
  /** Those that the report is about. */
  readonly flows: readonly GeneratedFlow[]
  readonly ledger: string
  /** Null: the ledger holds nothing yet. */
  readonly period: Period | null
  readonly statuses: readonly FlowStatus[]
  /** Flows that carry every change into a log. */
  readonly logs: readonly EventsStatus[]
  readonly reconciled: Readonly<Record<string, Reconciled | null>>
  readonly figures: readonly Figure[]
  /** Of the whole period. */
  readonly totals: readonly Tally[]
  /** Of the same, in steps of `stepMs` that begin with the first thing that happened. */
  readonly tallies: readonly Tally[]
  readonly first: number
  readonly stepMs: number
  readonly reviews: readonly StoredReview[]
  readonly open: Capped<ReviewedRecord>
  readonly deadLetters: readonly DeadLetter[]
  readonly conflicts: readonly { readonly row: NumberedRow; readonly stands: Standing | null }[]
  /** What is told one by one: what people did, and what is rare. Oldest first. */
  readonly rare: readonly NumberedRow[]
}

export interface Asked {
  readonly landscape: GeneratedLandscape
  readonly plan: Plan
  readonly flows: readonly GeneratedFlow[]
  /** A time, or how long before the end. */
  readonly since: string
  /** The time to take for now, where it is later than the newest one in the ledger; undefined: that one. */
  readonly now?: number
}

const mostReviews = 20
/** Audit rows that are looked at for what is told one by one. */
const mostRows = 5_000
const mostOfRecord = 1_000

export async function readsOf(ledger: Ledger, asked: Asked): Promise<Reads> {
  const { landscape, plan, flows } = asked
  const names = flows.map(({ name }) => name)
  // What is left of flows that are there no more is not told, either.
  const ours = <T extends { readonly flow: string }>(list: readonly T[]) => list.filter(({ flow }) => names.includes(flow))
  const reviews = await ledger.reviews({})
  const reconciled = await inTurn(Object.keys(landscape.flows), async (name) => [name, await lastReconciled(ledger, name)] as const)
  const newest = await newestTime(
    ledger,
    reviews,
    reconciled.flatMap(([, last]) => last ?? []),
  )
  const period = periodUpTo(newest, asked)
  const { since, asOf } = period ?? { since: 0, asOf: 0 }
  const open = await openReviews(ledger, landscape, names)
  const whole = flows.length === Object.keys(landscape.flows).length
  const chosen: readonly { readonly flow?: string }[] = whole ? [{}] : names.map((flow) => ({ flow }))
  const rowsOf: RowsOf = async (kind, limit) => {
    const found = await inTurn(chosen, async (of) => ledger.audit({ ...of, kind, since, limit }))
    return ours(found.flat())
  }
  return {
    landscape,
    plan,
    flows,
    ledger: ledger.id,
    period,
    statuses: await inTurn(flows, async (flow) => statusOf(ledger, flow, landscape.systems, since, asOf)),
    logs: whole ? await inTurn(Object.values(landscape.events ?? {}), async (flow) => eventsStatusOf(ledger, flow, since)) : [],
    reconciled: Object.fromEntries(reconciled),
    figures: ours(await ledger.figures({ since })),
    ...(await talliesOf(ledger, { since, asOf }, ours(reviews), ours)),
    reviews: ours(reviews),
    open: { all: open.length, shown: await recordsOf(ledger, landscape, open) },
    deadLetters: ours(await ledger.deadLetters({})),
    conflicts: await inTurn(samplesOf(await rowsOf('conflict', mostRows)), async (row) => ({
      row,
      stands: await standing(ledger, landscape, row),
    })),
    rare: await rareRows(rowsOf),
  }
}

/** The newest audit rows of a kind in the period, so many at most. */
type RowsOf = (kind: AuditKind, limit: number) => Promise<readonly NumberedRow[]>

function periodUpTo(newest: number | null, { since, now }: Asked): Period | null {
  const asOf = Math.max(newest ?? -Infinity, now ?? -Infinity)
  return asOf === -Infinity ? null : periodOf(since, asOf)
}

async function talliesOf(
  ledger: Ledger,
  period: Period,
  reviews: readonly StoredReview[],
  ours: (list: readonly Tally[]) => readonly Tally[],
): Promise<Pick<Reads, 'totals' | 'tallies' | 'first' | 'stepMs'>> {
  const { since, asOf: until } = period
  const totals = ours(await ledger.tally({ since, until, stepMs: Number.MAX_SAFE_INTEGER }))
  const first = beginningOf(totals, reviews, period)
  const stepMs = stepFor(until - first)
  return { totals, tallies: ours(await ledger.tally({ since, until, stepMs })), first, stepMs }
}

/** The newest time that the ledger holds, epoch ms; null: it holds none. */
async function newestTime(ledger: Ledger, reviews: readonly StoredReview[], reconciled: readonly Reconciled[]): Promise<number | null> {
  const [row] = await ledger.audit({ limit: 1 })
  const { flows, systems } = await readPaused(ledger)
  const times = [
    ...(row === undefined ? [] : [row.at]),
    ...reviews.flatMap(({ openedAt, closed }) => [openedAt, ...(closed === undefined ? [] : [closed.at])]),
    ...reconciled.map(({ at }) => at),
    ...[...Object.values(flows), ...Object.values(systems)].map(({ at }) => at),
  ]
  const newest = times.reduce((most, at) => Math.max(most, at), 0)
  const hours = (await ledger.figures({ since: newest })).map(({ hour }) => hour)
  return times.length + hours.length === 0 ? null : hours.reduce((most, hour) => Math.max(most, hour), newest)
}

async function recordsOf(ledger: Ledger, landscape: GeneratedLandscape, open: readonly OpenReview[]): Promise<ReviewedRecord[]> {
  const records = await inTurn(capped(byDue(open), mostReviews).shown, async (each) => recordInReview(ledger, landscape, each))
  return records.filter((record) => record !== null)
}
/** What is due first comes first, then what has no time set, oldest first. */
function byDue(open: readonly OpenReview[]): OpenReview[] {
  return open.toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity) || a.review.id - b.review.id)
}

async function standing(ledger: Ledger, landscape: GeneratedLandscape, row: NumberedRow): Promise<Standing | null> {
  if (row.unit === undefined || row.body['outcome'] === inReview) return null
  const [entry = null] = await ledger.read(row.flow, [row.key])
  const kernel = await kernelFor(ledger, landscape.flows[row.flow]!, row.key, entry)
  const u = kernel.units.findIndex(({ name }) => name === row.unit)
  const now = u < 0 || entry === null || !entry.live ? null : unitStory(kernel, entry, u)
  return standingAfter(row, await ledger.audit({ flow: row.flow, key: row.key, limit: mostOfRecord }), now)
}

const rareKinds = ['matched', 'reshaped', 'overruled', 'deadLetter'] as const satisfies readonly AuditKind[]

async function rareRows(rowsOf: RowsOf): Promise<NumberedRow[]> {
  const rare = await inTurn(rareKinds, async (kind) => rowsOf(kind, 100))
  const decided = await rowsOf('decided', mostRows)
  return [...rare.flat(), ...decided.filter(({ system }) => system === undefined)].toSorted((a, b) => a.id - b.id)
}

async function inTurn<A, B>(list: readonly A[], work: (each: A) => Promise<B>): Promise<B[]> {
  const out: B[] = []
  for (const each of list) out.push(await work(each))
  return out
}
