/** Runs in the order in which they are dealt, and their outcomes as they come: what is counted is the same whoever makes them, however many at once. */
import type { FlowVerified } from './index.ts'
import type { Broken, Outcome, RunOf } from './run-once.ts'

/** Runs of a flow in which its mappings and policies are tried by themselves as well: what is drawn there is soon drawn again. */
const lawRuns = 40

interface Bounds {
  readonly from: number
  readonly seeds: number
  /** Epoch ms. */
  readonly until: number
}

interface State {
  readonly flow: string
  runs: number
  acts: number
  writes: number
  broken: Broken | null
  /** The first seed that is not counted yet. */
  next: number
  /** Outcomes of later ones. */
  readonly early: Map<number, Outcome>
  /** The lowest seed that broke something: no later one is run. */
  end: number
}

export class Dealt {
  readonly #bounds: Bounds
  readonly #states: readonly State[]
  readonly met = new Map<string, number>()
  /** Runs that were counted. */
  runs = 0
  /** Runs that were made, of which some may come to nothing: their flow breaks by an earlier seed. */
  taken = 0
  #at: { seed: number; flow: number }

  constructor(flows: readonly string[], bounds: Bounds) {
    const { from } = bounds
    this.#bounds = bounds
    this.#states = flows.map((flow) => ({ flow, runs: 0, acts: 0, writes: 0, broken: null, next: from, early: new Map(), end: Infinity }))
    this.#at = { seed: from, flow: 0 }
  }

  get done(): readonly FlowVerified[] {
    return this.#states.map(({ flow, runs, acts, writes, broken }) => ({ flow, runs, acts, writes, broken }))
  }

  /** Seed after seed, in each all flows. null: that is all */
  next(): RunOf | null {
    const { from, seeds, until } = this.#bounds
    while (this.#states.some(({ end }) => end === Infinity)) {
      const { seed, flow: i } = this.#at
      if (seed - from >= seeds || Date.now() >= until) return null
      this.#at = i + 1 < this.#states.length ? { seed, flow: i + 1 } : { seed: seed + 1, flow: 0 }
      const { flow, end } = this.#states[i]!
      if (end === Infinity) return { flow, seed, laws: seed - from < lawRuns }
    }
    return null
  }

  take({ flow, seed }: RunOf, outcome: Outcome): void {
    this.taken++
    const state = this.#states.find((each) => each.flow === flow)!
    state.early.set(seed, outcome)
    if (outcome.broken !== null) state.end = Math.min(state.end, seed)
    for (let next = state.early.get(state.next); next !== undefined && state.broken === null; next = state.early.get(state.next))
      this.#count(state, next)
  }

  #count(state: State, { simulated, acts, writes, met, broken }: Outcome): void {
    state.early.delete(state.next)
    state.next++
    this.runs++
    if (simulated) state.runs++
    state.acts += acts
    state.writes += writes
    state.broken = broken
    for (const [cell, count] of Object.entries(met)) this.met.set(cell, (this.met.get(cell) ?? 0) + count)
  }
}
