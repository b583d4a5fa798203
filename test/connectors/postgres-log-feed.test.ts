/** What one flow's feed knows of rows that died, against all that ever happened; what it remembers for that is bounded. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Feed } from '../../runtime/connectors/postgres/log/feed.ts'
import type { TableShape } from './adapters.ts'
import { thingShape } from './conformance-shape.ts'
import { postgresAdapter } from './postgres-setting.ts'
import { runs } from '../runs.ts'

const shape: TableShape = { ...thingShape('none'), detect: { kind: 'log' } }
const keys = ['a', 'b', 'c']

interface Transaction {
  readonly n: number
  /** Whose rows died; null: all. */
  readonly keys: readonly (string | null)[]
}

/** What came before is asked for by nobody, and what was sent before the feed was there has to be sent again. */
const behind = 3
const joined = 5

/** A log with one table, a stream that has sent some of it, and a flow that reads and says what its ledger holds. */
class Log {
  readonly feed = new Feed(postgresAdapter(shape), 'public', 'things', {})
  readonly #transactions: Transaction[] = [{ n: 4, keys: ['a'] }]
  readonly #made = new Map<string, number>()
  #n = joined
  #received = joined
  /** How many rows of the transaction after `#received` were sent. */
  #begun = 0
  #read: { seq: number; within?: { n: number; done: number } } = { seq: behind }
  #known = this.#read
  /** Not all that died is known to the feed. */
  #letGo = true
  readonly told: (readonly [number, string | undefined])[] = []

  constructor() {
    this.feed.restart(joined, 0)
  }

  died(...dead: readonly (string | null)[]): void {
    this.#transactions.push({ n: ++this.#n, keys: dead })
  }

