/** The four figures over time: the ledger's counters, which are kept by the hour, added up in as many columns as a plot can show. */
import type { Ledger } from '../../runtime/ports.ts'
import type { Counted } from '../status/figures.ts'
import { countedIn } from '../status/figures.ts'
import type { Period } from './period.ts'

const hourMs = 3_600_000
const steps = [1, 2, 3, 6, 12, 24, 48, 24 * 7, 24 * 14, 24 * 30, 24 * 90, 24 * 365].map((hours) => hours * hourMs)
const mostColumns = 48
/** Where the period has them: a figure of one hour is seen as one among hours in which nothing was counted. */
const leastColumns = 12

export type Figure = Awaited<ReturnType<Ledger['figures']>>[number]

export interface FigureColumn extends Counted {
  /** Where it begins: epoch ms. */
  readonly at: number
}

/** The same columns for every flow, so that plots stand under each other. */
export interface FigureAxis {
  /** Start of the first column: epoch ms. */
  readonly from: number
  readonly stepMs: number
  readonly columns: number
}

/** From the first hour of the period of which there are figures, or some hours before. */
export function axisOf(figures: readonly Figure[], { since, asOf }: Period): FigureAxis {
  const first = figures.reduce((least, { hour }) => Math.min(least, hour), Math.floor(asOf / hourMs) * hourMs)
  const begin = Math.max(since, Math.min(first, asOf - (leastColumns - 1) * hourMs))
  const stepMs = steps.find((step) => (asOf - begin) / step < mostColumns) ?? steps.at(-1)!
  const from = Math.floor(begin / stepMs) * stepMs
  return { from, stepMs, columns: Math.floor((asOf - from) / stepMs) + 1 }
}

/** Columns in which nothing was counted are left out. */
export function columnsOf(figures: readonly Figure[], { from, stepMs, columns }: FigureAxis): FigureColumn[] {
  const sums = new Map<number, Map<string, number>>()
  for (const { hour, name, value } of figures) {
    const column = Math.floor((hour - from) / stepMs)
    if (column < 0 || column >= columns) continue
    const counters = sums.get(column) ?? new Map<string, number>()
    counters.set(name, (counters.get(name) ?? 0) + value)
    sums.set(column, counters)
  }
  return [...sums].toSorted(([a], [b]) => a - b).map(([column, counters]) => ({ at: from + column * stepMs, ...countedIn(counters) }))
}
