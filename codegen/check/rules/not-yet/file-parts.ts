import { isAppendOnly } from '../../../plan/flow/events.ts'
import type { Plan } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found } from '../../finding.ts'
import type { Bound } from '../../plan-parts.ts'
import { bindingOf, bindingsOf, flowsOf, placeOf } from '../../plan-parts.ts'
import type { Facts } from './not-yet.ts'
import { notYet } from './not-yet.ts'

const written = (file: string) =>
  whole({ imports: 'file folder', eam: file }).replace(`sqlite({ file: 'eam.sqlite' })`, `folder({ path: 'in' })`)

/** What picks rows of a table has no counterpart yet where a file is read. */
export const fileParts = notYet(
  {
    code: 'TW924',
    title: 'reading some rows of a file only is not yet carried out',
    example: {
      failing: written(`file(assets, 'assets.csv', { format: { csv: {} }, detect: 'snapshot', scope: { site: 'NORTH' } })`),
      at: [7, 20],
      mended: written(`file(assets, 'assets.csv', { format: { csv: {} }, detect: 'snapshot' })`),
    },
  },
  (plan) => [...read(plan).flatMap(ofBinding), ...filtered(plan)],
)

/** What is appended is not read: what its bindings cannot say is another rule's. */
function read(plan: Plan): readonly Bound[] {
  return bindingsOf(plan).filter(({ system }) => !isAppendOnly(plan, system))
}

function ofBinding({ system, record, binding }: Bound): readonly Found<Facts>[] {
  if (binding.form !== 'file') return []
  const { scope, columns, deletes, at } = binding
  const names = [
    ...(scope.length > 0 ? ['scope'] : []),
    ...(columns.some(({ lookup }) => lookup !== undefined) ? ['lookup'] : []),
    ...(typeof deletes === 'object' ? ['deletes: { mark }'] : []),
  ]
  return names.length === 0 ? [] : [{ at, facts: { system, record, names } }]
}

function filtered(plan: Plan): readonly Found<Facts>[] {
  return flowsOf(plan).flatMap(([name, flow]) => {
    const [creator] = flow.lifecycle.creates
    if (flow.where === undefined || creator === undefined || bindingOf(plan, creator, flow.record)?.form !== 'file') return []
    return [{ at: placeOf(flow, 'where'), flow: name, facts: { system: creator, record: flow.record, names: ['where'] } }]
  })
}
