import type { FlowData } from '../data.ts'

/** The flows that were started on one landscape, each with all that was said: how a flow, or a call, that never reached the portfolio is found. */
export interface Started {
  nextId(): number
  /** A flow in a new state; `before` is the one that the call was made on. */
  keep(flow: FlowData, before?: FlowData): void
  /** Each state that no further call was made on, in the order in which they were made. */
  all(): readonly FlowData[]
}

export function startedFlows(): Started {
  const ends = new Set<FlowData>()
  let last = 0
  return {
    nextId: () => ++last,
    keep: (flow, before) => {
      if (before) ends.delete(before)
      ends.add(flow)
    },
    all: () => Object.freeze([...ends]),
  }
}
