/** Wakes a run that sleeps between passes, for the flows of which a system tells that there is something to read. */
import type { Clock } from '../ports.ts'
import type { Rhythm } from '../door.ts'

/** A flow that is asked so often, or more often, wants changes as soon as they are known; a slower rhythm and times of day are meant as they are said. */
const soonMs = 60_000

export class Bell<R extends { readonly rhythm: Rhythm }> {
  readonly #rung = new Set<R>()
  #asleep: AbortController | null = null

  ring(run: R): void {
    if (!('every' in run.rhythm) || run.rhythm.every > soonMs) return
    this.#rung.add(run)
    this.#asleep?.abort()
  }

  /** Has it rung for this flow since it was asked last. */
  rang(run: R): boolean {
    return this.#rung.delete(run)
  }

  async sleep(clock: Clock, ms: number): Promise<void> {
    if (this.#rung.size > 0) return
    this.#asleep = new AbortController()
    await clock.sleep(ms, this.#asleep.signal)
    this.#asleep = null
  }
}
