/**
 * Which numbers of a sequence are final. A number is drawn when a trigger fires, and becomes visible when its transaction commits.
 *
 * Whoever has drawn a number has a transaction id. So once the sequence's last number L is read, and after it the id N that the server will give next, every
 * transaction that drew L or a lower number has an id below N. When later the oldest transaction in flight is N or newer, all of those have ended: L is final.
 *
 * N is not the xmax of a snapshot: that is one above the newest transaction that has ended, and transactions in flight may be at or above it. `age` counts from
 * the next id without drawing one.
 */
import type { Horizon, Session } from '../server/session.ts'

interface Pair {
  readonly next: bigint
  readonly high: number
}

const ids = `SELECT pg_snapshot_xmin(s), pg_snapshot_xmax(s), age('3'::xid) FROM pg_current_snapshot() AS s`

/** Who draws a number writes to a table of this database, and holds the lock of that until what was written can be seen. Other databases do not delay then. */
const writing = `
  SELECT 1
  FROM pg_locks
  WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  LIMIT 1`

/** Most transactions are over in a moment: asked once more before what they hide is left for the next reading. */
const momentMs = 5
const pairsMost = 1_000

export class SequenceHorizon implements Horizon {
  readonly #highSql: string
  #pairs: Pair[] = []
  #final = 0

  constructor(highSql: string) {
    this.#highSql = highSql
  }

  async upTo(session: Session, after: number): Promise<number> {
    await this.#ask(session)
    if (this.#final <= after) {
      await new Promise((resolve) => void setTimeout(resolve, momentMs))
      await this.#ask(session)
    }
    return this.#final
  }

  async #ask(session: Session): Promise<void> {
    const high = Number((await session.query(this.#highSql)).rows[0]?.[0] ?? 0)
    const [xmin, xmax, age] = (await session.query(ids)).rows[0]!
    const next = nextId(BigInt(xmax!), BigInt(age!))
    const newest = this.#pairs.at(-1)
    if (newest === undefined || newest.high < high || newest.next < next) this.#pairs.push({ next, high })
    if (this.#pairs.length > pairsMost) this.#pairs.splice(1, 1)
    while (this.#pairs.length > 0 && this.#pairs[0]!.next <= BigInt(xmin!)) this.#final = Math.max(this.#final, this.#pairs.shift()!.high)
    if (this.#pairs.length === 0 || (await session.query(writing)).rows.length > 0) return
    this.#final = Math.max(this.#final, high)
    this.#pairs = []
  }
}

/** `age` is counted in 32 bits from the id 3; ids of snapshots have 64. */
function nextId(xmax: bigint, age: bigint): bigint {
  const low = BigInt.asUintN(32, age + 3n)
  return xmax + BigInt.asUintN(32, low - xmax)
}
