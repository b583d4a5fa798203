/**
 * Systems as a run reaches them, each behind a breaker. Closed: calls go through. After a failure it is open: the system is left alone for a pause that
 * doubles with every failure in a row. When the pause is over one call goes through; if it succeeds the breaker closes.
 *
 * A system that answers, and has not what one flow needs of it (a table, a column, a type, a right), is left alone by that flow only: each part has a breaker of
 * its own.
 */
import type { Adapter, EventSource } from '../door.ts'
import type { Bound, Clock, System } from '../ports.ts'
import { SystemError } from '../ports.ts'
import { backoff } from './context.ts'

export type Opener = (system: string) => Promise<System>

interface Breaker {
  failures: number
  closedAgainAt: number
  reason: SystemError | null
}

interface Opened extends Breaker {
  system: System | null
  bound: Map<Adapter, Bound>
}

/** What a flow needs of a system. */
type Part = Adapter | EventSource

interface Unfit extends Breaker {
  readonly flow: string
  readonly system: string
}

/** What cannot be used now, with why. `flows`: it is so for these only. */
export interface Down {
  readonly system: string
  readonly flows?: readonly string[]
  readonly error: SystemError
}

const pauses = { retryFirstMs: 1_000, retryMostMs: 60_000 }

export class Reach {
  readonly #open: Opener
  readonly #clock: Clock
  readonly #breakers = new Map<string, Opened>()
  readonly #unfit = new Map<Part, Unfit>()
  readonly #offsets = new Map<string, number>()

  constructor(open: Opener, clock: Clock) {
    this.#open = open
    this.#clock = clock
  }

  #breaker(name: string): Opened {
    let breaker = this.#breakers.get(name)
    if (breaker === undefined)
      this.#breakers.set(name, (breaker = { system: null, bound: new Map(), failures: 0, closedAgainAt: 0, reason: null }))
    return breaker
  }

  /** The system, or null while it does not answer. */
  async system(name: string): Promise<System | null> {
    const breaker = this.#breaker(name)
    if (breaker.system !== null) return breaker.system
    if (this.#clock.now() < breaker.closedAgainAt) return null
    const found = await this.guard(name, async () => this.#open(name))
    if (found !== null) breaker.system = found
    return found
  }

  async bound(flow: string, adapter: Adapter, peers: () => readonly Adapter[]): Promise<Bound | null> {
    const breaker = this.#breaker(adapter.system)
    const known = breaker.bound.get(adapter)
    if (known !== undefined && breaker.system !== null) return known
    const system = await this.system(adapter.system)
    if (system === null) return null
    const bound = await this.fitting(flow, adapter, async () => system.bind(adapter, peers()))
    if (bound !== null) breaker.bound.set(adapter, bound)
    return bound
  }

  /** Opens a part of a system for a flow; null where it does not fit, and then for a pause, and when the system failed. */
  async fitting<T>(flow: string, part: Part, open: () => Promise<T>): Promise<T | null> {
    const unfit = this.#unfit.get(part)
    if (unfit !== undefined && this.#clock.now() < unfit.closedAgainAt) return null
    const found = await this.guard(part.system, async () => {
      try {
        return { opened: await open() }
      } catch (error) {
        if (error instanceof SystemError && error.kind === 'misfit') return { error }
        throw error
      }
    })
    if (found === null) return null
    if (!('error' in found)) {
      this.#unfit.delete(part)
      return found.opened
    }
    const breaker = unfit ?? { flow, system: part.system, failures: 0, closedAgainAt: 0, reason: null }
    this.#unfit.set(part, breaker)
    this.#trip(breaker, found.error)
    return null
  }

  /** Runs a call at a system; null when the system failed, which opens its breaker. */
  async guard<T>(name: string, call: () => Promise<T>): Promise<T | null> {
    try {
      const result = await call()
      const breaker = this.#breaker(name)
      breaker.failures = 0
      breaker.reason = null
      return result
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      this.fail(name, error, error.retryAfterMs)
      return null
    }
  }

  fail(name: string, reason: SystemError, retryAfterMs?: number): void {
    const breaker = this.#breaker(name)
    this.#trip(breaker, reason, retryAfterMs)
    const { system } = breaker
    breaker.system = null
    breaker.bound.clear()
    void system?.close().catch(() => undefined)
  }

  #trip(breaker: Breaker, reason: SystemError, retryAfterMs?: number): void {
    breaker.closedAgainAt = this.#clock.now() + (retryAfterMs ?? backoff(pauses, breaker.failures, this.#clock.random()))
    breaker.failures++
    breaker.reason = reason
  }

  /** What the system's clock said at a moment of ours. */
  noteClock(name: string, theirs: number, ours: number): void {
    this.#offsets.set(name, theirs - ours)
  }
  /** How far the system's clock is ahead of ours, as far as it was measured: ms. */
  clockOffset(name: string): number {
    return this.#offsets.get(name) ?? 0
  }

  /** Systems that do not answer now, and what some flows miss in those that do, with why. */
  down(): readonly Down[] {
    const systems = [...this.#breakers].flatMap(([system, { reason }]): Down[] => (reason === null ? [] : [{ system, error: reason }]))
    const unfit = [...this.#unfit.values()].filter(({ system }) => !systems.some((down) => down.system === system))
    const alike = Map.groupBy(unfit, ({ system, reason }) => JSON.stringify([system, reason!.code, reason!.message]))
    const parts = [...alike.values()].map((same): Down => {
      const [{ system, reason }] = same as [Unfit]
      return { system, flows: [...new Set(same.map(({ flow }) => flow))], error: reason! }
    })
    return [...systems, ...parts]
  }

  async close(): Promise<void> {
    for (const { system } of this.#breakers.values()) await system?.close()
    this.#breakers.clear()
    this.#unfit.clear()
  }
}
