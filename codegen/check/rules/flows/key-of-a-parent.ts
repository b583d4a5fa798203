import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, placeOf, recordOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  /** The part of its key that holds the key of another record. */
  readonly field: string
  readonly parent: string
  /** Where the parent is followed when it is renumbered. */
  readonly system: string
}

const written = (identity: string) =>
  whole({
    imports: 'field',
    before: `\nconst visits = record({ key: ['asset', 'day'], fields: { asset: field.ref('assets', z.string()), day: z.iso.date(), result: z.string() } })`,
    eam: `table(assets, 'equipment', { detect: 'outbox', identity: { ownId: 'id' } }),\n    visits: table(visits, 'visit', { detect: 'outbox'${identity} })`,
    erp: `table(assets, 'fixed_asset'), visits: table(visits, 'visit')`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),\nvisits: flow('visits').oneWay({ from: 'EAM', to: 'ERP' }),`,
  }).replace('records: { assets }', 'records: { assets, visits }')

export const keyOfAParent = {
  code: 'TW140',
  severity: 'warning',
  title: 'a key that is renumbered with another, and cannot be followed',
  why: 'A record with an own id keeps its history and its copies when it is renumbered. Records whose key holds that key change theirs with it, and without own ids each of them is a delete and a create: in every other system, with all that only that system knew, and within the delete cap.',
  example: { failing: written(''), at: [19, 11], mended: written(`, identity: { ownId: 'id' }`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.lifecycle.creates.flatMap((system) => {
        const binding = bindingOf(plan, system, flow.record)
        if (!binding || binding.identity || !isDeletedElsewhere(flow, system)) return []
        return parentsInKey(plan, flow)
          .filter(({ parent }) => isFollowed(plan, parent, system))
          .map((facts) => ({
            at: placeOf(flow, 'creates'),
            also: [binding.at],
            flow: name,
            facts: { record: flow.record, ...facts, system },
          }))
      }),
    ),
} as const satisfies Rule

function parentsInKey(plan: Plan, { record }: PlanFlow): readonly { readonly field: string; readonly parent: string }[] {
  const shape = recordOf(plan, record)
  return (shape?.key ?? []).flatMap((field) => {
    const parent = shape?.fields.find(({ name }) => name === field)?.ref
    return parent === undefined || parent === record ? [] : [{ field, parent }]
  })
}

function isFollowed(plan: Plan, parent: string, system: string): boolean {
  const follows = bindingOf(plan, system, parent)?.identity !== undefined
  return follows && flowsOf(plan).some(([, flow]) => flow.record === parent && flow.lifecycle.creates.includes(system))
}

function isDeletedElsewhere({ lifecycle }: PlanFlow, system: string): boolean {
  return lifecycle.onDelete === 'mirror' && (lifecycle.deletes.includes(system) || lifecycle.foreignDelete === 'accept')
}
