/** Changes of one flow's table, out of the log of its system. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { TableAdapter } from '../../../door.ts'
import type { Changes, Position } from '../../../ports.ts'
import type { KeyText, Raw } from '../../../values.ts'
import type { ServerDetection } from '../../server/detection.ts'
import type { Feed } from './feed.ts'
import { lsnOf } from './lsn.ts'
import type { LogPosition } from './position.ts'
import { positionOf, positionText } from './position.ts'
import type { LogStream } from './stream.ts'

/** An idle flow's position follows the log in steps of so many bytes, so that the server need not keep what others write. */
const idleBytes = 16 * 2 ** 20
/** A commit is told before all see it, but not long before. */
const unseenMs = 250
const stepMs = 10
/** After so many steps without progress what lies between two commits is forced out. */
const stalled = 5

/** @param place of the table, quoted @param scope values by parameter @throws SystemError where the log does not hold what is needed of it */
export async function logDetection(
  stream: LogStream,
  adapter: TableAdapter,
  place: string,
  scope: Readonly<Record<string, Raw>> = {},
): Promise<ServerDetection> {
  return new LogDetection(stream, await stream.feed(adapter, place, scope))
}

class LogDetection implements ServerDetection {
  readonly #stream: LogStream
  readonly #feed: Feed

  constructor(stream: LogStream, feed: Feed) {
    this.#stream = stream
    this.#feed = feed
  }

  async changes(position: Position | null, limit: number): Promise<Changes> {
    this.#stream.stillThere()
    if (position === null) return this.#anew(limit)
    const at = positionOf(position)
    await this.#stream.keeper.check(at, this.#stream.received)
    if (!(await this.#stream.keeper.tells(at))) return this.#anew(limit)
    return limit === 0 ? { hints: [], position, more: false, seen: at.seq } : this.#next(at, position, limit)
  }

  /** What changed since is not told any more, or never was. */
  async #anew(limit: number): Promise<Changes> {
    if (limit === 0) return { hints: [], position: null, more: false, seen: 0, readAgain: true }
    const { position, seen } = await this.head()
    return { hints: [], position, more: true, seen, readAgain: true }
  }

  async #next(at: LogPosition, position: Position, limit: number): Promise<Changes> {
    let target: number | null = null
    let reached = 0
    for (let idle = 0, unseen = 0; ;) {
      await this.#stream.cover(this.#feed, at)
      const portion = this.#feed.after(at, limit, this.#stream.seenTo)
      if (portion !== null) {
        this.#feed.handed(portion.place)
        const { hints, place, truncated } = portion
        const next = await this.#positionAt(place)
        return { hints, position: next, more: true, seen: place.seq, ...(truncated && { readAgain: true }) }
      }
      if (this.#feed.holds(at)) {
        await this.#stream.look()
        if (this.#feed.after(at, 1, this.#stream.seenTo) !== null) continue
        if (unseen++ >= unseenMs) return this.#notYet(at, position)
        await sleep(1)
        continue
      }
      target ??= await this.#stream.target()
      // It may have been put off meanwhile.
      if (this.#feed.isPutOff || this.#feed.holds(at)) continue
      if (this.#stream.received >= target) return this.#nothing(at, position)
      await this.#stream.more(stepMs)
      idle = this.#stream.received > reached ? 0 : idle + 1
      reached = this.#stream.received
      if (idle === stalled) await this.#stream.flush()
    }
  }

  /** Something was committed that not everybody sees: another look at it soon. */
  #notYet({ seq }: LogPosition, position: Position): Changes {
    setTimeout(() => this.#feed.arrived(), unseenMs / 5).unref()
    return { hints: [], position, more: false, seen: seq }
  }

  async #nothing({ seq }: LogPosition, position: Position): Promise<Changes> {
    this.#feed.quiet()
    const read = this.#stream.sent.upTo - 1
    if (read - seq < idleBytes) return { hints: [], position, more: false, seen: seq }
    return { hints: [], position: await this.#positionAt({ seq: read }), more: false, seen: read }
  }

  async #positionAt(place: Pick<LogPosition, 'seq' | 'within'>): Promise<Position> {
    const { server, timeline } = await this.#stream.keeper.standing()
    return positionText({ ...place, server, timeline })
  }

  async head(): Promise<{ readonly position: Position; readonly seen: number }> {
    this.#stream.stillThere()
    const head = await this.#stream.keeper.head()
    return { position: positionText(head), seen: head.seq }
  }

  known(upTo: Position): void {
    this.#feed.known(positionOf(upTo))
  }

  async forget(upTo: Position): Promise<void> {
    this.#stream.forget(positionOf(upTo))
  }

  died(key: KeyText, seen: number): number {
    return this.#feed.died(key, seen)
  }

  readonly madeAt = 'SELECT pg_current_wal_insert_lsn()::text'

  made(keys: readonly KeyText[], at: string): void {
    this.#feed.made(keys, lsnOf(at), this.#stream.sent)
    this.#stream.follow(this.#feed)
  }

  onArrival(wake: () => void): void {
    this.#feed.arrived = wake
  }
}
