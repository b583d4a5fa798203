import type { Clock } from '../runtime/ports.ts'
import type { Random } from './random.ts'

/** Time that passes only when it is told to. Epoch ms. */
export class VirtualClock implements Clock {
  readonly #random: Random
  #now: number

  constructor(now: number, random: Random) {
    this.#now = now
    this.#random = random
  }
  now(): number {
    return this.#now
  }
  async sleep(ms: number): Promise<void> {
    this.#now += ms
  }
  random(): number {
    return this.#random.next()
  }
  pass(ms: number): void {
    this.#now += ms
  }
}
