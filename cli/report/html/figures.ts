/** The four figures of each flow, beside each other and over time. */
import type { Figures } from '../../status/figures.ts'
import { bound, percent } from '../../status/figures.ts'
import { count } from '../../text.ts'
import type { FigureAxis } from '../hours.ts'
import type { EstateReport, FlowReport } from '../model.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { conflictMarks, driftMarks, lagMarks, plot, shade, successMarks, total } from './plots.ts'
import { dataTable, name } from './words.ts'

export function figuresSection({ flows, figureAxis }: EstateReport): Markup {
  return html`<div class="flow-figures">${flows.map((flow) => card(flow, figureAxis))}</div>
    <details>
      <summary>The figures as a table</summary>
      ${asTable(flows)}
    </details>`
}

function card(flow: FlowReport, axis: FigureAxis): Markup {
  const { figures, columns } = flow
  const kinds = kindsOf(figures)
  const drawn = (what: string, marks: Parameters<typeof plot>[3]) => plot(axis, columns, `${what} of ${flow.flow}`, marks)
  return html`<article class="card" aria-label="${flow.flow}">
    <h3>${name(flow.flow)}</h3>
    ${figures.unmet.length === 0 ? null : html`<p class="unmet">! otherwise than expected: ${figures.unmet.join(', ')}</p>`}
    <div class="four">
      ${figure('sync lag', lagText(figures), lagNote(figures), drawn('sync lag', lagMarks))}
      ${figure('success', successText(figures), successNote(figures), drawn('success rate', successMarks))}
      ${figure('drift', driftText(figures), driftNote(flow), drawn('drift', driftMarks))}
      ${figure('conflicts', total(figures.conflicts).toLocaleString('en'), kindsNote(kinds), drawn('conflicts', conflictMarks(kinds.map(([kind]) => kind))))}
    </div>
  </article> `
}

function figure(title: string, value: string, note: string | Markup, drawing: Markup): Markup {
  return html`<figure>
    <figcaption><span class="figure">${title}</span> <b>${value}</b> <span class="note">${note}</span></figcaption>
    ${drawing}
  </figure> `
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
function successNote({ success }: Figures): string {
  return success === undefined ? 'nothing was attempted' : `of ${count(success.attempted, 'record')}`
}
function driftText({ drift }: Figures): string {
  return drift === undefined ? '–' : count(drift.records, 'record')
}
function driftNote({ figures, compared }: FlowReport): string {
  if (figures.drift === undefined) return 'not reconciled yet'
  const rows = Object.entries(compared ?? {}).map(([system, of]) => `${system} ${of?.toLocaleString('en') ?? '?'}`)
  return rows.length === 0 ? 'when last compared' : `rows compared: ${rows.join(', ')}`
}
/** The most frequent first. */
function kindsOf({ conflicts }: Figures): [string, number][] {
  return Object.entries(conflicts).toSorted(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
}
function kindsNote(kinds: readonly [string, number][]): Markup {
  if (kinds.length === 0) return html`none`
  return html`${kinds.map(([kind, number], i) => html`${i === 0 ? null : ', '}<span class="kind"><span class="key ${shade(i)}"></span>${number.toLocaleString('en')} ${kind}</span>`)}`
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
      kindsOf(figures)
        .map(([kind, number]) => `${number.toLocaleString('en')} ${kind}`)
        .join(', ') || 'none',
    ]),
  )
}
