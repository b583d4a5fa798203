import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf, flowsOf, systemOf, writersOf } from '../../plan-parts.ts'

export interface Facts {
  readonly system: string
  readonly record: string
  readonly flows: readonly string[]
  /** What the system is to them. */
  readonly role: 'source' | 'returns' | 'member'
}

export const unseenChanges = {
  code: 'TW201',
  severity: 'error',
  title: 'a source or a member of a two-way flow without change detection',
  why: 'Changes that nobody reports are found by reconciliation alone, a day late, when they can no longer be told from a foreign write.',
  example: {
    failing: whole({ eam: `table(assets, 'equipment')` }),
    at: [7, 20],
    mended: whole({ eam: `table(assets, 'equipment', { detect: 'outbox' })` }),
  },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) => {
      if (binding.capabilities.seesChanges) return []
      const reading = flowsOf(plan).filter(([, flow]) => flow.record === record && roleOf(plan, flow, system) !== undefined)
      const [first] = reading
      const role = first && roleOf(plan, first[1], system)
      if (!first || !role) return []
      return [
        {
          at: binding.at,
          also: reading.map(([, flow]) => flow.at),
          flow: first[0],
          facts: { system, record, flows: reading.map(([name]) => name), role },
        },
      ]
    }),
} as const satisfies Rule

/** What a system is to a flow that reads it; one that must not be read is another rule's. */
function roleOf(plan: Plan, flow: PlanFlow, system: string): Facts['role'] | undefined {
  const access = systemOf(plan, system)?.access
  if (!flow.systems.includes(system) || access === 'copyOnly' || access === 'appendOnly') return undefined
  if (flow.direction === 'twoWay') return 'member'
  if (flow.systems[0] === system) return 'source'
  return flow.units.some((unit) => writersOf(unit).includes(system)) ? 'returns' : undefined
}
