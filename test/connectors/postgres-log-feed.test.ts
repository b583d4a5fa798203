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

/** A log with one table, a stream that has sent some of it, and a flow that reads and says what its ledger holds. */
class Log {
  readonly feed = new Feed(postgresAdapter(shape), 'public', 'things', {})
  readonly #deaths: { readonly n: number; readonly key: string | null }[] = []
  readonly #made = new Map<string, number>()
  #n = 0
  #received = 0
  #read: { seq: number; within?: { n: number; done: number } } = { seq: 0 }
  #known = 0

  died(key: string | null): void {
    this.#deaths.push({ n: ++this.#n, key })
  }

  made(key: string): void {
    this.#made.set(key, ++this.#n)
    this.feed.made([key], this.#n, this.#received)
  }

  send(): void {
    this.#sendFrom(this.#received)
    this.#received = this.#n
  }

  #sendFrom(from: number): void {
    for (const { n, key } of this.#deaths) {
      if (n <= from || n > this.#n) continue
      const transaction = { n, at: 0, xid: n }
      if (key === null) this.feed.truncate(transaction)
      else this.feed.row(transaction, [key], null)
      this.feed.committed(transaction)
    }
  }

  /** As the stream does: what was let go is sent again. */
  read(limit: number): void {
    if (!this.feed.covers(this.#read)) {
      this.feed.restart(this.#read.seq)
      this.#sendFrom(this.#read.seq)
      this.#received = this.#n
    }
    const portion = this.feed.after(this.#read, limit, this.#received)
    if (portion === null) return
    this.#read = portion.place
    this.feed.handed(portion.place)
  }

  know(): void {
    this.#known = this.#read.seq
    this.feed.known(this.#read)
  }

  /** Keys of which the feed says something else than all that ever happened; where it let go of something, it is not asked. */
  wrong(): readonly string[] {
    if (!this.feed.covers(this.#read)) return []
    return keys.filter((key) => {
      const deaths = this.#deaths.filter((death) => death.n <= this.#received && (death.key ?? key) === key)
      const last = deaths.at(-1)?.n ?? 0
      const told = last > this.#known && last > (this.#made.get(key) ?? 0) ? last : 0
      return this.feed.died(key, this.#known) !== told
    })
  }
}

const key = fc.constantFrom(...keys)
const step: fc.Arbitrary<(log: Log) => void> = fc.oneof(
  { weight: 4, arbitrary: key.map((k) => (log: Log) => log.died(k)) },
  { weight: 4, arbitrary: key.map((k) => (log: Log) => log.made(k)) },
  { weight: 4, arbitrary: fc.constant((log: Log) => log.send()) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }).map((limit) => (log: Log) => log.read(limit)) },
  { weight: 2, arbitrary: fc.constant((log: Log) => log.know()) },
  { weight: 1, arbitrary: fc.constant((log: Log) => log.feed.letGo()) },
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
      }),
      runs(2_000),
    )
  })

  it('does not keep what we make, once everything before it was sent', () => {
    const log = new Log()
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
