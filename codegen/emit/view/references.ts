/** Which flows bring the records that a flow's fields refer to. */
import type { Plan, PlanFlow } from '../../plan/schema.ts'

/** By system of the flow; the source of a one-way flow has them by itself. Systems that no flow brings the record to are not in it. */
export function bringersOf(plan: Plan, flow: PlanFlow, record: string): ReadonlyMap<string, readonly string[]> {
  const by = flow.systems.map((system): [string, string[]] => {
    const bringing = Object.entries(plan.flows).filter(
      ([, other]) =>
        other.record === record && other.systems.includes(system) && (other.direction === 'twoWay' || other.systems[0] !== system),
    )
    return [system, bringing.map(([name]) => name)]
  })
  return new Map(by.filter(([, flows]) => flows.length > 0))
}
