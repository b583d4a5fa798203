import type { FlowData } from '../data.ts'

/** The flows that were started on one landscape, each in its newest state: how a flow that never reached the portfolio is found. */
export interface Started {
  nextId(): number
  keep(flow: FlowData): void
  /** In the order in which they were started. */
  all(): readonly FlowData[]
}

export function startedFlows(): Started {
  const newest = new Map<number, FlowData>()
  let last = 0
  return {
    nextId: () => ++last,
    keep: (flow) => void newest.set(flow.id, flow),
    all: () => Object.freeze([...newest.values()]),
  }
}
