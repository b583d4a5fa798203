import type { CallData, CallSite, FlowData, PortfolioData } from '../../dsl/data.ts'
import type { Plan, Position } from './schema.ts'

/** What was written and is not in the portfolio, or cannot be: flows, calls whose result was dropped, and flows of another landscape. */
export function missingOf(
  { landscape, flows, started }: PortfolioData,
  at: (site: CallSite) => Position,
): Pick<Plan, 'unplaced' | 'dropped' | 'strangers'> {
  const placed = Object.values(flows).filter((flow) => flow.landscape === landscape.at)
  const ids = new Set(placed.map(({ id }) => id))
  const held = new Set(placed.flatMap(({ calls }) => calls))
  const first = new Map(started.toReversed().map((flow) => [flow.id, flow]))
  const absent = started.filter((flow) => !ids.has(flow.id) && first.get(flow.id) === flow)
  const dropped = started.flatMap((flow) => {
    const call = ids.has(flow.id) ? firstDropped(flow, held) : undefined
    return call ? [{ record: flow.record, call: call.call, at: at(call.at) }] : []
  })
  const strangers = Object.entries(flows)
    .filter(([, flow]) => flow.landscape !== landscape.at)
    .map(([flow, { record, at: start, landscape: home }]) => ({ flow, record, landscape: at(home), at: at(start) }))
  return {
    unplaced: absent.map((flow) => ({ record: flow.record, at: at(flow.at) })),
    ...(dropped.length > 0 && { dropped }),
    ...(strangers.length > 0 && { strangers }),
  }
}

/** The first call that no flow of the portfolio holds: the states of a flow share the very calls that they have in common. */
function firstDropped({ calls }: FlowData, held: ReadonlySet<CallData>): CallData | undefined {
  return calls.find((call) => !held.has(call))
}
