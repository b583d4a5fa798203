import type { Plan, PlanFlow } from '../../../plan/schema.ts'
import { whole } from '../../example-estate.ts'
import type { Found, Rule } from '../../finding.ts'
import { bindingsOf, flowsOf, writersOf } from '../../plan-parts.ts'

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
  example: { failing: whole({ eam: `table(assets, 'equipment')` }), at: [7, 19], mended: whole({ eam: `table(assets, 'equipment', { detect: 'outbox' })` }) },
  check: (plan: Plan): readonly Found<Facts>[] =>
    bindingsOf(plan).flatMap(({ system, record, binding }) => {
      if (binding.capabilities.seesChanges) return []
      const reading = flowsOf(plan).filter(([, flow]) => flow.record === record && roleOf(flow, system) !== undefined)
      const [first] = reading
      const role = first && roleOf(first[1], system)
      if (!first || !role) return []
      return [{ at: binding.at, also: reading.map(([, flow]) => flow.at), flow: first[0], facts: { system, record, flows: reading.map(([name]) => name), role } }]
    }),
} as const satisfies Rule

function roleOf(flow: PlanFlow, system: string): Facts['role'] | undefined {
  if (!flow.systems.includes(system)) return undefined
  if (flow.direction === 'twoWay') return 'member'
  if (flow.systems[0] === system) return 'source'
  return flow.units.some((unit) => writersOf(unit).includes(system)) ? 'returns' : undefined
}
