/**
 * A batch carries a few thousand records of one flow through the order of effects: ledger, systems, ledger.
 *
 *   absorb   images become decisions in memory
 *   commit   one ledger transaction holds decisions, audit, reviews, positions and the pending writes
 *   deliver  one transaction in each target, under one operation
 *   absorb   the answers are images like any other; round again until nothing is pending
 *
 * A crash anywhere leaves pending writes in the ledger; they are doubtful for the next run, which resolves them first.
 */
import type { Dirty, Entry } from '../entry.ts'
import { keepsMoving, waitsForPerson } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import { sameRaw, sameStored } from '../kernel.ts'
import type { Observed } from '../observed.ts'
import { isEdit, observed } from '../observed.ts'
import type { Unfit } from '../plan.ts'
import { asSent, landed, storedForms, voided, withSystem, writeOf } from '../plan.ts'
import type { Bound, Image, LedgerCommit, LookAt } from '../ports.ts'
import { SystemError } from '../ports.ts'
import type { Cause, Event, Settled } from '../settle.ts'
import { absent, blank, bornAnew, settleReviews } from '../settle.ts'
import type { KeyText, Raw } from '../values.ts'
import { ValueError } from '../values.ts'
import type { Context } from './context.ts'
import { backoff } from './context.ts'
import { landedHighIs } from './landed-high.ts'
import type { Ruling } from '../handover/ruling.ts'
import type { History } from './history.ts'
import { keysOfOthers } from './free-keys.ts'
import { parentsOf } from './parents.ts'
import type { Pairing } from './pairing.ts'
import type { Hindrance, Working } from './record.ts'
import type { Renumbering } from './renumbering.ts'

/** One image to absorb, and what led to it. */
export interface Sight {
  readonly key: KeyText
  readonly system: number
  readonly image: Image
  readonly at: number | null
  readonly change: string
  /** Nobody can tell whether it was made on top of our last write there, or beside it. */
  readonly doubtful?: boolean
  /** It was there before anybody looked. Default: as long as the system is still being read for the first time. */
  readonly firstLoad?: boolean
  /** The key of the row, where it was not looked for as the record's. */
  readonly under?: KeyText
}

/**
 * What waits and is tried now: what is `due`; also whatever waits for a `parents` record that may have come meanwhile, which costs a look into the ledger and
 * nothing else where it has not; or `all` that waits, dead letters too, since somebody asked.
 */
export type Retry = 'due' | 'parents' | 'all'

export interface BatchOptions {
  /** May deletes be carried out, or do they wait for the end of the pass. */
  readonly deletes: boolean
  readonly retry: Retry
}

export type Extra = Partial<Pick<LedgerCommit, 'positions' | 'settings'>>

/** What a flow's batches need of the flow. */
export interface Desk {
  readonly context: Context
  readonly kernel: Kernel
  /** Which policies rule a record: those of the kernel, but of fields that are handed over. */
  readonly ruling: Ruling
  readonly history: History
  readonly pairing: Pairing
  /** By system; null while it does not answer. */
  readonly bounds: (Bound | null)[]
  /** By system: the number of the newest outbox entry that is absorbed. */
  readonly seen: number[]
  /** By system: operations of this run whose answers were absorbed; their echoes tell nothing. */
  readonly answered: readonly Set<number>[]
  /** By system: its first load is not through. For ever so where nobody detects what it holds: rows are met there as they are written. */
  readonly loading: readonly boolean[]
  readonly renumbering: Pick<Renumbering, 'ownRows'>
  /** The row of a record is at system j under another key than is known. */
  lost(j: number, key: KeyText): void
  nextReview(): number
  drewReviews(count: number): void
}

export interface BatchResult {
  /** Did anything become durable. */
  readonly moved: boolean
  /** Did anything come nearer to rest: rows read or written. A refusal that was only counted once more did not. */
  readonly progressed: boolean
  /** Rows written to systems. */
  readonly written: number
  /** Rows that wait or failed at a system. */
  readonly failed: number
  readonly deletesWaiting: boolean
}

