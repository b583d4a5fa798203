/**
 * The log of one system, read once for all flows: one slot, one connection, and a feed for each flow's table.
 *
 *   closed      nothing is read; a slot that is not there, or has lost what was not read, is made anew by whoever asks next
 *   running     transactions come in the order of their commits and are kept in the feeds, as many as memory is given for; then the server waits. It begins when
 *               somebody asks, or when a pass has made so many rows that they are not all to be remembered until then
 *   restarting  somebody asks for what is not kept any more: everything since is sent again, and feeds leave out what they have
 *   broken      the connection is gone; everybody is told, and the system is opened anew
 *
 * The server is told to forget only what the ledger holds for every flow of the slot, so wherever a run ends, nothing is lost. Where it may forget more than a
 * flow has read, that flow's changes are gone, however that came about: the slot was dropped, made anew, or invalidated by `max_slot_wal_keep_size`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { TableAdapter } from '../../../door.ts'
import { SystemError } from '../../../ports.ts'
import type { Raw } from '../../../values.ts'
import type { Cells, Listener, Relation, Transaction } from './decoder.ts'
import { Decoder } from './decoder.ts'
import type { Sent } from './feed.ts'
import { Feed } from './feed.ts'
import { originNames } from './name.ts'
import type { KeeperOptions } from './keeper.ts'
import { Keeper } from './keeper.ts'
import type { LogPosition } from './position.ts'
import { confirmed } from './position.ts'
import { Readers } from './readers.ts'
import { Replication } from './replication.ts'
import type { Moment } from './slot.ts'
import { isSeen } from './slot.ts'
import { noIdentity, notPublished, troubleOf } from './trouble.ts'

export interface LogOptions extends KeeperOptions {
  /** Changes kept in memory, of all flows together. Default: 100,000. */
  readonly most?: number
  /** Rows that died or were made and are remembered, of one flow, before the log is followed for their sake. Default: 100,000. */
  readonly remembered?: number
  /** How long a slot is waited for that another session holds: a server notices late that a run was killed. Default: 3 s. */
  readonly heldMs?: number
}

const defaultMost = 100_000
const defaultRemembered = 100_000
const defaultHeldMs = 3_000
/** Whether memory is full is asked once in so many changes. */
const askEvery = 256

export class LogStream implements Listener {
  readonly system: string
  readonly #options: LogOptions
  readonly #most: number
  #remembered: number
  readonly #own: ReadonlySet<string>
  readonly #feeds = new Map<TableAdapter, Feed>()
  readonly #decoder: Decoder
  readonly #readers = new Readers()
  readonly keeper: Keeper
  #replication: Replication | null = null
  #withoutOrigins = false
  #received = 0
  /** So far it is certain that nothing was left out that others wrote. */
  #checkedTo = 0
  #transaction: Transaction | null = null
  #skipped = false
  /** Committed, and perhaps not to be seen by all yet. */
  #unseen: Transaction[] = []
  #seenTo = 0
  #paused = false
  #rows = 0
  #broken: SystemError | null = null
  #waiting: (() => void)[] = []
  /** It is begun and begun anew by one at a time. */
  #turn: Promise<void> = Promise.resolve()
  #following = false

  constructor(options: LogOptions) {
    this.system = options.system
    this.#options = options
    this.#most = options.most ?? defaultMost
    this.#remembered = options.remembered ?? defaultRemembered
    this.#own = new Set(originNames(options.name))
    this.#decoder = new Decoder(this)
    this.keeper = new Keeper(options)
  }

