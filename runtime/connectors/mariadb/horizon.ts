/**
 * How far an outbox can be read. Its numbers are drawn when a trigger fires, and transactions commit in another order: behind a number that is still in flight
 * nothing is read, or it would be skipped for good.
 *
 * A dirty read shows every number that stands in the table, committed or not; a read after it, the committed ones. In the first and not in the second: in
 * flight. In neither: rolled back, pruned, or drawn this moment by somebody who has not written it down yet. Between drawing and writing down lie
 * microseconds, so a number that was known to be drawn a quarter of a second ago, and still is nowhere, never comes.
 */
export const writtenDownWithinMs = 250

interface Known {
  readonly at: number
  /** Every number up to here had been drawn by then. */
  readonly drawn: number
}

export class Horizon {
  readonly #now: () => number
  /** Oldest first, numbers and times ascending. */
  readonly #known: Known[] = []

  /** @param now a clock that never goes back: ms */
  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * @param after the number behind which was read
   * @param dirty all numbers behind it, committed or not; or the lowest of them
   * @param committed those that were committed when they were read, after `dirty`; or the lowest of them
   * @returns the highest number up to which none can come any more
   */
  upTo(after: number, dirty: readonly number[], committed: readonly number[]): number {
    const there = new Set(committed)
    const all = [...new Set([...dirty, ...committed])].sort((a, b) => a - b)
    this.#note(all.at(-1) ?? after)
    const gone = this.#drawnLongAgo()
    let upTo = after
    for (const number of all) {
      if (!there.has(number)) return upTo
      if (number > upTo + 1 && number - 1 > gone) return Math.max(upTo, Math.min(number - 1, gone))
      upTo = number
    }
    return upTo
  }

  #note(drawn: number): void {
    const last = this.#known.at(-1)
    if (last === undefined || drawn > last.drawn) this.#known.push({ at: this.#now(), drawn })
  }

  /** Only the newest of those that are old enough is of use. */
  #drawnLongAgo(): number {
    const due = this.#now() - writtenDownWithinMs
    while (this.#known.length > 1 && this.#known[1]!.at <= due) this.#known.shift()
    const [oldest] = this.#known
    return oldest !== undefined && oldest.at <= due ? oldest.drawn : 0
  }
}
