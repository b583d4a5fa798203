/** Which flows bring the records that a flow's fields refer to. */
import { once } from '../../once.ts'
import type { Plan, PlanFlow } from '../../plan/schema.ts'

/** By system of the flow; the source of a one-way flow has them by itself. Systems that no flow brings the record to are not in it. */
export function bringersOf(plan: Plan, flow: PlanFlow, record: string): ReadonlyMap<string, readonly string[]> {
  const by = flow.systems.map((system): [string, string[]] => {
    const bringing = (byRecord(plan).get(record) ?? []).filter(
      ([, other]) => other.systems.includes(system) && (other.direction === 'twoWay' || other.systems[0] !== system),
    )
    return [system, bringing.map(([name]) => name)]
  })
  return new Map(by.filter(([, flows]) => flows.length > 0))
}

const byRecord = once((plan: Plan) => Map.groupBy(Object.entries(plan.flows), ([, { record }]) => record))
