import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingOf, flowsOf, systemOf, writersOf } from '../../plan-parts.ts'

export interface Facts {
  readonly record: string
  readonly system: string
  /** Rows are made there as well. */
  readonly creates: boolean
}

const written = (options: string) =>
  whole({ imports: 'entitySet env odata secret', erp: `entitySet(assets, 'assets'${options})` }).replace(
    `sqlite({ file: 'erp.sqlite' })`,
    `odata({ url: env('ERP_URL'), token: secret('ERP_TOKEN') })`,
  )

export const blindWrites = {
  code: 'TW206',
  severity: 'warning',
  title: 'writes that can neither depend on what is there nor be found again',
  why: 'A write to such a system may overwrite an edit that was made a moment before, and after a lost answer nobody can tell whether it landed. The guarantee is weaker than everywhere else.',
  example: { failing: written(''), at: [16, 11], mended: written(`, { token: '@odata.etag' }`), besides: ['TW911', 'TW914', 'TW917'] },
  check: (plan: Plan): readonly Found<Facts>[] =>
    flowsOf(plan).flatMap(([name, flow]) =>
      flow.systems
        .filter((system) => isWritten(plan, flow, system))
        .flatMap((system) => {
          const binding = bindingOf(plan, system, flow.record)
          if (!binding || binding.capabilities.condition !== 'none' || binding.capabilities.operationMark !== 'none') return []
          const creates = flow.lifecycle.creates.some((creator) => creator !== system)
          return [{ at: flow.at, also: [binding.at], flow: name, facts: { record: flow.record, system, creates } }]
        }),
    ),
} as const satisfies Rule

/** Does anything of the flow go into this system; one that must not be written is another rule's. */
function isWritten(plan: Plan, { direction, units, systems }: PlanFlow, system: string): boolean {
  if (systemOf(plan, system)?.access === 'readOnly') return false
  if (direction === 'twoWay' || systems[0] !== system) return true
  return units.some((unit) => unit.systems.includes(system) && writersOf(unit).some((writer) => writer !== system))
}
