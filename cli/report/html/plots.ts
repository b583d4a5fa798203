/** The four figures of each flow, small enough to compare flows with each other, on one axis of time. */
import type { Figures } from '../../status/figures.ts'
import { bound, percent } from '../../status/figures.ts'
import { count, duration } from '../../text.ts'
import { dayAndClock } from '../clock.ts'
import type { FigureAxis, FigureColumn } from '../hours.ts'
import type { EstateReport, FlowReport } from '../model.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { dataTable, name } from './words.ts'

const width = 240
const height = 74
const top = 8
const floor = 54
const pad = 6

export function figuresSection({ flows, figureAxis }: EstateReport): Markup {
  return html`<div class="flow-figures">${flows.map((flow) => card(flow, figureAxis))}</div>
    <details>
      <summary>The figures as a table</summary>
      ${asTable(flows)}
    </details>`
}

function card(flow: FlowReport, axis: FigureAxis): Markup {
  const { figures, columns } = flow
  return html`<article class="card" aria-label="${flow.flow}">
    <h3>${name(flow.flow)}</h3>
    ${figures.unmet.length === 0 ? null : html`<p class="unmet">! expected was ${figures.unmet.join(', ')}</p>`}
    <div class="four">
      ${figure('sync lag', lagText(figures), lagNote(figures), plot(axis, columns, `sync lag of ${flow.flow}`, lagMarks))}
      ${figure('success', successText(figures), figures.success === undefined ? 'nothing was attempted' : `of ${count(figures.success.attempted, 'record')}`, plot(axis, columns, `success rate of ${flow.flow}`, successMarks))}
      ${figure('drift', driftText(figures), driftNote(flow), plot(axis, columns, `drift of ${flow.flow}`, driftMarks))}
      ${figure('conflicts', total(figures.conflicts).toLocaleString('en'), kindsText(figures), plot(axis, columns, `conflicts of ${flow.flow}`, conflictMarks))}
    </div>
  </article> `
}

function figure(title: string, value: string, note: string, drawing: Markup): Markup {
  return html`<figure>
    <figcaption><span class="figure">${title}</span> <b>${value}</b> <span class="note">${note}</span></figcaption>
    ${drawing}
  </figure> `
}

interface Scale {
  /** Middle of a column. */
  readonly x: (at: number) => number
  readonly thick: number
  /** The highest of a value over all columns, at least 1. */
  readonly most: (of: (column: FigureColumn) => number) => number
}

type Marks = (columns: readonly FigureColumn[], scale: Scale) => readonly Markup[]

function plot(axis: FigureAxis, columns: readonly FigureColumn[], what: string, marks: Marks): Markup {
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
    ${drawn.map((mark) => mark)}
    <text class="tick start" x="${pad}" y="${height - 4}">${dayAndClock(from, stepMs, all)}</text>
    ${all === 1 ? null : html`<text class="tick end" x="${width - pad}" y="${height - 4}">${dayAndClock(last, stepMs, all)}</text>`}
  </svg>`
}

/** From the middle to the worst of twenty; on a scale of powers of ten from 10 ms to a day. */
const lagMarks: Marks = (columns, { x, thick }) =>
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

const successMarks: Marks = (columns, { x, thick }) =>
  columns.flatMap(({ at, success }) => {
    if (success === undefined) return []
    const all = floor - top
    const bad = success.rate === 1 ? 0 : Math.max(2, all * (1 - success.rate))
    const said = `${hour(at)}: ${percent(success.rate)} of ${count(success.attempted, 'record')}`
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

const driftMarks: Marks = (columns, { x, thick, most }) =>
  columns.flatMap(({ at, meanDrift, reconciliations }) => {
    if (meanDrift === null) return []
    const said = `${hour(at)}: ${meanDrift.toLocaleString('en', { maximumFractionDigits: 1 })} records on average of ${count(reconciliations, 'reconciliation')}`
    if (meanDrift === 0) return [html`<circle class="none" cx="${round(x(at))}" cy="${floor - 5}" r="3"><title>${said}</title></circle>`]
    return [bar('drift', at, said, { x, thick, share: meanDrift / most((column) => column.meanDrift ?? 0) })]
  })

const conflictMarks: Marks = (columns, { x, thick, most }) =>
  columns.flatMap(({ at, conflicts }) => {
    const all = total(conflicts)
    const said = `${hour(at)}: ${Object.entries(conflicts)
      .map(([kind, number]) => `${kind} ${number.toLocaleString('en')}`)
      .join(', ')}`
    return all === 0 ? [] : [bar('conflicts', at, said, { x, thick, share: all / most((column) => total(column.conflicts)) })]
  })

function bar(kind: string, at: number, said: string, { x, thick, share }: Pick<Scale, 'x' | 'thick'> & { readonly share: number }): Markup {
  const tall = Math.max(3, (floor - top) * share)
  return html`<rect
    class="${kind}"
    x="${round(x(at) - thick / 2)}"
    y="${round(floor - tall)}"
    width="${round(thick)}"
    height="${round(tall)}"
    rx="1"
    ><title>${said}</title></rect
  >`
}

function lagText({ lag }: Figures): string {
  return lag === undefined ? '–' : bound(lag.p95)
}
function lagNote({ lag }: Figures): string {
  if (lag === undefined) return 'nothing was written'
  const from = lag.fromDetection === 0 ? '' : lag.fromDetection === lag.writes ? '; from detection' : '; partly from detection'
  return `95 of 100; half ${bound(lag.p50)}${from}`
}
function successText({ success }: Figures): string {
  return success === undefined ? '–' : percent(success.rate)
}
function driftText({ drift }: Figures): string {
  return drift === undefined ? '–' : count(drift.records, 'record')
}
function driftNote({ figures, compared }: FlowReport): string {
  if (figures.drift === undefined) return 'not reconciled yet'
  const rows = Object.entries(compared ?? {}).map(([system, of]) => `${system} ${of?.toLocaleString('en') ?? '?'}`)
  return rows.length === 0 ? 'when last compared' : `of rows ${rows.join(', ')}`
}
function kindsText({ conflicts }: Figures): string {
  const kinds = Object.entries(conflicts).toSorted(([, a], [, b]) => b - a)
  return kinds.length === 0 ? 'none' : kinds.map(([kind, number]) => `${number.toLocaleString('en')} ${kind}`).join(', ')
}

function total(conflicts: Figures['conflicts']): number {
  return Object.values(conflicts).reduce((sum, number) => sum + number, 0)
}

function asTable(flows: readonly FlowReport[]): Markup {
  return dataTable(
    'The four figures of each flow over the period',
    [
      { title: 'flow' },
      { title: 'lag, half' },
      { title: 'lag, 95 of 100' },
      { title: 'success' },
      { title: 'drift' },
      { title: 'conflicts by kind' },
    ],
    flows.map(({ flow, figures }) => [
      name(flow),
      figures.lag === undefined ? '–' : bound(figures.lag.p50),
      lagText(figures),
      successText(figures),
      driftText(figures),
      kindsText(figures),
    ]),
  )
}

function hour(at: number): string {
  return new Date(at).toISOString().slice(5, 16).replace('T', ' ')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
