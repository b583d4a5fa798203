/**
 * Systems as a run reaches them, each behind a breaker. Closed: calls go through. After a failure it is open: the system is left alone for a pause that
 * doubles with every failure in a row. When the pause is over one call goes through; if it succeeds the breaker closes.
 */
import type { Adapter } from '../door.ts'
import type { Bound, Clock, System } from '../ports.ts'
import { SystemError } from '../ports.ts'
import { backoff } from './context.ts'

export type Opener = (system: string) => Promise<System>

interface Breaker {
  system: System | null
  bound: Map<Adapter, Bound>
  failures: number
  closedAgainAt: number
  reason: SystemError | null
}

const pauses = { retryFirstMs: 1_000, retryMostMs: 60_000 }

export class Reach {
  readonly #open: Opener
  readonly #clock: Clock
  readonly #breakers = new Map<string, Breaker>()
  readonly #offsets = new Map<string, number>()

  constructor(open: Opener, clock: Clock) {
    this.#open = open
    this.#clock = clock
  }

  #breaker(name: string): Breaker {
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

  async bound(adapter: Adapter, peers: readonly Adapter[]): Promise<Bound | null> {
    const breaker = this.#breaker(adapter.system)
    const known = breaker.bound.get(adapter)
    if (known !== undefined && breaker.system !== null) return known
    const system = await this.system(adapter.system)
    if (system === null) return null
    const bound = await this.guard(adapter.system, async () => system.bind(adapter, peers))
    if (bound !== null) breaker.bound.set(adapter, bound)
    return bound
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
    breaker.closedAgainAt = this.#clock.now() + (retryAfterMs ?? backoff(pauses, breaker.failures, this.#clock.random()))
    breaker.failures++
    breaker.reason = reason
    const { system } = breaker
    breaker.system = null
    breaker.bound.clear()
    void system?.close().catch(() => undefined)
  }

  /** What the system's clock said at a moment of ours. */
  noteClock(name: string, theirs: number, ours: number): void {
    this.#offsets.set(name, theirs - ours)
  }
  /** How far the system's clock is ahead of ours, as far as it was measured: ms. */
  clockOffset(name: string): number {
    return this.#offsets.get(name) ?? 0
  }

  /** Systems that do not answer now, with why. */
  down(): readonly { readonly system: string; readonly error: SystemError }[] {
    return [...this.#breakers].flatMap(([system, { reason }]) => (reason === null ? [] : [{ system, error: reason }]))
  }

  async close(): Promise<void> {
    for (const { system } of this.#breakers.values()) await system?.close()
    this.#breakers.clear()
  }
}
