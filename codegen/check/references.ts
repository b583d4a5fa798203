/** Which references arrive where: what a record waits for in a system. */
import type { Plan, PlanFlow } from '../plan/schema.ts'
import { flowsCarrying, holds, systemOf, writersOf } from './plan-parts.ts'

/** The systems that get this field's value from elsewhere; what is only appended to holds nothing that a reference could miss. */
export function receiversOf(plan: Plan, flow: PlanFlow, field: string): readonly string[] {
  const unit = flow.units.find(({ fields }) => fields.includes(field))
  const writers = unit ? writersOf(unit) : flow.lifecycle.creates
  const sole = writers.length === 1 ? writers[0] : undefined
  return flow.systems.filter(
    (system) => system !== sole && holds(plan, system, flow.record, field) && systemOf(plan, system)?.access !== 'appendOnly',
  )
}

/** Does a flow bring the record to the system. Whoever refers to it there waits for it then. */
export function isBrought(plan: Plan, record: string, system: string): boolean {
  return flowsCarrying(plan, record).some(
    ({ systems, direction }) => systems.includes(system) && (direction === 'twoWay' || systems[0] !== system),
  )
}
