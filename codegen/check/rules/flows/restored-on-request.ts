import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf } from '../../plan-parts.ts'
import { editorsOf, isAmount } from '../../stakes.ts'

export interface Facts {
  readonly record: string
  readonly system: string
  readonly names: readonly string[]
}

const written = (detect: string) =>
  whole({
    imports: 'field',
    record: `record({ key: 'tag', fields: { tag: z.string(), value: field.money({ precision: 12, scale: 2 }) } })`,
    erp: `table(assets, 'fixed_asset'${detect})`,
  })

export const restoredOnRequest = {
  code: 'TW141',
  severity: 'warning',
  title: 'amounts that are restored on request only',
  why: 'What somebody else writes over an owner’s value is restored at once where the system reports its changes. Where it does not, the daily comparison finds it, and by default only shows it: the wrong amount stays until a person asks for the repair.',
  example: { failing: written(''), at: [16, 11], mended: written(`, { detect: 'outbox' }`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      if (!leavesItToDefaults(flow)) return []
      const units = flow.units.filter((unit) => unit.foreignWrite === 'restore' && isAmount(plan, flow.record, unit))
      return flow.systems.flatMap((system) => {
        const binding = bindingOf(plan, system, flow.record)
        const names = units.filter((unit) => editorsOf(plan, unit).includes(system)).map((unit) => unit.name)
        if (!binding || binding.capabilities.seesChanges || names.length === 0) return []
        return [{ at: flow.at, also: [binding.at], flow: name, facts: { record: flow.record, system, names } }]
      })
    }),
} as const satisfies Rule

/** Two-way needs members that report their changes: that is another rule's. */
function leavesItToDefaults({ direction, guard, reconcile }: PlanFlow): boolean {
  return direction === 'oneWay' && guard === undefined && reconcile.at === undefined
}