  made(key: string): void {
    this.#made.set(key, ++this.#n)
    this.feed.made([key], this.#n, { behind, upTo: this.#received })
  }

  /** @param rows so many at most, the last of them perhaps in the middle of a transaction */
  send(rows = Infinity): void {
    let left = rows
    for (const { n, keys: dead } of this.#transactions) {
      if (n <= this.#received) continue
      const transaction = { n, at: 0, xid: n }
      for (; this.#begun < dead.length && left > 0; this.#begun++, left--) {
        const dies = dead[this.#begun]!
        if (dies === null) this.feed.truncate(this.#open(transaction))
        else this.feed.row(this.#open(transaction), [dies], null)
      }
      if (this.#begun < dead.length) return
      this.feed.committed(this.#open(transaction))
      this.#received = n
      this.#begun = 0
    }
    if (left > 0) this.#received = this.#n
  }

  #opened: { readonly n: number; readonly at: number; readonly xid: number } | null = null

  /** The same transaction is the same object, as from the stream, until it is sent again. */
  #open(transaction: { readonly n: number; readonly at: number; readonly xid: number }) {
    if (this.#begun === 0 && this.#opened?.n !== transaction.n) this.#opened = transaction
    return this.#opened!
  }

  /** As the stream does: what was let go is sent again. */
  read(limit: number): void {
    this.feed.read()
    if (!this.feed.covers(this.#read)) {
      this.#restart(this.#read.seq)
      this.#letGo = false
      if (!this.feed.covers(this.#read)) throw new Error('what is sent again is not there')
      this.send()
    }
    const portion = this.feed.after(this.#read, limit, this.#received)
    if (portion === null) return
    this.#read = portion.place
    for (const { key, change } of portion.hints) this.told.push([Number.parseInt(change.split('/')[1]!, 16), key])
    if (portion.truncated) this.told.push([portion.place.within?.n ?? portion.place.seq, undefined])
    this.feed.handed(portion.place)
  }

  know(): void {
    this.#known = this.#read
    this.feed.known(this.#read)
  }

  letGo(): void {
    const { size } = this.feed
    this.feed.letGo()
    if (size > 0 && !this.feed.covers(this.#read)) this.#letGo = true
  }

  /** As the stream does for a pass that makes many rows while nobody reads. */
  follow(): void {
    const sent = () => ({ behind, upTo: this.#received })
    if (!this.feed.lacks(sent())) return this.feed.putOff()
    this.#restart(this.#known.seq)
    this.#letGo = false
    if (this.feed.lacks(sent())) throw new Error('what died is sent again, and is not known')
  }

  /** Somebody else has the stream begun anew. @param back so far */
  sentAgain(back: number): void {
    this.#restart(Math.max(behind, this.#received - back))
  }

  #restart(from: number): void {
    this.feed.restart(from, this.#received)
    this.#received = from
    this.#begun = 0
    this.#opened = null
  }

  /** Everything that died, in its order, once. */
  get all(): readonly (readonly [number, string | undefined])[] {
    return this.#transactions.flatMap(({ n, keys: dead }) => dead.map((dies) => [n, dies ?? undefined] as const))
  }

  /** Keys of which the feed says something else than all that ever happened; where it let go of something, it is not asked. */
  wrong(): readonly string[] {
    if (this.#letGo) return []
    return keys.filter((key) => {
      const after = Math.max(this.#known.seq, this.#made.get(key) ?? 0)
      const deaths = this.#transactions.filter(({ n, keys: dead }) => n > after && diesIn(dead, key)).map(({ n }) => n)
      const newest = deaths.findLast((n) => n <= this.#received) ?? 0
      // It may know of one already that is about to be sent, or is sent again; one that the ledger has need not be told.
      const right = [newest, ...deaths.filter((n) => n > this.#received), ...(this.#inLedger(newest, key) ? [0] : [])]
      return !right.includes(this.feed.died(key, this.#known.seq))
    })
  }

  #inLedger(n: number, key: string): boolean {
    const dead = this.#transactions.find((each) => each.n === n)?.keys
    return this.#known.within?.n === n && dead !== undefined && dead.includes(key) && dead.indexOf(key) < this.#known.within.done
  }
}

function diesIn(dead: readonly (string | null)[], key: string): boolean {
  return dead.includes(key) || dead.includes(null)
}

const key = fc.constantFrom(...keys)
const step: fc.Arbitrary<(log: Log) => void> = fc.oneof(
  { weight: 5, arbitrary: fc.shuffledSubarray(keys, { minLength: 1 }).map((some) => (log: Log) => log.died(...some)) },
  { weight: 4, arbitrary: key.map((k) => (log: Log) => log.made(k)) },
  { weight: 3, arbitrary: fc.constant((log: Log) => log.send()) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }).map((rows) => (log: Log) => log.send(rows)) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }).map((limit) => (log: Log) => log.read(limit)) },
  { weight: 2, arbitrary: fc.constant((log: Log) => log.know()) },
  { weight: 1, arbitrary: fc.constant((log: Log) => log.letGo()) },
  { weight: 2, arbitrary: fc.constant((log: Log) => log.follow()) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 }).map((back) => (log: Log) => log.sentAgain(back)) },
  { weight: 1, arbitrary: fc.constant((log: Log) => log.died(null)) },
)

describe('a feed of the log', () => {
  it('knows of each row whether it has died since, whatever it has forgotten of the rows that we made', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const log = new Log()
        for (const take of steps) {
          take(log)
          expect(log.wrong()).toEqual([])
        }
        log.send()
        for (let told = -1; told < log.told.length;) {
          told = log.told.length
          log.read(2)
        }
        expect(log.told).toEqual(log.all)
      }),
      runs(2_000),
    )
  })

  it('forgets the deaths of a large transaction as far as the ledger has them', () => {
    const log = new Log()
    log.read(1)
    log.know()
    log.died(...Array.from({ length: 100 }, (_, i) => `row ${i}`))
    log.send()
    for (let i = 0; i < 9; i++) log.read(10)
    expect(log.feed.remembered).toBe(100)
    log.know()
    expect(log.feed.remembered).toBe(10)
  })

  it('that nobody reads keeps what we make only until everything before it was sent, whatever others change', () => {
    const log = new Log()
    log.follow()
    for (let i = 0; i < 1_000; i++) {
      log.made(`row ${i}`)
      log.died('a')
      log.send()
    }
    expect(log.feed.remembered).toBeLessThanOrEqual(3)
  })

  it('does not keep what we make, once everything before it was sent', () => {
    const log = new Log()
    log.read(1)
    log.know()
    for (let i = 0; i < 1_000; i++) {
      log.made(`row ${i}`)
      log.send()
    }
    expect(log.feed.remembered).toBeLessThanOrEqual(1)
  })

  it('keeps it as long as a row that died before may still be told', () => {
    const log = new Log()
    log.died('a')
    log.made('a')
    expect(log.feed.remembered).toBe(1)
    log.send()
    expect(log.feed.died('a', 0)).toBe(0)
  })
})
