/** The answer about a whole flow, as data. */
import type { PolicyRow } from '../../runtime/policies/table.ts'
import { factsOf } from '../emit/view/facts.ts'
import { rowsOfFlow } from '../emit/view/policy-rows.ts'
import { list } from '../emit/words.ts'
import { carriesEvents } from '../plan/flow/events.ts'
import type { Plan, PlanFlow, Position } from '../plan/schema.ts'

export interface FlowAnswer {
  readonly flow: string
  readonly record: string
  readonly direction: PlanFlow['direction']
  readonly systems: readonly string[]
  /** Every change is appended as it was made, and nothing is settled. */
  readonly events: boolean
  readonly says: string
  readonly because: string | undefined
  readonly facts: readonly string[]
  /** A row for the key, each unit, and each field that one system alone holds; of a flow that carries events there is none. */
  readonly rows: readonly PolicyRow[]
  /** Of a flow that carries events: what is appended. */
  readonly appended: readonly string[]
  readonly at: Position
}

export function flowAnswer(plan: Plan, name: string): FlowAnswer {
  const flow = plan.flows[name]!
  const { record, direction, systems, because, units, at } = flow
  const events = carriesEvents(plan, flow)
  const rows = events ? [] : rowsOfFlow(plan, name)
  const appended = events ? [...plan.records[record]!.key, ...units.flatMap(({ fields }) => fields)] : []
  return {
    flow: name,
    record,
    direction,
    systems,
    events,
    says: says(flow, events),
    because,
    facts: factsOf(plan, flow),
    rows,
    appended,
    at,
  }
}

function says({ record, direction, systems: [source = '', ...targets] }: PlanFlow, events: boolean): string {
  if (events)
    return `every change of ${record} in ${source} is appended to ${list(targets)} as it was made, with before and after; nothing is settled`
  return direction === 'twoWay'
    ? `${record} both ways between ${list([source, ...targets])}`
    : `${record} from ${source} to ${list(targets)}`
}
