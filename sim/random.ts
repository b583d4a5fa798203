/** One stream of numbers for everything that a simulation leaves to chance: mulberry32 by Tommy Ettinger (2017, public domain). */
export class Random {
  #state: number

  /** @param seed any integer; its low 32 bits count */
  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 ≤ x < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  /** 0 ≤ n < below */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }
  chance(probability: number): boolean {
    return this.next() < probability
  }
  /** @param list not empty */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}
