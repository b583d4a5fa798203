/**
 * One flow within a run. A pass: resolve what is doubtful, read what the systems report (or, the first time, all they hold), try what waits. Deletes are
 * carried out after all flows have passed, children before parents.
 */
import type { Entry } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import { compile, readingOrder } from '../kernel.ts'
import type { Paused } from '../paused.ts'
import { readPaused } from '../paused.ts'
import type { GeneratedFlow, Rhythm } from '../door.ts'
import { writeOf } from '../plan.ts'
import type { AuditKind, Bound, Image, Ledger, LookAt, Position, Resolution } from '../ports.ts'
import { SystemError } from '../ports.ts'
import type { Cause, Settled } from '../settle.ts'
import type { KeyText } from '../values.ts'
import type { BatchOptions, Desk, Extra, Retry, Sight } from './batch.ts'
import { Batch, lookAt } from './batch.ts'
import { compareFields } from './compare-fields.ts'
import type { Context } from './context.ts'
import type { Capped } from './delete-cap.ts'
import { DeleteCap, heldDeletes } from './delete-cap.ts'
import { handOver } from './handover.ts'
import { History } from './history.ts'
import { comparison, storedNow } from './new-fields.ts'
import { Ruling } from '../handover/ruling.ts'
import { Pairing } from './pairing.ts'
import type { Passed } from './passed.ts'
import { note, nothingYet } from './passed.ts'
import { Reading } from './reading.ts'
import { Renumbering } from './renumbering.ts'
import type { PassOptions, Run, Touched } from './run.ts'
import type { Stand } from './stand.ts'
import { landedHigh, landedHighIs } from './landed-high.ts'
import { neededFrom, Stands } from './stand.ts'

const absentRow: Image = { present: false, values: [], died: false, death: 0 }

/** What became of a doubtful operation. */
interface Resolved {
  readonly open: Awaited<ReturnType<Ledger['pending']>>[number]
  readonly j: number
  readonly resolution: Resolution
}

export class FlowRun implements Desk, Run {
  readonly context: Context
  readonly kernel: Kernel
  ruling: Ruling
  readonly history: History
  readonly bounds: (Bound | null)[]
  readonly seen: number[]
  readonly answered: readonly Set<number>[]
  readonly paused: boolean[]
  readonly loading: boolean[]
  readonly #stands: Stands
  readonly #reading: Reading
  readonly #cap: DeleteCap
  readonly renumbering: Renumbering
  readonly pairing: Pairing
  /** By system: records whose rows are there under another key than is known. */
  readonly #lost: readonly Set<KeyText>[]
  /** Called when a system tells that there is something to read. */
  arrived: () => void = () => undefined
  /** The dead letters that may have mended themselves were looked at since this process began, and whenever something moved. */
  #lettersRead = false
  #review = { next: 0, end: 0 }

  constructor(context: Context, flow: GeneratedFlow) {
    this.context = context
    this.kernel = compile(flow)
    this.ruling = new Ruling(flow, {}, this.kernel)
    this.history = new History(this.kernel)
    this.bounds = this.kernel.systems.map(() => null)
    this.seen = this.kernel.systems.map(() => 0)
    this.answered = this.kernel.systems.map(() => new Set<number>())
    this.paused = this.kernel.systems.map(() => false)
    this.loading = this.kernel.systems.map(() => true)
    this.#stands = new Stands(context, this.kernel)
    this.#reading = new Reading(this, this.#stands)
    this.#cap = new DeleteCap(context, this.kernel)
    this.renumbering = new Renumbering(this)
    this.pairing = new Pairing(this)
    this.#lost = this.kernel.systems.map(() => new Set())
  }

  get name(): string {
    return this.kernel.flow.name
  }
  get rhythm(): Rhythm {
    return this.kernel.flow.rhythm
  }
  get touched(): readonly Touched[] {
    return this.kernel.systems.map(({ name: system, adapter }) => ({ system, writes: adapter.writes.length > 0 }))
  }

