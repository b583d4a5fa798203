import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, placeOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly direction: PlanFlow['direction']
}

const written = (rest: string) =>
  whole({
    eam: `table(assets, 'equipment', { detect: { updatedAt: 'changed' } })`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${rest},`,
  })

export const unseenDeletes = {
  code: 'TW203',
  severity: 'warning',
  title: 'deletes that nobody sees',
  why: 'A row that is gone has no time of change. Where changes are found by such a column, deletes are found by reconciliation alone, and the copies live on until then.',
  example: { failing: written(''), at: [16, 11], mended: written(`.onDelete('keep')`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      deletersOf(plan, flow).flatMap((system) => {
        const binding = bindingOf(plan, system, flow.record)
        if (!binding || !binding.capabilities.seesChanges || binding.capabilities.seesDeletes) return []
        const at = placeOf(flow, flow.direction === 'twoWay' ? 'deletes' : 'onDelete')
        return [{ at, also: [binding.at], flow: name, facts: { system, record: flow.record, direction: flow.direction } }]
      }),
    ),
} as const satisfies Rule

/** The systems whose deletes lead to deletes elsewhere. */
export function deletersOf(plan: Plan, { lifecycle, systems, record }: PlanFlow): readonly string[] {
  if (lifecycle.onDelete === 'keep') return []
  return lifecycle.deletes.filter((system) =>
    systems.some((other) => other !== system && bindingOf(plan, other, record)?.deletes !== 'never'),
  )
}
