/** The report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
import { readFileSync } from 'node:fs'
import { count, duration, time } from '../../text.ts'
import type { EstateReport } from '../model.ts'
import { conflictsSection } from './conflicts.ts'
import { figuresSection } from './figures.ts'
import { estateMap } from './map.ts'
import type { Markup } from './markup.ts'
import { html, Markup as Raw } from './markup.ts'
import { owners } from './owners.ts'
import { timelineSection } from './timeline.ts'
import { attentionSection, driftSection, lettersSection, reviewsSection } from './waiting.ts'
import { section } from './words.ts'

const style = () => new Raw(readFileSync(new URL('./style.css', import.meta.url), 'utf8'))

interface Section {
  readonly id: string
  readonly title: string
  readonly lead: string | null
  readonly body: (report: EstateReport) => Markup
}

function sectionsOf({ attention, timeline, figureAxis }: EstateReport): readonly Section[] {
  return [
    ...(attention.length === 0 ? [] : [{ id: 'attention', title: 'What wants a look', lead: null, body: attentionSection }]),
    {
      id: 'map',
      title: 'Which way the data runs',
      lead: 'An arrow ends where data arrives; above a line stands what the system there writes. The number is the step on the ladder, from 1, one-way, to 5, true conflict.',
      body: (report) => html`${estateMap(report)}${owners(report)}`,
    },
    {
      id: 'timeline',
      title: 'What happened when',
      lead: `One column is ${duration(timeline.stepMs)}; bars grow with the root of the number, each lane by its own.`,
      body: timelineSection,
    },
    {
      id: 'figures',
      title: 'Four figures of each flow',
      lead: `Over the period, in columns of ${duration(figureAxis.stepMs)}. Lag is the upper bound of a bucket, drawn from 10 ms to a day by powers of ten: the dot is the middle, the dash the worst of twenty.`,
      body: figuresSection,
    },
    { id: 'conflicts', title: 'Conflicts', lead: null, body: conflictsSection },
    { id: 'reviews', title: 'Open reviews', lead: null, body: reviewsSection },
    { id: 'dead-letters', title: 'Dead letters', lead: null, body: lettersSection },
    { id: 'drift', title: 'Drift', lead: null, body: driftSection },
  ]
}

export function page(report: EstateReport): string {
  const { landscape, period, attention } = report
  const shown = sectionsOf(report)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="color-scheme" content="light dark" />
        <title>${landscape}: report${period === null ? null : ` up to ${time(period.asOf)}`}</title>
        <style>
          ${style()}
        </style>
      </head>
      <body>
        <header>
          <svg class="river" viewBox="0 0 1120 60" aria-hidden="true" preserveAspectRatio="none">
            <path d="M0 34 C 140 2 220 58 380 32 S 640 6 780 34 S 1010 50 1120 18" />
            <path class="deep" d="M0 34 C 140 2 220 58 380 32 S 640 6 780 34 S 1010 50 1120 18" />
          </svg>
          <h1>${landscape}</h1>
          <p>${period === null ? 'The ledger holds nothing yet.' : html`From ${time(period.since)} to <b>${time(period.asOf)}</b>`}</p>
          <p class="verdict ${attention.length === 0 ? 'calm' : 'look'}">
            ${attention.length === 0 ? '✓ Nothing waits for a person' : `! ${count(attention.length, 'thing wants', 'things want')} a look`}
          </p>
          <nav aria-label="Sections">${shown.map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}</nav>
        </header>
        <main>${tiles(report)} ${shown.map(({ id, title, lead, body }) => section(id, title, lead, body(report)))}</main>
        <footer>
          <p>
            Read from ledger <code>${report.ledger}</code> by <code>thalweg report</code>; the same ledger gives the same page. Times are
            UTC. Commands run in the folder of the flow file; elsewhere add <code>--flows</code> with its path.
          </p>
        </footer>
      </body>
    </html> `.text
}

function tiles({ totals, flows, logs, systems }: EstateReport): Markup {
  const each: readonly (readonly [string, number, string])[] = [
    ['flows', flows.length + logs.length, `between ${count(systems.length, 'system')}`],
    ['records live', totals.live, 'over all flows'],
    ['decisions', totals.decisions, 'in the period'],
    ['conflicts', totals.conflicts, 'in the period'],
    ['reviews open', totals.reviews, totals.reviews === 0 ? 'nobody is asked' : 'a person decides'],
    ['dead letters', totals.deadLetters, totals.deadLetters === 0 ? 'everything was applied' : 'could not be applied'],
    ['records drifted', totals.drift, `${totals.reconciled} of ${count(flows.length, 'flow')} reconciled`],
  ]
  return html`<dl class="tiles">
    ${each.map(
      ([title, value, note]) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${value.toLocaleString('en')}</dd>
          <dd class="quiet">${note}</dd>
        </div>`,
    )}
  </dl>`
}
