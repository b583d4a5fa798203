/** Where the exploration starts: a record that all systems hold and that the ledger knows, taken in by the real settle; or nothing anywhere. */
import { plan } from '../../runtime/plan.ts'
import { blank, settle } from '../../runtime/settle.ts'
import type { Config, Row, State } from './state.ts'
import { nobody } from './state.ts'

export function startOf(config: Config): State {
  const live = config.start === 'live'
  const row: Row = live
    ? { cells: config.owner.map(() => ({ v: 0, ...nobody })), life: nobody, birth: 1 }
    : { cells: null, life: nobody, birth: 0 }
  let entry = blank(config.kernel)
  if (live) {
    const order = [...new Set([...config.kernel.life.creates, ...Array.from({ length: config.systems }, (_, j) => j)])]
    const image = { present: true, values: config.owner.map(() => 0), died: false, death: 0, ...(config.ownIds ? { id: 1 } : {}) }
    for (const j of order) entry = settle(config.kernel, entry, j, image, { at: null, change: '', version: '1', nextReview: 1 }).entry
    entry = plan(config.kernel, entry)
  }
  return {
    s: Array.from({ length: config.systems }, () => ({ row, seq: 0, death: 0, ops: [], log: [] })),
    entry,
    shadow: {
      g: { cells: config.owner.map(() => ({ v: 0, ...nobody })), life: nobody },
      b: Array.from({ length: config.systems }, () => row),
      pend: Array.from({ length: config.systems }, () => null),
    },
    pos: Array.from({ length: config.systems }, () => 0),
    net: [],
    acts: [],
    births: 1,
    faults: 0,
    reviewed: 0,
    writes: 0,
    audited: 0,
    nil: 0,
    equal: false,
    bad: null,
  }
}

/** A state as text: what the exploration keeps and knows states by. */
export function compact(state: State): string {
  return JSON.stringify(state)
}
export function expand(text: string): State {
  return JSON.parse(text) as State
}