export class Batch {
  readonly #desk: Desk
  readonly #options: BatchOptions
  readonly #set = new Map<KeyText, Working>()
  #landed: number[] = []
  /** By system: the newest operation that it has answered, as far as it marks them. */
  readonly #answered = new Map<string, number>()
  #written = 0
  #absorbed = 0
  #failed = 0
  #deletesWaiting = false
  /** By system: writes in one operation. */
  readonly #most: number[]
  /** Refused in this batch, as `system key` → rows written by then. */
  readonly #tried = new Map<string, number>()

  private constructor(desk: Desk, options: BatchOptions) {
    this.#desk = desk
    this.#options = options
    this.#most = desk.bounds.map((bound) => Math.min(desk.context.limits.batch, bound?.most ?? Infinity))
  }

  static async open(desk: Desk, keys: Iterable<KeyText>, options: BatchOptions): Promise<Batch> {
    const batch = new Batch(desk, options)
    const list = [...new Set(keys)]
    const entries = await desk.context.ledger.read(desk.kernel.flow.name, list)
    list.forEach((key, i) => {
      const entry = entries[i] ?? blank(desk.kernel)
      batch.#set.set(key, {
        key,
        entry: doubtful(options.retry === 'all' ? atRest(entry, desk.context.limits.rounds) : entry),
        moved: false,
        save: false,
        taken: null,
        away: new Set(),
        unreadable: new Set(),
        linked: new Set(),
        gaveUp: false,
      })
    })
    for (const record of batch.#set.values()) batch.#handOver(record)
    return batch
  }

  /** What to look at in system j, for every record of the batch in order; `seen` as far as the flow has read there. */
  looks(j: number, seen: number): LookAt[] {
    return Array.from(this.#set.values(), ({ key, entry }) => lookAt(entry, j, key, seen))
  }

  /** A field of it changes its owner, and nobody has come to it since that was decided. */
  #handOver(record: Working): void {
    const { kernel, context, ruling } = this.#desk
    const change = 'handover'
    const cause = { at: null, change, version: kernel.flow.version, nextReview: this.#desk.nextReview() }
    const { entry, events } = ruling.settle(record.key, record.entry, cause)
    if (entry === record.entry) return
    this.#took(record.key, events, context.clock.now(), change)
    record.entry = entry
    record.moved = true
    record.save = true
    this.#absorbed++
  }

  /** @param seen what was seen, where a system was looked at */
  #took(key: KeyText, events: readonly Event[], now: number, change: string, seen?: Observed): void {
    this.#desk.drewReviews(events.reduce((most, event) => (event.kind === 'review' ? most + 1 : most), 0))
    this.#desk.history.take(key, events, now, change, seen)
  }

  #kernelOf({ key, entry }: Working): Kernel {
    return this.#desk.ruling.kernel(key, entry)
  }

  /** Step 3 of the protocol for one record of a resolved operation. @returns to be called once its row was looked at: before that the batch may be given up */
  resolved(key: KeyText, j: number, op: number, outcome: 'landed' | 'void', stored: readonly unknown[] | null, made?: Raw): () => void {
    const record = this.#set.get(key)
    const pend = record?.entry.s[j]?.pend
    if (record === undefined || pend?.op !== op) return () => undefined
    this.#absorbed++
    record.save = true
    if (outcome === 'void') {
      record.entry = voided(record.entry, j)
      return () => undefined
    }
    record.entry = landed(this.#kernelOf(record), record.entry, j, stored as never, { made })
    return () => {
      if (pend.kind === 'link') this.#noteLink(record, j, this.#desk.context.clock.now())
      this.#reviewed(record, op)
    }
  }

  /** What we have written, or deleted, may have been a side of what is in review. */
  #reviewed(record: Working, op: number): void {
    const { entry } = record
    if (!entry.live || entry.lifeHeld !== 0 || entry.held === null) return
    const now = this.#desk.context.clock.now()
    const cause = { at: null, change: `operation ${op}`, version: this.#desk.kernel.flow.version, nextReview: this.#desk.nextReview() }
    const settled = settleReviews(this.#kernelOf(record), entry, cause)
    if (settled.events.length === 0) return
    this.#took(record.key, settled.events, now, cause.change)
    record.entry = settled.entry
    record.moved = true
    record.save = true
  }

  /** The key that the record has at system j, as far as is known. */
  keyAt(j: number, key: KeyText): KeyText {
    return this.#set.get(key)?.entry.s[j]?.key ?? key
  }

  absorb(sight: Sight): void {
    const { kernel, context } = this.#desk
    const record = this.#set.get(sight.key)!
    const before = record.entry
    if (sight.image.unclear !== undefined) return
    if (this.#isAnothers(record, sight)) return this.#desk.lost(sight.system, sight.key)
    if (sight.image.elsewhere !== undefined) {
      record.away.add(sight.system)
      this.#desk.lost(sight.system, sight.key)
    }
    if (sight.image.of !== undefined) return this.#anothersRow(record, sight.system, sight.image.of, sight.image)
    if (sight.image.elsewhere !== undefined) return
    if (sight.image.underOwnKey === true) {
      if (!this.#isItsRow(record, sight)) return this.#gone(record, sight)
      record.entry = withSystem(before, sight.system, { ...before.s[sight.system]!, key: null })
      record.save = true
    }
    if (this.#madeAnewElsewhere(record, sight)) return this.absorb({ ...sight, image: { ...absent, died: true, death: sight.image.death } })
    if (sight.image.invalid !== undefined) {
      record.unreadable.add(sight.system)
      if (before.s[sight.system]!.dirty?.reason !== 'value') this.invalid(sight.key, sight.system, sight.image.invalid)
      return
    }
    const now = context.clock.now()
    try {
      const cause: Cause = {
        at: sight.at,
        change: sight.change,
        version: kernel.flow.version,
        nextReview: this.#desk.nextReview(),
        now,
        firstLoad: sight.firstLoad ?? (record.linked.has(sight.system) || this.#desk.loading[sight.system]!),
        doubtful: sight.doubtful === true,
      }
      const [ruled, from] = [this.#kernelOf(record), record.entry]
      const settled = context.core.settle(ruled, from, sight.system, sight.image, cause)
      record.unreadable.delete(sight.system)
      let entry = settled.entry
      if (settled.events.length > 0 || (settled.entry !== from && waitsForPerson(from))) {
        const seen = observed(ruled, { from, j: sight.system, image: sight.image, cause, settled })
        if (settled.events.length > 0 || isEdit(seen)) this.#took(sight.key, settled.events, now, sight.change, seen)
      }
      const dirty = entry.s[sight.system]!.dirty
      if (dirty?.reason === 'value') entry = this.#healed(record, withDirty(entry, sight.system, null), sight.system)
      if (entry === before) return
      record.entry = entry
      record.moved = true
      record.save = true
      this.#absorbed++
      if (sight.image.underOwnKey !== true) this.#ownKeyNext(record, sight.system, before.s[sight.system]!.key)
      this.#attempted(record, now)
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      record.unreadable.add(sight.system)
      this.#dead(record, sight.system, 'value', `${error.field}: ${error.message}`)
    }
  }

  /** The row that had another key is gone, and the one that has this key since is not the record's: it is looked at as its key says. */
  #madeAnewElsewhere({ entry }: Working, { system, image }: Sight): boolean {
    const s = entry.s[system]!
    if (s.key === null || !image.present || !bornAnew(s, image)) return false
    this.#desk.lost(system, s.key)
    return true
  }

  /**
   * A row that has the record's own key, where its row had another and is to get it. Users, or a write that landed late, have given it that key, or its row is gone and
   * this was there before, as what is left of a record that was deleted: then it meets the record as any row that somebody else has made. Where a system has ids these
   * tell, else what the row holds.
   */
  #isItsRow(record: Working, { system, image }: Sight): boolean {
    const { entry } = record
    const s = entry.s[system]!
    if (s.id !== null && image.id !== undefined) return sameRaw(s.id, image.id)
    const { adapter } = this.#desk.kernel.systems[system]!
    const held = s.b ?? storedForms(this.#kernelOf(record), system, entry.g)
    return held !== null && adapter.fields.every((mapping, i) => sameStored(mapping, held[i], image.values[i]))
  }

  /** The record's row is gone, and what is there was never its own: nothing that the ledger decided was told there. */
  #gone(record: Working, sight: Sight): void {
    const { system: j, image } = sight
    this.absorb({ ...sight, image: { ...absent, died: true, death: image.death } })
    const { entry } = record
    const s = entry.s[j]!
    if (!entry.live || s.present) return
    record.entry = withSystem(entry, j, { ...s, b: null, d: this.#desk.kernel.units.map(() => 0), dl: 0 })
  }

  /** The row that had another key is gone: whatever has the record's own key there was never looked at. */
  #ownKeyNext({ key, entry }: Working, j: number, before: KeyText | null): void {
    if (before !== null && entry.s[j]!.key === null) this.#desk.lost(j, key)
  }

  /** A row that another record is known by, and that has this one's key: first it is found out what became of the other. */
  #anothersRow(record: Working, j: number, other: KeyText, image: Image): void {
    record.away.add(j)
    this.#desk.lost(j, other)
    const { present, id } = record.entry.s[j]!
    // The row that it had is nowhere.
    if (present && id !== null && image.id !== undefined && !sameRaw(id, image.id) && image.elsewhere === undefined)
      return this.absorb({ key: record.key, system: j, image: absent, at: null, change: 'look' })
    if (!record.entry.live || record.entry.s[j]!.present) return
    this.#refused(record, j, 'missingParent', `${this.#desk.kernel.systems[j]!.name} has it as the key of ${other}`, true)
  }

  /** The system has the record's row under another key, and this is a row that has the record's. */
  #isAnothers({ key, entry }: Working, { system, under, image }: Sight): boolean {
    return under !== undefined && image.underOwnKey !== true && under !== (entry.s[system]!.key ?? key)
  }

  /** Records that what was absorbed so far has changed. */
  moved(): KeyText[] {
    return [...this.#set.values()].flatMap(({ key, moved }) => (moved ? [key] : []))
  }

  /** A person decides about a record of the batch. @throws whatever `make` throws: then nothing was decided */
  decide(key: KeyText, change: string, make: (entry: Entry, cause: Cause) => Settled): void {
    const { kernel, history, context } = this.#desk
    const record = this.#set.get(key)!
    const at = context.clock.now()
    const { entry, events } = make(record.entry, { at, change, version: kernel.flow.version, nextReview: this.#desk.nextReview() })
    history.take(key, events, at, change, 'person')
    record.entry = entry
    record.moved = true
    record.save = true
    this.#absorbed++
  }

  /** A key that is none: there is no record to settle, only a dead letter. */
  invalid(key: KeyText, j: number, detail: string): void {
    this.#dead(this.#set.get(key)!, j, 'value', detail)
  }

  /** Plans, commits, delivers, absorbs, until nothing moves. `extra` becomes durable with the first commit. */
  async run(extra: Extra = {}): Promise<BatchResult> {
    const { context } = this.#desk
    let moved = false
    for (let first = true; ; first = false) {
      const writes = await this.#plan()
      const commit = this.#commit(first ? extra : {})
      if (commit === null) break
      await context.ledger.commit(commit)
      moved = true
      for (const { key } of commit.entries) {
        const record = this.#set.get(key)!
        record.entry = { ...record.entry, rev: record.entry.rev + 1 }
      }
      if (writes.length === 0) break
      for (const write of writes) await this.#deliver(write.system, write.op, write.records)
    }
    const progressed = this.#written > 0 || this.#absorbed > 0 || (moved && (extra.positions ?? []).length > 0)
    return { moved, progressed, written: this.#written, failed: this.#failed, deletesWaiting: this.#deletesWaiting }
  }

  #commit(extra: Extra): LedgerCommit | null {
    const { context, history } = this.#desk
    const flow = this.#desk.kernel.flow.name
    const entries = []
    for (const record of this.#set.values()) {
      if (!record.save) continue
      record.save = false
      entries.push({ flow, key: record.key, entry: record.entry })
    }
    const landedOps = this.#landed
    this.#landed = []
    const positions = extra.positions ?? []
    const settings = [...(extra.settings ?? []), ...[...this.#answered].map(([system, op]) => landedHighIs(system, op))]
    this.#answered.clear()
    if (entries.length === 0 && landedOps.length === 0 && positions.length === 0 && settings.length === 0 && history.empty) return null
    return { entries, landed: landedOps, positions, settings, ...history.drain(context.clock.now()) }
  }

  // ─── Plan ──────────────────────────────────────────────────────────────────────────────────────

  async #plan(): Promise<{ system: number; op: number; records: Working[] }[]> {
    const { kernel, context } = this.#desk
    const now = context.clock.now()
    const targets: Working[][] = kernel.systems.map(() => [])
    const unfit = new Map<number, string>()
    const noForm: Unfit = (j, error) => unfit.set(j, `${error.field}: ${error.message}`)
    for (const record of this.#set.values()) {
      unfit.clear()
      let entry = context.core.plan(this.#kernelOf(record), record.entry, noForm)
      if (entry === record.entry && unfit.size === 0 && !entry.s.some(({ dirty }) => dirty !== null)) continue
      // A proposal holds nothing back: only what is frozen may still have to be written.
      const inReview = entry.lifeHeld !== 0 || entry.held?.some((held) => held?.frozen === true) === true
      for (let j = 0; j < entry.s.length; j++) {
        const s = entry.s[j]!
        const was = record.entry.s[j]!
        if (record.away.has(j) || record.unreadable.has(j)) {
          entry = withSystem(entry, j, was)
          continue
        }
        if (unfit.has(j)) {
          record.save ||= s !== was
          if (!this.#mayTry(record, j, s.dirty, now)) unfit.delete(j)
          continue
        }
        if (s === was && s.dirty === null) continue
        if (s.pend?.doubtful === true) {
          if (!record.save) entry = withSystem(entry, j, was)
          continue
        }
        if (s.pend === null) {
          if (s !== was) record.save = true
          // Nothing is left to be written: what waited has come about otherwise, or is no longer wanted. A delete that is decided once more waits once more.
          const settled = !inReview || s.dirty?.reason === 'heldBack'
          if (s.dirty !== null && s.dirty.reason !== 'value' && settled && !keepsMoving(entry, context.limits.rounds)) {
            entry = this.#healed(record, withDirty(entry, j, null), j)
            record.save = true
          }
          continue
        }
        if (this.#mayTry(record, j, s.dirty, now) && !this.#heldBack(record, entry, j, now)) targets[j]!.push(record)
        else entry = withSystem(entry, j, { ...record.entry.s[j]!, pend: null })
      }
      record.entry = entry
      for (const [j, detail] of unfit) if (!record.away.has(j) && !record.unreadable.has(j)) this.#refused(record, j, 'constraint', detail)
    }
    const admitted: (readonly Working[])[] = []
    for (const [j, records] of targets.entries()) admitted.push(records.length === 0 ? records : await this.#admitted(j, records, now))
    return this.#operations(admitted)
  }

  #mayTry(record: Working, j: number, dirty: Dirty | null, now: number): boolean {
    if (dirty === null || record.moved) return true
    if (dirty.reason === 'heldBack') return this.#options.deletes
    const tried = this.#tried.get(`${j} ${record.key}`)
    // A parent may have come with what was written since; anything else is not tried twice in a batch.
    if (tried !== undefined) return dirty.reason === 'missingParent' && this.#written > tried
    if (this.#options.retry === 'all' || (this.#options.retry === 'parents' && dirty.reason === 'missingParent')) return true
    return !dirty.dead && dirty.due <= now
  }

  /** Deletes wait for the end of the pass, and a record that does not settle is stopped. */
  #heldBack(record: Working, entry: Entry, j: number, now: number): boolean {
    const { kernel, context } = this.#desk
    const s = entry.s[j]!
    if (keepsMoving(entry, context.limits.rounds)) {
      if (s.dirty?.reason !== 'doesNotSettle') this.#dead(record, j, 'doesNotSettle', whatMoves(kernel, entry, j))
      return true
    }
    if (s.pend!.kind !== 'delete' || this.#options.deletes) return false
    this.#deletesWaiting = true
    if (s.dirty?.reason !== 'heldBack') {
      record.entry = withDirty(record.entry, j, {
        reason: 'heldBack',
        detail: 'deletes run last',
        since: now,
        tries: 0,
        due: now,
        dead: false,
      })
      record.save = true
    }
    return true
  }

  /** Without those that have to wait: for a person, for a key to be free, or for a record that they refer to. */
  async #admitted(j: number, records: readonly Working[], now: number): Promise<readonly Working[]> {
    const { kernel, context, pairing } = this.#desk
    const clear = this.#without(j, records, await pairing.link(j, records), now)
    const free = this.#without(j, clear, await keysOfOthers(context, kernel, j, clear, this.#set), now)
    return this.#without(j, free, await parentsOf(context, kernel, j, free, this.#set), now)
  }

  #without(j: number, records: readonly Working[], hindrances: ReadonlyMap<KeyText, Hindrance>, now: number): readonly Working[] {
    if (hindrances.size === 0) return records
    return records.filter((record) => {
      const hindrance = hindrances.get(record.key)
      if (hindrance === undefined) return true
      const { reason, detail, quiet } = hindrance
      const s = record.entry.s[j]!
      record.entry = withSystem(record.entry, j, { ...s, pend: null })
      if (s.dirty?.reason !== reason || s.dirty.due <= now) this.#refused(record, j, reason, detail, quiet)
      else this.#tried.set(`${j} ${record.key}`, this.#written)
      return false
    })
  }

  #operations(targets: readonly (readonly Working[])[]): { system: number; op: number; records: Working[] }[] {
    const { context } = this.#desk
    const out: { system: number; op: number; records: Working[] }[] = []
    for (const [j, records] of targets.entries()) {
      const most = this.#most[j]!
      for (let from = 0; from < records.length; from += most) {
        const part = records.slice(from, from + most)
        const op = context.ledger.drawOps(1)
        for (const record of part) {
          const s = record.entry.s[j]!
          record.entry = withSystem(record.entry, j, { ...s, pend: { ...s.pend!, op } })
          record.save = true
        }
        out.push({ system: j, op, records: part })
      }
    }
    return out
  }

  // ─── Deliver ───────────────────────────────────────────────────────────────────────────────────

  async #deliver(j: number, op: number, records: readonly Working[]): Promise<void> {
    const { kernel, context, bounds, seen } = this.#desk
    const { name } = kernel.systems[j]!
    const bound = bounds[j] ?? null
    const writes = records.map((record) => writeOf(this.#kernelOf(record), record.entry, j, record.key, seen[j]!))
    const delivery = bound === null ? null : await context.reach.guard(name, async () => bound.deliver(op, writes))
    if (delivery?.outcome === 'rejected') return this.#isolate(j, op, records, delivery.detail)
    if (delivery?.outcome !== 'answered') {
      if (delivery !== null) {
        const pause = delivery.outcome === 'uncertain' ? undefined : delivery.retryAfterMs
        context.reach.fail(name, new SystemError('unreachable', delivery.outcome, name, delivery.detail, 'it is tried again'), pause)
      }
      bounds[j] = null
      for (const record of records) {
        const s = record.entry.s[j]!
        record.entry = withSystem(record.entry, j, { ...s, pend: { ...s.pend!, doubtful: true } })
      }
      this.#failed += records.length
      return
    }
    const now = context.clock.now()
    const images = await this.#desk.renumbering.ownRows(
      j,
      records.map(({ key }) => key),
      writes,
      delivery.answers.map(({ image }) => image),
    )
    for (const [i, answer] of delivery.answers.entries()) {
      const record = records[i]!
      if (answer.outcome === 'done') this.#done(record, j, op, answer.image, delivery.at, now)
      else if (answer.outcome === 'stale') this.#stale(record, j, op, images[i]!)
      else {
        record.entry = voided(record.entry, j)
        this.absorb({ key: record.key, system: j, image: images[i]!, at: null, change: `answer ${op}` })
        this.#refused(record, j, answer.reason, answer.detail)
      }
    }
    this.#landed.push(op)
    if (bound?.resolve === undefined) this.#answered.set(name, op)
    this.#desk.answered[j]!.add(op)
    context.watcher.moved?.(kernel.flow.name, records.length)
  }

  #done(record: Working, j: number, op: number, image: Image, at: number, now: number): void {
    const { history } = this.#desk
    const s = record.entry.s[j]!
    const pend = s.pend!
    this.#written++
    history.count('settled', now)
    this.#lag(record, j, at, now)
    if (pend.kind === 'delete') history.deleted(1)
    if (pend.kind === 'link') this.#noteLink(record, j, now)
    const clean = asSent(this.#kernelOf(record), record.entry, j, image)
    const wasDirty = s.dirty !== null
    const after = landed(this.#kernelOf(record), record.entry, j, clean || !image.present ? null : image.values, { unmoved: !record.save })
    record.entry = wasDirty ? this.#healed(record, after, j) : after
    if (pend.kind === 'delete') this.#ownKeyNext(record, j, s.key)
    this.#reviewed(record, op)
    record.save ||= wasDirty
    if (clean) return
    record.save = true
    this.absorb({ key: record.key, system: j, image, at: null, change: `answer ${op}` })
  }

  /** From the newest commit among what was written, by the hub's clock, to the commit at the target; from detection where the source gives no time. */
  #lag(record: Working, j: number, at: number, now: number): void {
    const { kernel, context, history } = this.#desk
    const byHub = (system: number, time: number) => time - (system < 0 ? 0 : context.reach.clockOffset(kernel.systems[system]!.name))
    let born: number | null = null
    for (const u of record.entry.s[j]!.pend!.units) {
      const stamp = record.entry.stamp[u]!
      if (stamp.at !== null) born = Math.max(born ?? 0, byHub(stamp.origin, stamp.at))
    }
    const from = born ?? record.taken
    if (from !== null) history.lag(Math.max(0, byHub(j, at) - from), now, born === null ? 'detection' : 'commit')
  }

  #noteLink(record: Working, j: number, at: number): void {
    const { kernel, history } = this.#desk
    record.linked.add(j)
    const match = kernel.match.map((f) => kernel.flow.fields[f]!)
    const body = { id: String(record.entry.s[j]!.id), match, version: kernel.flow.version }
    history.note({ key: record.key, at, kind: 'linked', system: kernel.systems[j]!.name, body })
  }

  #stale(record: Working, j: number, op: number, image: Image): void {
    if (record.entry.s[j]!.pend?.kind === 'link') this.#desk.pairing.forget()
    record.entry = voided(record.entry, j)
    record.save = true
    const before = record.entry
    this.absorb({ key: record.key, system: j, image, at: null, change: `answer ${op}` })
    // The condition failed and yet nothing has moved: bounded by the rounds, so that it cannot spin.
    if (record.entry === before) record.entry = { ...record.entry, rounds: record.entry.rounds + 1 }
  }

  /** Refused as a whole, and nothing was written: smaller operations are tried until the row stands alone. */
  #isolate(j: number, op: number, records: readonly Working[], detail: string): void {
    for (const record of records) {
      record.entry = voided(record.entry, j)
      record.save = true
    }
    this.#landed.push(op)
    this.#most[j] = Math.max(1, records.length >> 1)
    if (records.length === 1) this.#refused(records[0]!, j, 'constraint', detail)
  }

  // ─── What waits ────────────────────────────────────────────────────────────────────────────────

  /** `quiet`: it waits for a parent that is on its way with this batch, which is nothing to tell. */
  #refused(record: Working, j: number, reason: 'constraint' | 'missingParent' | 'ambiguous', detail: string, quiet = false): void {
    const { context, kernel, history } = this.#desk
    const now = context.clock.now()
    const was = record.entry.s[j]!.dirty
    const again = was?.reason === reason ? was : null
    const since = again?.since ?? now
    const tries = (again?.tries ?? 0) + 1
    const dead = now - since >= kernel.flow.failure.retryForMs
    const due = now + backoff(context.limits, tries - 1, context.clock.random())
    record.entry = withDirty(record.entry, j, { reason, detail, since, tries, due, dead })
    record.save = true
    record.moved = false
    this.#tried.set(`${j} ${record.key}`, this.#written)
    if (quiet) return
    this.#failed++
    const body = { reason, detail, tries }
    const system = kernel.systems[j]!.name
    if (again === null && reason !== 'ambiguous')
      history.note({ key: record.key, at: now, kind: 'conflict', conflict: reason, system, body: { outcome: 'waits', ...body } })
    if (dead && again?.dead !== true) this.#gaveUp(record, now, system, body)
  }

  #dead(record: Working, j: number, reason: 'value' | 'doesNotSettle', detail: string): void {
    const { context, kernel } = this.#desk
    const was = record.entry.s[j]!.dirty
    this.#failed++
    if (was?.reason === reason && was.detail === detail) return
    const now = context.clock.now()
    record.entry = withDirty(record.entry, j, { reason, detail, since: now, tries: 1, due: now, dead: true })
    record.save = true
    this.#attempted(record, now)
    this.#gaveUp(record, now, kernel.systems[j]!.name, { reason, detail })
  }

  /** A record counts once in a batch, however many images of it were absorbed; what is only tried again does not count. */
  #attempted(record: Working, now: number): void {
    if (record.taken !== null) return
    record.taken = now
    this.#desk.history.count('attempted', now)
  }

  #gaveUp(record: Working, now: number, system: string, body: Readonly<Record<string, unknown>>): void {
    const { history } = this.#desk
    history.note({ key: record.key, at: now, kind: 'deadLetter', system, body })
    if (!record.gaveUp) history.count('deadLettered', now)
    record.gaveUp = true
  }

  #healed(record: Working, entry: Entry, j: number): Entry {
    const { context, kernel, history } = this.#desk
    if (record.entry.s[j]!.dirty?.dead === true)
      history.note({ key: record.key, at: context.clock.now(), kind: 'healed', system: kernel.systems[j]!.name, body: {} })
    return entry
  }
}