  /** @param place of the table, quoted @param scope values by parameter @throws SystemError where the log does not hold its changes */
  async feed(adapter: TableAdapter, place: string, scope: Readonly<Record<string, Raw>>): Promise<Feed> {
    const known = this.#feeds.get(adapter)
    if (known !== undefined) return known
    const { name } = this.#options
    await this.keeper.standing()
    const table = await (await this.keeper.slot()).table(place)
    if (table === null || !table.published) throw notPublished(this.system, adapter.place, name)
    const missing = adapter.key.flatMap(({ column }) => (table.identity === null || table.identity.includes(column) ? [] : [column]))
    if (missing.length > 0) throw noIdentity(this.system, adapter.place, missing)
    const feed = new Feed(adapter, table.schema, table.name, scope)
    // What came before it was here has to be sent again, should it be asked for.
    feed.restart(this.#received, 0)
    this.#feeds.set(adapter, feed)
    this.#decoder.askAgain()
    return feed
  }

  // ─── Reading ───────────────────────────────────────────────────────────────────────────────────

  get received(): number {
    return this.#received
  }
  /** For certain, and with everything that others wrote. */
  get sent(): Sent {
    return { behind: this.keeper.start - 1, upTo: Math.min(this.#received, this.#checkedTo) }
  }
  /** Transactions up to here are seen by all who look. */
  get seenTo(): number {
    return this.#seenTo
  }

  /** @throws SystemError where nothing more will come */
  stillThere(): void {
    if (this.#broken !== null) throw this.#broken
  }

  /** Sees to it that what comes after this place is in the feed, or on its way. */
  async cover(feed: Feed, place: LogPosition): Promise<void> {
    this.stillThere()
    feed.read()
    if (this.#replication === null || !feed.covers(place))
      await this.#alone(async () => {
        if (this.#replication === null) await this.#run(0)
        if (feed.covers(place)) return
        feed.askedFrom(place)
        await this.#restart(place.seq)
      })
    if (this.#paused) this.#makeRoom(feed, place)
  }

  /** Where a pass has made so many rows that it is time, the log is read on although nobody asks. What fails is told to whoever asks. */
  follow(feed: Feed): void {
    if (this.#following || this.#broken !== null || feed.remembered < this.#remembered) return
    this.#following = true
    void this.#goOn(feed)
      .catch(() => {
        this.#remembered *= 2
      })
      .finally(() => {
        this.#following = false
      })
  }

  async #goOn(feed: Feed): Promise<void> {
    await this.#alone(async () => {
      if (this.#replication === null) await this.#run(0)
      else if (feed.lacks(this.sent)) await this.#restart(this.#needed)
    })
    if (this.#paused) {
      for (const each of this.#feeds.values()) each.putOff()
      this.#readOn()
    }
    this.#replication?.report(true)
    await this.look()
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  /** Nobody needs what was committed up to here. */
  get #needed(): number {
    return Math.min(...[...this.#feeds.values()].map((feed) => feed.asked?.seq ?? 0))
  }

  async #restart(seq: number): Promise<void> {
    this.#replication?.close()
    this.#replication = null
    await this.#run(seq + 1)
  }

  /** @param from 0: where the slot stands */
  async #run(from: number): Promise<void> {
    const { version } = await this.keeper.standing()
    const { otherOrigins } = await (await this.keeper.slot()).moment()
    const start = Math.max(from, this.keeper.start)
    const sent = this.#received
    this.#withoutOrigins = version >= 16 && !otherOrigins
    this.#received = start
    this.#unseen = []
    this.#seenTo = 0
    this.#transaction = null
    this.#paused = false
    for (const feed of this.#feeds.values()) feed.restart(start - 1, sent)
    const replication = await this.#connected(start)
    if (this.#broken !== null) replication.close()
    this.stillThere()
    this.#replication = replication
  }

  async #connected(from: number): Promise<Replication> {
    const { name, config, heldMs = defaultHeldMs } = this.#options
    const options = { slot: name, publication: name, from, withoutOrigins: this.#withoutOrigins }
    for (let waited = 0; ; waited += 50) {
      try {
        return await Replication.start(config, options, {
          data: (bytes, at) => this.#decoder.take(bytes, at),
          upTo: (lsn) => this.#receivedUpTo(lsn),
          broken: (error) => this.#broke(error),
        })
      } catch (error) {
        const trouble = troubleOf(error, this.system, name)
        if (trouble.code !== 'slotInUse' || waited >= heldMs || this.#broken !== null) throw trouble
        await sleep(50)
      }
    }
  }

  #broke(error: Error): void {
    this.#broken ??= troubleOf(error, this.system, this.#options.name)
    this.#replication = null
    this.#wake()
    for (const feed of this.#feeds.values()) feed.arrived()
  }

  /** What is under way now. What was sent before that, and is seen by all, may be read. */
  async look(): Promise<Moment> {
    const sent = [...this.#unseen]
    const received = this.#received
    const moment = await (await this.keeper.slot()).moment()
    if (moment.otherOrigins && this.#withoutOrigins) {
      // What others write under an origin was left out so far.
      await this.#alone(async () => {
        if (this.#withoutOrigins) await this.#restart(this.#needed)
      })
      return moment
    }
    this.#checkedTo = received
    const seen = sent.findIndex(({ xid }) => !isSeen(moment, xid))
    const count = seen < 0 ? sent.length : seen
    if (count > 0 && this.#unseen[0] === sent[0]) {
      this.#seenTo = sent[count - 1]!.n
      this.#unseen.splice(0, count)
    }
    return moment
  }

  /** The place before which everything that is committed by now was written. The server sends so far, in time. */
  async target(): Promise<number> {
    const { written, flushed } = await this.look()
    if (flushed >= written || !(await this.keeper.standing()).commitsUnflushed) return flushed
    await this.flush()
    return written
  }

  async flush(): Promise<void> {
    await (await this.keeper.slot()).flush()
  }

  /** Something came, or `ms` have passed. */
  async more(ms: number): Promise<void> {
    this.#replication?.report(true)
    const timed = new AbortController()
    await Promise.race([
      new Promise<void>((resolve) => void this.#waiting.push(resolve)),
      sleep(ms, undefined, { signal: timed.signal }).catch(() => undefined),
    ])
    timed.abort()
  }

  #wake(): void {
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  // ─── What the server sends ─────────────────────────────────────────────────────────────────────

  begin(transaction: Transaction): void {
    this.#transaction = transaction
    this.#skipped = false
    if (transaction.n > this.#seenTo) this.#unseen.push(transaction)
  }

  origin(name: string): void {
    this.#skipped = this.#own.has(name)
  }

  wanted(relation: Relation): readonly number[] | null {
    return this.#readers.of(relation, [...this.#feeds.values()])
  }

  row(relation: number, before: Cells | null, after: Cells | null): void {
    if (this.#skipped) return
    this.#readers.row(relation, this.#transaction!, before, after)
    if (++this.#rows % askEvery === 0) this.#mayBeFull()
  }

  truncate(relation: number): void {
    if (!this.#skipped) this.#readers.truncate(relation, this.#transaction!)
  }

  commit(end: number): void {
    const transaction = this.#transaction!
    for (const feed of this.#feeds.values()) feed.committed(transaction)
    this.#transaction = null
    this.#receivedUpTo(end)
  }

  #receivedUpTo(lsn: number): void {
    this.#received = Math.max(this.#received, lsn)
    this.#wake()
  }

  // ─── Memory ────────────────────────────────────────────────────────────────────────────────────

  #kept(): number {
    let kept = 0
    for (const { size } of this.#feeds.values()) kept += size
    return kept
  }

  #mayBeFull(): void {
    if (this.#paused || this.#kept() < this.#most) return
    this.#paused = true
    this.#replication?.pause()
    this.#wake()
  }

  /** Somebody reads on, and has read all that is kept for it: what others have not read is let go. */
  #makeRoom(reader: Feed, place: LogPosition): void {
    const half = this.#most / 2
    if (this.#kept() > half && !reader.holds(place)) for (const feed of this.#feeds.values()) feed.letGo()
    if (this.#kept() <= half) this.#readOn()
  }

  #readOn(): void {
    this.#paused = false
    this.#replication?.resume()
  }

  // ─── Forgetting ────────────────────────────────────────────────────────────────────────────────

  /** Everything up to here is in the ledger, for every flow of the slot. */
  forget(place: LogPosition): void {
    this.#replication?.confirm(confirmed(place))
  }

  async close(): Promise<void> {
    this.#replication?.close()
    this.#replication = null
    this.#broken ??= new SystemError('unreachable', 'closed', this.system, `${this.system} was closed`, 'open it again')
    this.#wake()
    await this.keeper.close()
  }
}
