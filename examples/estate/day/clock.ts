import type { Clock } from '../../../runtime/ports.ts'
import type { Act } from './act.ts'
import { timeOf } from './act.ts'
import type { Random } from './random.ts'

/** The clock of the day. While the engine sleeps, time passes and people act: each act at its own time, in order. */
export class DayClock implements Clock {
  readonly midnight: number
  #now: number
  readonly #random: Random
  readonly #play: (act: Act) => Promise<void>
  #acts: readonly Act[] = []
  #listen: () => Promise<void> = async () => {}

  /** @param midnight of the day, epoch ms */
  constructor(midnight: number, from: string, random: Random, play: (act: Act) => Promise<void>) {
    this.midnight = midnight
    this.#now = midnight + timeOf(from)
    this.#random = random
    this.#play = play
  }

  now(): number {
    return this.#now
  }
  random(): number {
    return this.#random.next()
  }
  async sleep(ms: number): Promise<void> {
    const wakes = this.#now + ms
    await this.#listen()
    for (;;) {
      const [act, ...rest] = this.#acts
      const at = act === undefined ? Infinity : this.midnight + timeOf(act.at)
      if (act === undefined || at > wakes) break
      this.#acts = rest
      this.#now = Math.max(this.#now, at)
      await this.#play(act)
    }
    this.#now = Math.max(this.#now, wakes)
  }

  /** Called whenever the engine is done with what there was. */
  listen(to: () => Promise<void>): void {
    this.#listen = to
  }

  /** What is to happen; acts at the same time stay in the order of the list. */
  plan(acts: readonly Act[]): void {
    this.#acts = acts.toSorted((a, b) => timeOf(a.at) - timeOf(b.at))
  }
}