  nextReview(): number {
    const need = this.kernel.units.length + 1
    if (this.#review.end - this.#review.next < need) {
      const first = this.context.ledger.drawReviews(need)
      if (first !== this.#review.end) this.#review.next = first
      this.#review.end = first + need
    }
    return this.#review.next
  }
  drewReviews(count: number): void {
    this.#review.next += count
  }

  async pass(options: PassOptions): Promise<Passed> {
    const passed = nothingYet()
    await this.reachAll()
    await this.#reading.heads()
    if (options.scan) this.#reading.scanAgain()
    await this.#resolve(passed)
    await compareFields(this, passed)
    await handOver(this, passed)
    const massChange = await this.#reading.all(passed)
    if (massChange !== null) return { ...passed, massChange }
    await this.#retry(passed, options.retry)
    // Children of what this pass has written, or found written, go with it: other flows may refer to them next.
    for (let nearer = passed.progressed; nearer;) {
      const parents = nothingYet()
      await this.#retry(parents, 'parents')
      note(passed, parents)
      nearer = parents.progressed
    }
    await this.#follow(passed)
    if (passed.moved || !this.#lettersRead) this.#lettersRead = await this.#mended(passed)
    return passed
  }

  lost(j: number, key: KeyText): void {
    this.#lost[j]!.add(key)
  }

  /** Rows that an answer, or a look, showed to be under another key. Where changes are detected they are told of anyway. */
  async #follow(passed: Passed): Promise<void> {
    for (const [j, lost] of this.#lost.entries()) {
      if (lost.size === 0) continue
      const keys = [...lost]
      const images = await this.look(j, keys)
      if (images === null) continue
      const moved = images.flatMap(({ elsewhere }) => (elsewhere === undefined || elsewhere.invalid !== undefined ? [] : [elsewhere.key]))
      const there = await this.at(j, async (bound) => bound.look(moved.map((key) => ({ key, seen: this.seen[j]! }))))
      if (there === null) continue
      lost.clear()
      const entries = await this.context.ledger.read(this.name, keys)
      const sight = (key: KeyText, image: Image, under: KeyText): Sight => ({ key, system: j, image, at: null, change: 'look', under })
      const known = keys.map((key, i) => (images[i]!.underOwnKey === true ? key : (entries[i]?.s[j]?.key ?? key)))
      const sights = [...keys.map((key, i) => sight(key, images[i]!, known[i]!)), ...moved.map((key, i) => sight(key, there[i]!, key))]
      await this.absorb(await this.renumbering.follow(j, sights), { deletes: false, retry: 'due' }, passed)
    }
  }

  async reachAll(): Promise<void> {
    this.pairing.forget()
    await this.readHandovers()
    const paused = await readPaused(this.context.ledger)
    for (const j of this.kernel.systems.keys()) await this.#reach(j, paused)
  }
  /** Somebody may have taken a field's handover a step further. */
  async readHandovers(): Promise<void> {
    this.ruling = await Ruling.of(this.context.ledger, this.kernel.flow, this.kernel)
  }
  async #reach(j: number, { systems: paused }: Paused): Promise<void> {
    const { adapter } = this.kernel.systems[j]!
    this.paused[j] = Object.hasOwn(paused, adapter.system) || this.context.unasked.has(adapter.system)
    const peers = () => this.kernel.systems.flatMap((other, k) => (k === j ? [] : [other.adapter]))
    this.bounds[j] = this.paused[j] ? null : await this.context.reach.bound(this.name, adapter, peers)
    this.bounds[j]?.onArrival?.(() => this.arrived())
    const stand = await this.#stands.at(j)
    this.seen[j] = stand?.seen ?? 0
    this.loading[j] = stand === null || ('page' in stand && stand.again !== true)
  }

  // ─── Doubtful writes ───────────────────────────────────────────────────────────────────────────

