/** What waits for a person: reviews, dead letters, drift. */
import { count } from '../../text.ts'
import { keyAsTyped, onFlow, traceCommand } from '../commands.ts'
import type { EstateReport, ReviewReport } from '../model.ts'
import type { DeadLetter } from '../reads.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { command, dataTable, more, name, values, when } from './words.ts'

export function attentionSection({ attention }: EstateReport): Markup {
  return html`<ul class="attention">
    ${attention.map(
      ({ flow, text, command: line }) => html`<li>${flow === null ? null : html`<b>${name(flow)}</b> `}${text} ${command(line)}</li> `,
    )}
  </ul>`
}

export function reviewsSection({ reviews }: EstateReport): Markup {
  if (reviews.all === 0) return html`<p class="calm">✓ No review is open.</p>`
  return html`${reviews.shown.map(review)}${more(reviews, 'thalweg review')}`
}

function review(of: ReviewReport): Markup {
  const { id, flow, key, unit, conflict, system, openedAt, addressee } = of
  const who = addressee === null ? null : html`, for <b>${addressee}</b>`
  return html`<article class="card review">
    <h3>Review ${id}: ${name(flow)} ${name(keyAsTyped(key))}, ${unit === null ? 'whether it lives' : name(unit)}</h3>
    <p>${conflict} by ${system}, open since ${when(openedAt)}${who}${term(of)}</p>
    ${unit === null ? rowsOf(of) : sidesOf(of)}
    <p>${command(`thalweg review show ${id}`)} ${command(`thalweg review take ${id} <system or value>`)}</p>
  </article> `
}

function term({ due, overdue }: ReviewReport): Markup | null {
  if (due === null) return null
  return overdue ? html`, <strong class="late">overdue since ${when(due)}</strong>` : html`, due ${when(due)}`
}

function rowsOf({ present }: ReviewReport): Markup {
  const rows = Object.entries(present).map(([system, is]) => `${system} ${is ? 'has' : 'has no'} row`)
  return html`<p>${rows.join(', ')}</p>`
}

function sidesOf({ id, decided, sides }: ReviewReport): Markup {
  return dataTable(
    `What each side of review ${id} holds`,
    [{ title: 'side' }, { title: 'value' }, { title: 'since when' }],
    [
      ...decided.map((each) => ['decided', values(each.values), each.whose]),
      ...sides.map((side) => [side.system, values(side.values), side.told ? 'knows of the decided value' : 'does not know of it']),
    ],
  )
}

export function lettersSection({ deadLetters }: EstateReport): Markup {
  if (deadLetters.all === 0) return html`<p class="calm">✓ No dead letters.</p>`
  return html`<p>What could not be applied heals by itself once it is mended at its source; or try it now.</p>
    ${dataTable('Dead letters', [{ title: 'record' }, { title: 'at' }, { title: 'why' }, { title: 'since' }, { title: 'go on' }], deadLetters.shown.map(letter))}
    ${more(deadLetters, 'thalweg dead-letters')}`
}

function letter({ flow, key, system, reason, detail, since, tries }: DeadLetter): Markup[] {
  return [
    html`${name(flow)} ${name(keyAsTyped(key))}`,
    html`${system}`,
    html`<b>${reason}</b> <bdi>${detail}</bdi>`,
    html`${when(since)}<br /><span class="quiet">${count(tries, 'try', 'tries')}</span>`,
    html`${command(traceCommand(flow, key, null))} ${command(onFlow('dead-letters retry', flow))}`,
  ]
}

export function driftSection({ flows }: EstateReport): Markup {
  const rows = flows.map(({ flow, figures: { drift }, compared }) => [
    name(flow),
    drift === undefined
      ? html`<span class="quiet">not reconciled yet</span>`
      : html`${drift.records === 0 ? '✓ none' : `≠ ${count(drift.records, 'record')}`}`,
    html`${Object.entries(compared ?? {})
      .map(([system, of]) => `${system} ${of?.toLocaleString('en') ?? '?'}`)
      .join(', ')}`,
    drift === undefined ? html`` : when(drift.at),
    command(onFlow('reconcile', flow)),
  ])
  return dataTable(
    'The last reconciliation of each flow',
    [{ title: 'flow' }, { title: 'drift' }, { title: 'rows' }, { title: 'compared' }, { title: 'compare again' }],
    rows,
  )
}
