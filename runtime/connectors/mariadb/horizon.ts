/**
 * How far an outbox can be read. Its numbers are drawn when a trigger fires, and transactions commit in another order: behind a number that is still in flight
 * nothing is read, or it would be skipped for good.
 *
 * A dirty read shows every number that stands in the table, committed or not; a read after it, the committed ones. In the first and not in the second: in
 * flight. In neither: rolled back, pruned, or drawn this moment by somebody who has not written it down yet. Between drawing and writing down lie
 * microseconds, so a number that was known to be drawn a quarter of a second ago, and still is nowhere, never comes.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Horizon as ServerHorizon, Session } from '../server/session.ts'

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

interface Stretch {
  /** Where its numbers end for good. */
  readonly end: number
  /** Numbers are left behind that. */
  readonly more: boolean
  /** The first of them stands nowhere, not even for a dirty read: it comes at once, or never. */
  readonly missing: boolean
}

/** So many numbers are asked for at once. */
const portion = 10_000

/**
 * The horizon of one outbox, over a session. It goes by all numbers of the outbox, whichever scope a reader has.
 * @param changes the statement that reads its entries
 * @param now a clock that never goes back: ms
 */
export function horizonOf(
  changes: string,
  now: () => number = () => performance.now(),
  wait: (ms: number) => Promise<unknown> = sleep,
): ServerHorizon {
  const outbox = /\bFROM (`(?:[^`]|``)+`) AS o\b/.exec(changes)?.[1]
  if (outbox === undefined) throw new Error('a statement that reads changes names its outbox')
  const sql = `SELECT o.\`seq\` FROM ${outbox} AS o WHERE o.\`seq\` > :after ORDER BY o.\`seq\` LIMIT :limit`
  const horizon = new Horizon(now)
  const numbers = async (session: Session, before: string, after: number, limit: number): Promise<number[]> =>
    (await session.query(`${before}${sql}`, { after, limit })).rows.map(([seq]) => Number(seq))

  const part = async (session: Session, after: number, limit: number): Promise<Stretch> => {
    const dirty = await numbers(session, 'SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; ', after, limit)
    const last = dirty.at(-1) ?? after
    const full = dirty.length === limit
    const committed = await numbers(session, '', after, limit)
    // Behind the last number of a full part others may be in flight, of which the dirty read had no room to tell.
    const end = horizon.upTo(after, dirty, full ? committed.filter((number) => number <= last) : committed)
    const more = full || end < Math.max(last, committed.at(-1) ?? after)
    return { end, more, missing: more && !dirty.includes(end + 1) }
  }
  const all = async (session: Session, after: number, most: number): Promise<Stretch> => {
    let found: Stretch = { end: after, more: true, missing: false }
    for (let asked = 0; found.more && asked < most; asked += portion) {
      const { end } = found
      found = await part(session, end, Math.min(portion, most - asked))
      if (found.end === end) break
    }
    return found
  }
  const scoped = /:scope_\d/.test(changes)
  return {
    upTo: async (session, after, limit) => {
      // A reader of one scope may find none of its own among the next numbers.
      const most = scoped ? Number.MAX_SAFE_INTEGER : limit
      const { end, missing } = await all(session, after, most)
      // Numbers that were rolled back, or pruned long ago, must neither end a run that reads once nor stand for where everything ends.
      if (!missing || (end > after && limit < Number.MAX_SAFE_INTEGER)) return end
      await wait(writtenDownWithinMs)
      return (await all(session, after, most)).end
    },
  }
}
