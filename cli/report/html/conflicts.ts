/** Conflicts with what was decided: whose value stands, what was lost and where it is kept. */
import { count } from '../../text.ts'
import { keyAsTyped, onFlow, traceCommand } from '../commands.ts'
import type { ConflictGroup, ContestedValue } from '../conflicts.ts'
import { inReview } from '../conflicts.ts'
import type { EstateReport } from '../model.ts'
import { whoseStood } from '../stands.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { command, more, name, values, when } from './words.ts'

const titles = ['record', 'what stood then', 'what did not', 'outcome', 'learn more']

export function conflictsSection({ conflicts, totals }: EstateReport): Markup {
  if (conflicts.all === 0) return html`<p class="calm">✓ Nobody was in anybody’s way.</p>`
  return html`<div class="scroll">
      <table class="conflicts">
        <caption>
          ${count(totals.conflicts, 'conflict')}, those alike together, the newest first. What did not come to stand is kept in the audit,
          under the number beside it.
        </caption>
        <colgroup>
          ${titles.map(() => html`<col />`)}
        </colgroup>
        <thead>
          <tr>
            ${titles.map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        ${conflicts.shown.map(group)}
      </table>
    </div>
    ${more(conflicts, 'thalweg audit --kind conflict')}`
}

function group(of: ConflictGroup): Markup {
  const { flow, unit, policy, conflict, count: all, newest } = of
  const left = all - newest.length
  const about = [...(policy === null ? [] : [`by ${policy}`]), ...(all === 1 ? [] : [`${all.toLocaleString('en')} times`])]
  return html`<tbody>
    <tr class="group">
      <th scope="rowgroup" colspan="${titles.length}">
        <span class="kind">${conflict}</span> ${name(flow)}
        <span class="quiet">/</span>
        ${unit === null ? 'the record' : name(unit)} <span class="quiet">${about.join(', ')}</span>
      </th>
    </tr>
    ${newest.map((each) => row(of, each))}
    ${
      left === 0
        ? null
        : html`<tr>
            <td colspan="${titles.length}" class="quiet">
              ${newest.length === 0 ? null : `and ${left.toLocaleString('en')} more: `}${command(`${onFlow('audit', flow)} --kind conflict`)}
            </td>
          </tr> `
    }
  </tbody> `
}

function row({ flow, unit, composed }: ConflictGroup, each: ContestedValue): Markup {
  const { at, key, outcome } = each
  return html`<tr>
    <th scope="row">${name(keyAsTyped(key))}<br /><span class="quiet">${when(at)}</span></th>
    <td>${stood(each, composed)}</td>
    <td>${lost(each)}</td>
    <td>${outcome}</td>
    <td>${command(traceCommand(flow, key, unit))}</td>
  </tr> `
}

function stood({ stands, outcome }: ContestedValue, composed: boolean): Markup {
  if (stands === null) return html`<span class="quiet">${outcome === inReview ? 'each side kept its own' : '–'}</span>`
  return html`${values(stands.values)}
    <span class="of">${whoseStood(stands, composed)}</span
    >${stands.since ? html`<br /><span class="quiet">decided anew since</span>` : null}`
}

function lost({ lost: list, system, stands, audit }: ContestedValue): Markup {
  if (list !== null) return kept(list, system, audit)
  const before = stands?.before ?? null
  return before === null
    ? html`<span class="quiet">nothing was lost</span>`
    : html`<span class="quiet">before:</span> ${kept(before.values, before.of, before.audit)}`
}

function kept(list: Parameters<typeof values>[0], of: string | null, audit: number): Markup {
  return html`${values(list)} <span class="of">${of === null ? null : `of ${of}`}</span> <span class="quiet">[${audit}]</span>`
}
