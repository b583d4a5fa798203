import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, systemOf, writersOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly column: string
  readonly env: string
}

const written = (company: string) =>
  whole({
    ...(company.startsWith('env') && { imports: 'env' }),
    erp: `table(assets, 'fixed_asset', { scope: { company: ${company} } })`,
    portfolio: `assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).guard(),`,
  })

export const guardScope = {
  code: 'TW119',
  severity: 'error',
  title: 'guard in a scope that only the environment knows',
  why: 'A guard is a trigger, made before anybody starts a run. It cannot know a value of the environment, and without it would refuse the writes of every company in the table, also of those that no flow has to do with.',
  example: { failing: written(`env('COMPANY')`), at: [16, 61], mended: written(`'X'`) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) => {
      const at = flow.guard
      if (!at) return []
      return flow.systems
        .filter((system) => systemOf(plan, system)?.access !== 'readOnly' && refusesIn(flow, system))
        .flatMap((system) => {
          const binding = bindingOf(plan, system, flow.record)
          return (binding?.scope ?? []).flatMap(([column, value]) =>
            binding && typeof value === 'object'
              ? [{ at, also: [binding.at], flow: name, facts: { system, record: flow.record, column, env: value.env } }]
              : [],
          )
        })
    }),
} as const satisfies Rule

/** Is there anything that users of the system may not do. */
function refusesIn({ units, lifecycle }: PlanFlow, system: string): boolean {
  return (
    !lifecycle.creates.includes(system) ||
    !lifecycle.deletes.includes(system) ||
    units.some((unit) => unit.systems.includes(system) && !writersOf(unit).includes(system))
  )
}
