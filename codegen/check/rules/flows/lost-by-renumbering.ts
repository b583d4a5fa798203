import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, holds, placeOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  /** Who may change a key there, and has no own ids. */
  readonly system: string
  /** What only others hold. */
  readonly names: readonly string[]
  readonly holders: readonly string[]
}

const written = (eam: string) =>
  whole({
    record: `record({ key: 'tag', fields: { tag: z.string(), status: z.enum(['UP', 'DOWN']), account: z.string().nullable() } })`,
    eam: `table(assets, 'equipment', { detect: 'outbox', omit: ['account']${eam} })`,
  })

export const lostByRenumbering = {
  code: 'TW129',
  severity: 'warning',
  title: 'a changed key takes along what others have entered',
  why: 'Where a system has no ids of its own, a row whose key is changed cannot be told from one that was deleted while another was made: the old row goes everywhere, with the fields that only others hold.',
  example: { failing: written(''), at: [16, 11], mended: written(`, identity: { ownId: 'id' }`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.lifecycle.creates.flatMap((system) => {
        if (!mayRenumber(plan, flow, system)) return []
        const alone = flow.alone.filter(({ field, system: holder }) => !holds(plan, system, flow.record, field) && goes(plan, flow, holder))
        const units = flow.units.filter((unit) => !unit.systems.includes(system) && unit.systems.some((holder) => goes(plan, flow, holder)))
        const lost = [
          ...alone.map(({ field, system: holder }) => ({ name: field, holders: [holder] })),
          ...units.map((unit) => ({ name: unit.name, holders: unit.systems })),
        ]
        if (lost.length === 0) return []
        const holders = [...new Set(lost.flatMap((each) => each.holders))]
        return [
          {
            at: placeOf(flow, 'creates'),
            flow: name,
            facts: { record: flow.record, system, names: [...new Set(lost.map((each) => each.name))], holders },
          },
        ]
      }),
    ),
} as const satisfies Rule

/** Does the old row there go. */
function goes(plan: Plan, { record }: PlanFlow, holder: string): boolean {
  return bindingOf(plan, holder, record)?.deletes !== 'never'
}

/** Does a changed key delete a record there, and make another one. */
function mayRenumber(plan: Plan, { record, direction, lifecycle }: PlanFlow, system: string): boolean {
  if (bindingOf(plan, system, record)?.identity !== undefined) return false
  if (direction === 'oneWay') return lifecycle.onDelete === 'mirror'
  if (!lifecycle.said.creates || !lifecycle.said.deletes) return false
  return lifecycle.deletes.includes(system) || lifecycle.foreignDelete === 'accept'
}
