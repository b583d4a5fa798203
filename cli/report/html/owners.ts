/** Who owns which field: the table under the map. */
import { stepNames } from '../../../codegen/emit/words.ts'
import { wayOf } from '../../status/way.ts'
import type { EstateReport } from '../model.ts'
import type { OwnedUnit, Route } from '../route.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { dataTable, name } from './words.ts'

export function owners({ flows }: EstateReport): Markup {
  const rows = flows.map(({ flow, route }) => [
    html`${name(flow)}<br /><span class="quiet way">${wayOf(route)}</span>`,
    html`${route.because ?? reason(route)}`,
    html`<dl class="owners">
      ${Object.entries(byWriter(route)).map(
        ([writer, units]) =>
          html`<dt>${writer}</dt>
            <dd>${units.map(unit)}</dd>`,
      )}
    </dl>`,
  ])
  return html`<details open>
    <summary>Who owns which field</summary>
    ${dataTable('Flows with their reasons, and the writers of their fields', [{ title: 'flow' }, { title: 'because' }, { title: 'who writes what' }], rows)}
  </details>`
}

/** A flow that gives no reason is one-way: it needs none. */
function reason({ systems: [source, ...others] }: Route): string {
  return `${source} owns the record, ${others.join(' and ')} ${others.length === 1 ? 'holds a copy' : 'hold copies'}`
}

/** In the order of the flow's systems; what every holder writes comes last. */
function byWriter({ systems, units }: Route): Readonly<Record<string, readonly OwnedUnit[]>> {
  const writers = [...systems, null].map((writer): [string, OwnedUnit[]] => [
    writer ?? 'every side',
    units.filter((each) => each.writer === writer),
  ])
  return Object.fromEntries(writers.filter(([, of]) => of.length > 0))
}

function unit({ unit, fields, policy, step }: OwnedUnit): Markup {
  const about = step === null ? policy : `step ${step} of the ladder: ${stepNames[step] ?? ''}`
  const group = fields.length > 1 ? ` (${fields.join(', ')})` : ''
  const rule = policy === 'owner' ? '' : ` by ${policy}`
  return html`<span class="unit step${step ?? 0}" title="${about}"
    >${step === null ? null : html`<b>${step}</b> `}${name(unit)}${group}${rule}</span
  > `
}
