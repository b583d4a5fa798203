/** What happened when: the audit and the reviews of a period, counted by kind in short steps of time. */
import type { AuditKind, StoredReview, Tally } from '../../runtime/ports.ts'
import type { Period } from './period.ts'

/** In the order in which they are shown, with what each is called. */
export const laneNames = {
  starts: 'matches, new fields, new terms',
  rows: 'made and deleted',
  decided: 'values decided',
  people: 'by a person',
  conflicts: 'conflicts',
  reviews: 'reviews opened',
  entered: 'entered in review',
  closed: 'reviews closed',
  dead: 'dead letters',
  healed: 'healed',
  repaired: 'repaired',
} as const
export type LaneName = keyof typeof laneNames

const laneOfKind: Readonly<Record<AuditKind, LaneName>> = {
  matched: 'starts',
  reshaped: 'starts',
  accepted: 'starts',
  handover: 'starts',
  shadowed: 'decided',
  created: 'rows',
  deleted: 'rows',
  revived: 'rows',
  renumbered: 'rows',
  linked: 'rows',
  decided: 'decided',
  overruled: 'people',
  conflict: 'conflicts',
  entered: 'entered',
  deadLetter: 'dead',
  healed: 'healed',
  repaired: 'repaired',
}

export interface LaneColumn {
  /** Where it begins: epoch ms. */
  readonly at: number
  readonly total: number
  readonly flows: Readonly<Record<string, number>>
}

export interface Lane {
  readonly lane: LaneName
  readonly total: number
  readonly columns: readonly LaneColumn[]
}

export interface Timeline {
  /** Where the first column begins: epoch ms. Nothing of the period was before. */
  readonly from: number
  readonly stepMs: number
  readonly columns: number
  /** Those in which anything happened, of each the columns in which it did. */
  readonly lanes: readonly Lane[]
}

const s = 1_000
const m = 60 * s
const h = 60 * m
const d = 24 * h
/** Round lengths of time. */
export const steps = [
  [20, 50, 100, 200, 500],
  [1, 2, 5, 10, 20, 30].map((each) => each * s),
  [1, 2, 5, 10, 15, 20, 30].map((each) => each * m),
  [1, 2, 3, 6, 12].map((each) => each * h),
  [1, 2, 7, 14, 30, 90, 365].map((each) => each * d),
].flat()
const mostColumns = 96

/** How long a column is, when this much time is to be shown. */
export function stepFor(spanMs: number): number {
  return steps.find((step) => spanMs / step < mostColumns - 1) ?? steps.at(-1)!
}

/** The first thing that happened in the period; its end where nothing did. */
export function beginningOf(tallies: readonly Tally[], reviews: readonly StoredReview[], { since, asOf }: Period): number {
  const times = [...tallies.map(({ first }) => first), ...reviews.flatMap(({ openedAt, closed }) => [openedAt, closed?.at ?? asOf])]
  return times.reduce((least, at) => (at >= since ? Math.min(least, at) : least), asOf)
}

interface Happened {
  readonly lane: LaneName
  readonly flow: string
  readonly at: number
  readonly rows: number
}

/** @param tallies in steps of `stepMs` */
export function timelineOf(
  tallies: readonly Tally[],
  reviews: readonly StoredReview[],
  period: Period,
  first: number,
  stepMs: number,
): Timeline {
  const from = Math.floor(first / stepMs) * stepMs
  const ofReviews = reviews.flatMap(ofReview).filter(({ at }) => at >= period.since && at <= period.asOf)
  const happened = [...tallies.map(ofTally), ...ofReviews]
  const byLane = Map.groupBy(happened, ({ lane }) => lane)
  return {
    from,
    stepMs,
    columns: Math.floor((period.asOf - from) / stepMs) + 1,
    lanes: (Object.keys(laneNames) as LaneName[]).flatMap((lane) => {
      const of = byLane.get(lane)
      if (of === undefined) return []
      const columns = Map.groupBy(of, ({ at }) => Math.floor(at / stepMs) * stepMs)
      return [{ lane, total: sum(of), columns: [...columns].toSorted(([a], [b]) => a - b).map(([at, rows]) => columnOf(at, rows)) }]
    }),
  }
}

function ofTally({ kind, system, flow, from, rows }: Tally): Happened {
  return { lane: kind === 'decided' && system === undefined ? 'people' : laneOfKind[kind], flow, at: from, rows }
}

function ofReview({ flow, openedAt, closed }: StoredReview): Happened[] {
  const opened: Happened = { lane: 'reviews', flow, at: openedAt, rows: 1 }
  return closed === undefined ? [opened] : [opened, { lane: 'closed', flow, at: closed.at, rows: 1 }]
}

function columnOf(at: number, happened: readonly Happened[]): LaneColumn {
  const flows = [...Map.groupBy(happened, ({ flow }) => flow)].map(([flow, of]): [string, number] => [flow, sum(of)])
  return { at, total: sum(happened), flows: Object.fromEntries(flows.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}

function sum(happened: readonly Happened[]): number {
  return happened.reduce((total, { rows }) => total + rows, 0)
}
