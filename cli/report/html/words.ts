/** What the sections of the page have in common: commands, times, values, what was left out. */
import type { Canonical } from '../../../runtime/values.ts'
import { time, value } from '../../text.ts'
import type { Capped } from '../capped.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'

export function command(line: string): Markup {
  return html`<code class="command">${line}</code>`
}

export function when(at: number): Markup {
  return html`<time datetime="${new Date(at).toISOString()}">${time(at)}</time>`
}

/** Values of somebody's record, each in its own direction of writing. */
export function values(list: readonly Canonical[]): Markup {
  return html`<span class="value">${list.map((each, i) => html`${i === 0 ? null : ', '}<bdi>${value(each)}</bdi>`)}</span>`
}

/** A name or key that somebody gave. */
export function name(text: string): Markup {
  return html`<bdi>${text}</bdi>`
}

/** Null where everything is shown. */
export function more<T>({ all, shown }: Capped<T>, line: string): Markup | null {
  const left = all - shown.length
  return left <= 0 ? null : html`<p class="more">and ${left.toLocaleString('en')} more: ${command(line)}</p>`
}

export function section(id: string, title: string, lead: string | null, body: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${lead === null ? null : html`<p class="lead">${lead}</p>`} ${body}
  </section> `
}

export interface Column {
  readonly title: string
  /** Numbers stand right. */
  readonly number?: true
}

export function dataTable(caption: string, columns: readonly Column[], rows: readonly (readonly (Markup | string)[])[]): Markup {
  const kind = (i: number) => (columns[i]?.number === true ? html` class="number"` : null)
  return html`<div class="scroll">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title }, i) => html`<th scope="col" ${kind(i)}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html` <tr>
              ${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td${kind(i)}>${cell}</td>`))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