  async #resolve(passed: Passed): Promise<void> {
    const { ledger } = this.context
    const comparing = await comparison(ledger, this.name)
    for (const { open, j, resolution } of await this.#resolutions()) {
      if (this.bounds[j] === null || this.bounds[j] === undefined) continue
      const isHigher =
        resolution.state === 'landed' && this.bounds[j].resolve === undefined && open.op > (await landedHigh(ledger, open.system))
      const settings = isHigher ? [landedHighIs(open.system, open.op)] : []
      for (const keys of chunks(open.keys, this.context.limits.batch)) {
        const batch = await Batch.open(this, keys, { deletes: false, retry: 'due' })
        const doubtful = new Set<KeyText>()
        const then: (() => void)[] = []
        for (const key of keys) {
          const there = batch.keyAt(j, key)
          const landed = resolution.state === 'landed' && !resolution.failed.has(there)
          const stored = resolution.state === 'landed' ? (resolution.stored.get(there) ?? null) : null
          const now = stored === null ? null : storedNow(comparing, open.op, j, stored)
          const made = landed ? resolution.ids?.get(there) : undefined
          then.push(batch.resolved(key, j, open.op, landed ? 'landed' : 'void', now, made))
          if (resolution.state === 'landed' && resolution.unknown?.has(there) === true) doubtful.add(key)
        }
        // Under the keys that its rows have now: it may have given them other ones.
        const images = await this.#lookAs(j, keys, batch.looks(j, this.seen[j]!))
        if (images === null) break
        for (const tell of then) tell()
        for (const [i, key] of keys.entries())
          batch.absorb({
            key,
            system: j,
            image: images[i]!,
            at: null,
            change: `look after operation ${open.op}`,
            doubtful: doubtful.has(key),
          })
        note(passed, await batch.run({ settings }))
      }
    }
  }

  /** Those that landed come first: the ids of the rows that they made tell whose a row is that users have renumbered since. */
  async #resolutions(): Promise<readonly Resolved[]> {
    const out: Resolved[] = []
    for (const open of await this.context.ledger.pending()) {
      if (open.flow !== this.name) continue
      const j = this.kernel.flow.systems.indexOf(open.system)
      if (this.bounds[j] === null || this.bounds[j] === undefined) continue
      const resolution = await this.#resolution(j, open)
      if (resolution === null) this.bounds[j] = null
      else out.push({ open, j, resolution })
    }
    const { landed = [], void: none = [] } = Object.groupBy(out, ({ resolution }) => resolution.state)
    return [...landed, ...none]
  }

  /** By the mark that the system keeps of the operation, else by what its rows hold; null: it does not answer. */
  async #resolution(j: number, { op, keys }: { readonly op: number; readonly keys: readonly KeyText[] }): Promise<Resolution | null> {
    const { ledger, reach } = this.context
    const { name } = this.kernel.systems[j]!
    if (this.bounds[j]?.resolve === undefined) {
      const system = await reach.system(name)
      return system === null ? null : reach.guard(name, async () => system.resolve(op))
    }
    const entries = await ledger.read(this.name, keys)
    const writes = keys.flatMap((key, i) =>
      entries[i]?.s[j]?.pend?.op === op ? [writeOf(this.ruling.kernel(key, entries[i]), entries[i], j, key, this.seen[j]!)] : [],
    )
    return this.at(j, async (bound) => bound.resolve!(op, writes))
  }

  // ─── What waits ────────────────────────────────────────────────────────────────────────────────

  async #retry(passed: Passed, retry: Retry): Promise<void> {
    const dueAt = retry === 'due' ? this.context.clock.now() : Number.MAX_SAFE_INTEGER
    const keys = await this.context.ledger.waiting(this.name, { dueAt, limit: Number.MAX_SAFE_INTEGER })
    for (const part of chunks(keys, this.context.limits.batch)) {
      const batch = await Batch.open(this, part, { deletes: false, retry })
      note(passed, await batch.run())
    }
  }

  /**
   * A row that never became a record, since its key or a value is none, is told of no more once it is gone or has another key: that heals its dead letter.
   * Nobody mends anything without a change that some system tells of, so this is asked only where something moved, or may have: before this process began.
   * @returns did every system answer
   */
  async #mended(passed: Passed): Promise<boolean> {
    let all = true
    const letters = (await this.context.ledger.deadLetters({ flow: this.name })).filter(({ reason }) => reason === 'value')
    for (const [j, { name }] of this.kernel.systems.entries()) {
      const own = letters.flatMap(({ system, key }) => (system === name ? [key] : []))
      for (const keys of chunks(own, this.context.limits.batch)) {
        const entries = await this.context.ledger.read(this.name, keys)
        const never = keys.filter((_, i) => entries[i]?.inc === 0)
        const images = await this.look(j, never)
        if (images === null) {
          all = false
          break
        }
        const gone = never.filter((_, i) => !images[i]!.present)
        const sights = gone.map((key): Sight => ({ key, system: j, image: absentRow, at: null, change: 'look' }))
        await this.absorb(sights, { deletes: false, retry: 'due' }, passed)
      }
    }
    return all
  }

  async sweepDeletes(passed: Passed): Promise<Capped | null> {
    const { ledger, clock, limits } = this.context
    const held = await heldDeletes(ledger, this.name, this.kernel.flow.systems, clock.now())
    if (held.length === 0) return null
    const capped = await this.#cap.admit(held)
    if (capped !== null) return capped
    for (const keys of chunks([...new Set(held.map(({ key }) => key))], limits.batch)) {
      const batch = await Batch.open(this, keys, { deletes: true, retry: 'due' })
      note(passed, await batch.run())
    }
    return null
  }

  // ─── Parts ─────────────────────────────────────────────────────────────────────────────────────

  /** Looks at these records in every system that answers, and settles what is found: repair and resync. `audit`: what is noted of those that moved. */
  async relook(keys: readonly KeyText[], change: string, audit?: AuditKind): Promise<Passed> {
    const passed = nothingYet()
    await this.reachAll()
    await this.#reading.heads()
    // What an earlier run wrote is known as such before anybody is taken to have written it.
    await this.#resolve(passed)
    for (const part of chunks(keys, this.context.limits.batch)) {
      const batch = await Batch.open(this, part, { deletes: false, retry: 'all' })
      for (const j of readingOrder(this.kernel)) {
        const images = await this.look(j, part)
        if (images !== null) part.forEach((key, i) => batch.absorb({ key, system: j, image: images[i]!, at: null, change }))
      }
      if (audit !== undefined)
        for (const key of batch.moved()) this.history.note({ key, at: this.context.clock.now(), kind: audit, body: { change } })
      note(passed, await batch.run())
    }
    await this.#follow(passed)
    return passed
  }

  /** A person's decision about one record: made on what its systems hold now, durable like any other, then delivered. */
  async decide(key: KeyText, change: string, make: (entry: Entry, cause: Cause) => Settled): Promise<Passed> {
    const passed = await this.relook([key], `look before ${change}`)
    const batch = await Batch.open(this, [key], { deletes: false, retry: 'all' })
    batch.decide(key, change, make)
    note(passed, await batch.run())
    return passed
  }

  /** @param extra becomes durable with what the sights lead to */
  async absorb(sights: readonly Sight[], options: BatchOptions, passed: Passed, extra: Extra = {}): Promise<void> {
    if (sights.length === 0) return
    const batch = await Batch.open(
      this,
      sights.map((sight) => sight.key),
      options,
    )
    for (const sight of sights) batch.absorb(sight)
    note(passed, await batch.run(extra))
  }

  /** One image for each key, in order; null when the system failed. */
  async look(j: number, keys: readonly KeyText[]): Promise<readonly Image[] | null> {
    const entries = await this.context.ledger.read(this.name, keys)
    return this.#lookAs(
      j,
      keys,
      keys.map((key, i) => lookAt(entries[i] ?? null, j, key, this.seen[j]!)),
    )
  }

  async #lookAs(j: number, keys: readonly KeyText[], looks: readonly LookAt[]): Promise<readonly Image[] | null> {
    const images = await this.at(j, async (bound) => bound.look(looks))
    if (images === null) return null
    const found = looks.every((each, i) => each.key === keys[i]) ? images : await this.#underOwnKeys(j, keys, looks, images)
    return found === null ? null : this.renumbering.ownRows(j, keys, looks, found)
  }

  /** A row that was to get its record's key may have it already, whoever gave it. */
  async #underOwnKeys(
    j: number,
    keys: readonly KeyText[],
    looks: readonly LookAt[],
    images: readonly Image[],
  ): Promise<readonly Image[] | null> {
    const asked = keys.flatMap((key, i) => {
      const { present, left, elsewhere } = images[i]!
      return looks[i]!.key === key || present || left === true || elsewhere !== undefined ? [] : [{ key, i, seen: looks[i]!.seen }]
    })
    if (asked.length === 0) return images
    const found = await this.at(j, async (bound) => bound.look(asked.map(({ key, seen }) => ({ key, seen }))))
    if (found === null) return null
    const out = [...images]
    for (const [at, { i }] of asked.entries()) if (found[at]!.present) out[i] = { ...found[at]!, underOwnKey: true }
    return out
  }

  /** Calls a system; null when it failed or does not answer. */
  async at<T>(j: number, call: (bound: Bound) => Promise<T>): Promise<T | null> {
    const bound = this.bounds[j]
    if (bound === null || bound === undefined) return null
    const result = await this.context.reach.guard(this.kernel.systems[j]!.name, async () => call(bound))
    if (result === null) this.bounds[j] = null
    return result
  }

  /** The same with detection of its own: what is asked there does not count as reported. */
  async beside<T>(j: number, call: (bound: Bound) => Promise<T>): Promise<T | null> {
    const { reach } = this.context
    const { name, adapter } = this.kernel.systems[j]!
    const system = await reach.system(name)
    return system === null ? null : reach.guard(name, async () => call(await system.bind(adapter)))
  }

  /** The ledger holds what system j told up to here. */
  known(j: number, upTo: Position | null): void {
    if (upTo !== null) this.bounds[j]?.known?.(upTo)
  }

  /** Those of the records of which system j has changes that the flow has not read yet; null when it failed. */
  async unread(j: number, keys: readonly KeyText[]): Promise<ReadonlySet<KeyText> | null> {
    const { adapter } = this.kernel.systems[j]!
    const stand = await this.#stands.at(j)
    if (stand === null || adapter.detect.kind === 'none') return new Set()
    if ('page' in stand) return new Set(keys)
    if (adapter.detect.kind === 'snapshot') {
      const content = await this.newContent(j, stand)
      if (this.bounds[j] === null) return null
      return new Set(content === undefined ? [] : keys)
    }
    const entries = await this.context.ledger.read(this.name, keys)
    const wanted = new Map(keys.map((key, i) => [entries[i]?.s[j]?.key ?? key, key]))
    const found = new Set<KeyText>()
    return this.beside(j, async (bound) => {
      for (let { at } = stand; ;) {
        const { hints, position, more, readAgain } = await bound.changes(at, this.context.limits.batch)
        if (readAgain === true) return new Set(keys)
        for (const { key, op } of hints) if (op === null && wanted.has(key)) found.add(wanted.get(key)!)
        if (!more) return found
        at = position
      }
    })
  }

  /**
   * What stands for the content of system j, which is read whole; null where nothing can tell. Undefined: that is what was read last, by the flow as it is now, or the
   * system does not answer.
   */
  async newContent(j: number, read: Extract<Stand, { at: unknown }>): Promise<Position | null | undefined> {
    if (read.at === null) return null
    const head = await this.at(j, async (bound) => bound.head())
    if (head === null || (head.position === read.at && read.version === this.kernel.flow.version)) return undefined
    return head.position
  }

  async wentBack(name: string): Promise<boolean> {
    const j = this.kernel.flow.systems.indexOf(name)
    if (j < 0) return false
    const { kind } = this.kernel.systems[j]!.adapter.detect
    if (kind !== 'outbox' && kind !== 'changes' && kind !== 'log') return false
    for (let read = await this.#position(j); ;) {
      if (read === null || !(await this.#isBehind(j, neededFrom(read)))) return false
      // Another run, that took over from this one, may have read on meanwhile, and had forgotten what it read.
      const now = await this.#position(j)
      if (now === read) return true
      read = now
    }
  }

  /** As the ledger has it now. */
  async #position(j: number): Promise<string | null> {
    return this.context.ledger.position(this.name, this.kernel.systems[j]!.name)
  }

  async #isBehind(j: number, position: Position | null): Promise<boolean> {
    await this.#reach(j, await readPaused(this.context.ledger))
    let back = false
    await this.at(j, async (bound) => {
      try {
        await bound.changes(position, 0)
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== 'wentBack') throw error
        back = true
      }
    })
    return back
  }

  async absent(): Promise<readonly string[]> {
    await this.reachAll()
    return this.kernel.systems.flatMap(({ name }, j) => (this.bounds[j] === null ? [name] : []))
  }

  /** The first pass reads what is there. */
  async start(): Promise<void> {}

  /** Where changes of system j are read from; null where they are not: its first load is not done, or it does not answer. */
  async readUpTo(j: number): Promise<Extract<Stand, { at: unknown }> | null> {
    if (this.bounds[j] === null || this.kernel.systems[j]!.adapter.detect.kind === 'none') return null
    const stand = await this.#stands.at(j)
    return stand === null || 'page' in stand ? null : stand
  }

  /** Somebody may pause the flow, or a system that is read, in the middle of a long pass. */
  async pausedMeanwhile(...read: readonly number[]): Promise<boolean> {
    const { flows, systems } = await readPaused(this.context.ledger)
    return Object.hasOwn(flows, this.name) || read.some((j) => Object.hasOwn(systems, this.kernel.systems[j]!.name))
  }

  /** How far the outbox of system j has been read; null: not loaded yet. */
  async consumed(j: number): Promise<Position | null> {
    const stand = await this.#stands.at(j)
    return stand === null || 'page' in stand ? null : stand.at
  }
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const out: T[][] = []
  for (let from = 0; from < list.length; from += size) out.push(list.slice(from, from + size))
  return out
}
