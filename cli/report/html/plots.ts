/** The plots of the four figures: small enough to stand beside each other, on one axis of time. */
import type { Figures } from '../../status/figures.ts'
import { bound, percent } from '../../status/figures.ts'
import { count, duration } from '../../text.ts'
import { dayAndClock } from '../clock.ts'
import type { FigureAxis, FigureColumn } from '../hours.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { round } from './round.ts'

const width = 240
const height = 74
const top = 8
const floor = 54
const pad = 6

interface Scale {
  /** Middle of a column. */
  readonly x: (at: number) => number
  readonly thick: number
  /** The highest of a value over all columns, at least 1. */
  readonly most: (of: (column: FigureColumn) => number) => number
}

type Marks = (columns: readonly FigureColumn[], scale: Scale) => readonly Markup[]

export function plot(axis: FigureAxis, columns: readonly FigureColumn[], what: string, marks: Marks): Markup {
  const { from, stepMs, columns: all } = axis
  const room = width - 2 * pad
  const each = room / all
  const scale: Scale = {
    x: (at) => pad + ((at - from) / stepMs + 0.5) * each,
    thick: Math.max(1.5, Math.min(12, each - 1)),
    most: (of) => Math.max(1, ...columns.map(of)),
  }
  const last = from + (all - 1) * stepMs
  const drawn = marks(columns, scale)
  return html`<svg
    class="plot"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${what}, in columns of ${duration(stepMs)}${drawn.length === 0 ? ': nothing was counted' : ''}"
  >
    <line class="base" x1="${pad}" y1="${floor}" x2="${width - pad}" y2="${floor}" />
    ${drawn}
    <text class="tick start" x="${pad}" y="${height - 4}">${dayAndClock(from, stepMs, all)}</text>
    ${all === 1 ? null : html`<text class="tick end" x="${width - pad}" y="${height - 4}">${dayAndClock(last, stepMs, all)}</text>`}
  </svg>`
}

/** From the middle to the worst of twenty; on a scale of powers of ten from 10 ms to a day. */
export const lagMarks: Marks = (columns, { x, thick }) =>
  columns.flatMap(({ at, lag }) => {
    if (lag === undefined) return []
    const [p50, p95] = [lagHeight(lag.p50), lagHeight(lag.p95)]
    return [
      html`<g class="lag"
        ><line x1="${round(x(at))}" y1="${p50}" x2="${round(x(at))}" y2="${p95}" /><circle
          cx="${round(x(at))}"
          cy="${p50}"
          r="${round(Math.min(4, thick / 2 + 1))}"
        /><path d="M${round(x(at) - 4)} ${p95} h8" /><title>
          ${hour(at)}: half of ${count(lag.writes, 'write')} ${bound(lag.p50)}, 95 of 100 ${bound(lag.p95)}
        </title></g
      >`,
    ]
  })

const lagLeast = Math.log10(10)
const lagMost = Math.log10(86_400_000)
function lagHeight(ms: number | null): number {
  const share = ((ms === null ? lagMost : Math.log10(Math.max(10, ms))) - lagLeast) / (lagMost - lagLeast)
  return round(floor - 4 - share * (floor - 4 - top))
}

export const successMarks: Marks = (columns, { x, thick }) =>
  columns.flatMap(({ at, success, deadLettered }) => {
    if (success === undefined && deadLettered === 0) return []
    const all = floor - top
    // What was attempted before may be given up in a column in which nothing was attempted.
    const { rate, attempted } = success ?? { rate: 0, attempted: 0 }
    const bad = rate === 1 ? 0 : Math.max(2, all * (1 - rate))
    const said = `${hour(at)}: ${success === undefined ? '' : `${percent(rate)} of ${count(attempted, 'record')}, `}${count(deadLettered, 'dead letter')}`
    return [
      html`<g class="success"
        ><rect class="bad" x="${round(x(at) - thick / 2)}" y="${top}" width="${round(thick)}" height="${round(bad)}" /><rect
          class="good"
          x="${round(x(at) - thick / 2)}"
          y="${round(top + bad)}"
          width="${round(thick)}"
          height="${round(all - bad)}"
        /><title>${said}</title></g
      >`,
    ]
  })

export const driftMarks: Marks = (columns, { x, thick, most }) =>
  columns.flatMap(({ at, meanDrift, reconciliations }) => {
    if (meanDrift === null) return []
    const said = `${hour(at)}: ${meanDrift.toLocaleString('en', { maximumFractionDigits: 1 })} records on average of ${count(reconciliations, 'reconciliation')}`
    if (meanDrift === 0) return [html`<circle class="none" cx="${round(x(at))}" cy="${floor - 5}" r="3"><title>${said}</title></circle>`]
    return [bar('drift', at, said, { x, thick, from: 0, share: meanDrift / most((column) => column.meanDrift ?? 0) })]
  })

/** Kinds on top of each other, in the order of `kinds` from below. */
export function conflictMarks(kinds: readonly string[]): Marks {
  return (columns, { x, thick, most }) => {
    const highest = most(({ conflicts }) => total(conflicts))
    return columns.flatMap(({ at, conflicts }) => {
      let below = 0
      return kinds.flatMap((kind, i) => {
        const number = conflicts[kind] ?? 0
        if (number === 0) return []
        const said = `${hour(at)}: ${number.toLocaleString('en')} ${kind}`
        const from = below / highest
        below += number
        return [bar(`conflicts ${shade(i)}`, at, said, { x, thick, from, share: number / highest })]
      })
    })
  }
}

/** How a kind of conflict is drawn, by its place: there are four shades, and the rarest kinds share the last. */
export function shade(place: number): string {
  return `shade${Math.min(place, 3)}`
}

export function total(conflicts: Figures['conflicts']): number {
  return Object.values(conflicts).reduce((sum, number) => sum + number, 0)
}

interface Bar extends Pick<Scale, 'x' | 'thick'> {
  /** Of the height: where it begins. */
  readonly from: number
  readonly share: number
}

function bar(kind: string, at: number, said: string, { x, thick, from, share }: Bar): Markup {
  const tall = Math.max(3, (floor - top) * share)
  return html`<rect
    class="${kind}"
    x="${round(x(at) - thick / 2)}"
    y="${round(floor - (floor - top) * from - tall)}"
    width="${round(thick)}"
    height="${round(tall)}"
    ><title>${said}</title></rect
  >`
}

function hour(at: number): string {
  return new Date(at).toISOString().slice(5, 16).replace('T', ' ')
}