/** Somebody asks to try it again: what kept it moving is taken to be mended. */
function atRest(entry: Entry, rounds: number): Entry {
  return keepsMoving(entry, rounds) ? { ...entry, rounds: 0, swing: null } : entry
}

/** Who keeps a record moving, for whoever is to stop it. */
function whatMoves(kernel: Kernel, { rounds, swing }: Entry, j: number): string {
  if (swing === null || rounds > swing.times)
    return `set back ${rounds} times without a new decision: something at ${kernel.systems[j]!.name} keeps rewriting it`
  const systems = swing.systems.map((each) => kernel.systems[each]!.name).join(' and ')
  return `${kernel.units[swing.unit]!.name}: changed ${swing.times} times within minutes to a value that it had just before; ${systems} keep rewriting what the other writes`
}

/** Whatever was pending in the ledger when it was read has been delivered, or not, by somebody who is gone. */
function doubtful(entry: Entry): Entry {
  if (entry.s.every((s) => s.pend === null || s.pend.doubtful)) return entry
  return { ...entry, s: entry.s.map((s) => (s.pend === null ? s : { ...s, pend: { ...s.pend, doubtful: true } })) }
}

/** What is looked at for a record at system j: the key that its row has there, by its own id where it is known. */
export function lookAt(entry: Entry | null, j: number, key: KeyText, seen: number): LookAt {
  const s = entry?.s[j]
  if (s === undefined) return { key, seen }
  return { key: s.key ?? key, seen: Math.max(seen, s.seen), ...(s.id === null || !s.present ? {} : { id: s.id }) }
}

function withDirty(entry: Entry, j: number, dirty: Dirty | null): Entry {
  return withSystem(entry, j, { ...entry.s[j]!, dirty })
}
