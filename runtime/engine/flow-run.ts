/**
 * One flow within a run. A pass: resolve what is doubtful, read what the systems report (or, the first time, all they hold), try what waits. Deletes are
 * carried out after all flows have passed, children before parents.
 *
 * Where a flow stands at a system, as the ledger keeps it (`Stand`):
 *   nothing      the system was never read: the first load starts, from the head of its detection as it is now
 *   `page`       the first load has got to a key; a restart goes on there
 *   `changes`    loaded; changes are read from `at` on
 */
import type { Entry } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import { compile } from '../kernel.ts'
import { readPaused } from '../paused.ts'
import type { GeneratedFlow } from '../door.ts'
import type { AuditKind, Bound, Changes, Hint, Image, PageRow, Position } from '../ports.ts'
import { SystemError } from '../ports.ts'
import type { Cause, Settled } from '../settle.ts'
import type { KeyText } from '../values.ts'
import type { BatchOptions, BatchResult, Desk, Extra, Retry, Sight } from './batch.ts'
import { Batch } from './batch.ts'
import type { MassChange, Survey } from './change-cap.ts'
import { ChangeCap, survey } from './change-cap.ts'
import { compareFields } from './compare-fields.ts'
import type { Context } from './context.ts'
import { noCommit } from './context.ts'
import type { Capped } from './delete-cap.ts'
import { DeleteCap, heldDeletes } from './delete-cap.ts'
import { History } from './history.ts'
import { comparison, storedNow } from './new-fields.ts'

type Stand =
  | { readonly page: KeyText | null; readonly head: Position | null; readonly seen: number }
  | { readonly at: Position | null; readonly seen: number }

const absentRow: Image = { present: false, values: [], died: false, death: 0 }

export interface Passed {
  moved: boolean
  progressed: boolean
  written: number
  failed: number
  deletesWaiting: boolean
  /** Why nothing of the pass was settled. */
  massChange?: MassChange
}

export class FlowRun implements Desk {
  readonly context: Context
  readonly kernel: Kernel
  readonly history: History
  readonly bounds: (Bound | null)[]
  readonly seen: number[]
  readonly answered: readonly Set<number>[]
  readonly paused: boolean[]
  readonly #scanned: boolean[]
  readonly #cap: DeleteCap
  readonly #changeCap: ChangeCap
  /** Of this pass, by system: where it is scanned and the flow is large. */
  #surveys: (Survey | null)[] = []
  /** Of this pass; undefined: nothing was to be settled yet. */
  #massChange: MassChange | null | undefined
  #review = { next: 0, end: 0 }

  constructor(context: Context, flow: GeneratedFlow) {
    this.context = context
    this.kernel = compile(flow)
    this.history = new History(this.kernel)
    this.bounds = this.kernel.systems.map(() => null)
    this.seen = this.kernel.systems.map(() => 0)
    this.answered = this.kernel.systems.map(() => new Set<number>())
    this.paused = this.kernel.systems.map(() => false)
    this.#scanned = this.kernel.systems.map(() => false)
    this.#cap = new DeleteCap(context, this.kernel)
    this.#changeCap = new ChangeCap(context, this.kernel)
  }

  get name(): string {
    return this.kernel.flow.name
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

  /** One pass. `scan`: read systems with snapshot detection whole. */
  async pass(options: { readonly scan: boolean; readonly retry: Retry }): Promise<Passed> {
    const passed: Passed = { moved: false, progressed: false, written: 0, failed: 0, deletesWaiting: false }
    await this.reachAll()
    await this.#heads()
    if (options.scan) this.#scanned.fill(false)
    await this.#resolve(passed)
    await compareFields(this, passed)
    await this.#survey()
    for (const j of this.readingOrder()) {
      await this.#read(j, passed)
      if (this.#massChange) return { ...passed, massChange: this.#massChange }
    }
    await this.#retry(passed, options.retry)
    if (passed.moved) await this.#mended(passed)
    return passed
  }

  async reachAll(): Promise<void> {
    for (const j of this.kernel.systems.keys()) await this.#reach(j)
  }
  async #reach(j: number): Promise<void> {
    const adapters = this.kernel.systems.map((system) => system.adapter)
    const { systems: paused } = await readPaused(this.context.ledger)
    this.paused[j] = Object.hasOwn(paused, adapters[j]!.system)
    const peers = adapters.filter((_, k) => k !== j)
    this.bounds[j] = this.paused[j] ? null : await this.context.reach.bound(adapters[j]!, peers)
    const stand = await this.#stand(j)
    this.seen[j] = stand?.seen ?? 0
  }

  /** Systems that create come first, so that their rows are the records and the others' are compared with them. */
  readingOrder(): number[] {
    const creates = (j: number) => (this.kernel.life.creates.includes(j) ? 0 : 1)
    return this.kernel.systems.map((_, j) => j).sort((a, b) => creates(a) - creates(b) || a - b)
  }

  // ─── Doubtful writes ───────────────────────────────────────────────────────────────────────────

  async #resolve(passed: Passed): Promise<void> {
    const { ledger, reach } = this.context
    const comparing = await comparison(ledger, this.name)
    for (const open of await ledger.pending()) {
      if (open.flow !== this.name) continue
      const j = this.kernel.flow.systems.indexOf(open.system)
      const bound = this.bounds[j]
      if (bound === null || bound === undefined) continue
      const system = await reach.system(open.system)
      const resolution = system === null ? null : await reach.guard(open.system, async () => system.resolve(open.op))
      if (resolution === null) {
        this.bounds[j] = null
        continue
      }
      for (const keys of chunks(open.keys, this.context.limits.batch)) {
        const images = await this.look(j, keys)
        if (images === null) break
        const batch = await Batch.open(this, keys, { deletes: false, retry: 'due' })
        for (const [i, key] of keys.entries()) {
          const landed = resolution.state === 'landed' && !resolution.failed.has(key)
          const stored = resolution.state === 'landed' ? (resolution.stored.get(key) ?? null) : null
          batch.resolved(key, j, open.op, landed ? 'landed' : 'void', stored === null ? null : storedNow(comparing, open.op, j, stored))
          batch.absorb({ key, system: j, image: images[i]!, at: null, change: `look after operation ${open.op}` })
        }
        note(passed, await batch.run())
      }
    }
  }

  // ─── Reading ───────────────────────────────────────────────────────────────────────────────────

  async #read(j: number, passed: Passed): Promise<void> {
    const { detect } = this.kernel.systems[j]!.adapter
    if (detect.kind === 'none') return
    const stand = await this.#stand(j)
    if (stand === null) return
    if ('page' in stand) await this.#load(j, stand, passed)
    else if (detect.kind === 'snapshot') await this.#scan(j, passed)
    else await this.#changes(j, stand, passed)
  }

  /**
   * Where the detection of every system stands before anything is written to it: what users change on top of a first write is told as a change, also
   * where the first load comes later.
   */
  async #heads(): Promise<void> {
    for (const [j, { adapter }] of this.kernel.systems.entries()) {
      if (adapter.detect.kind === 'none' || (await this.#stand(j)) !== null) continue
      const head = await this.at(j, async (bound) => bound.head())
      if (head === null) continue
      await this.context.ledger.commit({ ...noCommit, ...this.#positions(j, { page: null, head: head.position, seen: head.seen }) })
      this.seen[j] = head.seen
    }
  }

  /** First load: every row, then the changes since before its first page. */
  async #load(j: number, from: Extract<Stand, { page: unknown }>, passed: Passed): Promise<void> {
    this.seen[j] = from.seen
    for (let after = from.page; ;) {
      const rows = await this.at(j, async (bound) => bound.page(after, this.context.limits.batch))
      if (rows === null) return
      const last = rows.length < this.context.limits.batch
      const next: Stand = last ? { at: from.head, seen: from.seen } : { page: rows.at(-1)!.key, head: from.head, seen: from.seen }
      await this.#absorbRows(j, rows, 'first load', next, passed)
      if (last) break
      if (await this.pausedMeanwhile(j)) return
      after = rows.at(-1)!.key
    }
    this.#scanned[j] = true
  }

  /** Where a large flow scans, all scans come before anything is settled: what they show may be too much of a change. */
  async #survey(): Promise<void> {
    this.#massChange = undefined
    this.#surveys = this.kernel.systems.map(() => null)
    for (const [j, { adapter }] of this.kernel.systems.entries()) {
      if (adapter.detect.kind !== 'snapshot' || this.#scanned[j] || (await this.readUpTo(j)) === null) continue
      if (!(await this.#changeCap.large())) continue
      this.#surveys[j] = await survey(this, j)
      if (this.#surveys[j] === null) this.#scanned[j] = true
    }
  }

  /** Asked before anything that a system reports is settled. */
  async #mayGoOn(): Promise<boolean> {
    if (this.#massChange === undefined) this.#massChange = await this.#changeCap.check(this, this.#surveys)
    return this.#massChange === null
  }

  /** Snapshot detection: every row that differs is looked at, then what the ledger knows and the scan did not show. */
  async #scan(j: number, passed: Passed): Promise<void> {
    if (this.#scanned[j]) return
    const surveyed = this.#surveys[j] ?? null
    if (surveyed !== null && surveyed.keys?.length !== 0 && !(await this.#mayGoOn())) return
    this.#scanned[j] = true
    const rowsSeen = surveyed === null || surveyed.keys === null ? await this.#absorbAll(j, passed) : surveyed.rows
    if (rowsSeen === null) return
    for (const keys of chunks(surveyed?.keys ?? [], this.context.limits.batch)) {
      const images = await this.look(j, keys)
      if (images === null) return
      const sights = keys.map((key, i): Sight => ({ key, system: j, image: images[i]!, at: null, change: 'snapshot' }))
      await this.absorb(sights, { deletes: false, retry: 'due' }, passed)
      this.context.watcher.moved?.(this.name, keys.length)
    }
    const { live, deleted } = surveyed !== null && surveyed.keys !== null ? surveyed.known : await this.context.ledger.count(this.name)
    // Rows that could not be read are among those seen, and none of those that live.
    const unread = (await this.context.ledger.deadLetters({ flow: this.name })).length > 0
    if (rowsSeen === live && deleted === 0 && !unread) return
    for (let after: KeyText | null = null; ;) {
      const keys: readonly KeyText[] = await this.context.ledger.keys(this.name, after, this.context.limits.batch)
      if (keys.length === 0) return
      const images = await this.look(j, keys)
      if (images === null) return
      const sights = keys.flatMap((key, i) =>
        images[i]!.present ? [] : [{ key, system: j, image: images[i]!, at: null, change: 'snapshot' }],
      )
      await this.absorb(sights, { deletes: false, retry: 'due' }, passed)
      after = keys.at(-1)!
    }
  }

  /** @returns how many rows there were; null where not all were seen */
  async #absorbAll(j: number, passed: Passed): Promise<number | null> {
    let rowsSeen = 0
    for (let after: KeyText | null = null; ;) {
      const rows: readonly PageRow[] | null = await this.at(j, async (bound) => bound.page(after, this.context.limits.batch))
      if (rows === null) return null
      rowsSeen += rows.length
      await this.#absorbRows(j, rows, 'snapshot', null, passed)
      if (rows.length < this.context.limits.batch) return rowsSeen
      if (await this.pausedMeanwhile(j)) return null
      after = rows.at(-1)!.key
    }
  }

  async #absorbRows(j: number, rows: readonly PageRow[], change: string, stand: Stand | null, passed: Passed): Promise<void> {
    const batch = await Batch.open(
      this,
      rows.map((row) => row.key),
      { deletes: false, retry: 'due' },
    )
    for (const row of rows) {
      if (row.invalid !== undefined) batch.invalid(row.key, j, row.invalid)
      else batch.absorb({ key: row.key, system: j, image: { present: true, values: row.values, died: false, death: 0 }, at: null, change })
    }
    note(passed, await batch.run(stand === null ? {} : this.#positions(j, stand)))
    this.context.watcher.moved?.(this.name, rows.length)
  }

  async #changes(j: number, from: Extract<Stand, { at: unknown }>, passed: Passed): Promise<void> {
    for (let stand = from; ;) {
      const changes: Changes | null = await this.at(j, async (bound) => bound.changes(stand.at, this.context.limits.batch))
      if (changes === null) return
      if (changes.position === stand.at && changes.hints.length === 0) return
      const hints = outside(changes.hints, this.answered[j]!)
      if (hints.size > 0 && !(await this.#mayGoOn())) return
      const keys = [...hints.keys()]
      const batch = await Batch.open(this, keys, { deletes: false, retry: 'due' })
      const images = keys.length === 0 ? [] : await this.at(j, async (bound) => bound.look(batch.looks(j, this.seen[j]!)))
      if (images === null) return
      for (const [i, key] of keys.entries()) {
        const hint = hints.get(key)!
        if (hint.invalid !== undefined) batch.invalid(key, j, hint.invalid)
        else batch.absorb({ key, system: j, image: images[i]!, at: hint.at, change: hint.change })
      }
      const next = { at: changes.position, seen: changes.seen }
      const movedOn = changes.position !== stand.at
      this.seen[j] = changes.seen
      note(passed, await batch.run(movedOn ? this.#positions(j, next) : {}))
      stand = next
      if (!changes.more || (await this.pausedMeanwhile(j))) return
    }
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
   * Nobody mends anything without a change that some system tells of, so this is asked only where something moved.
   */
  async #mended(passed: Passed): Promise<void> {
    const letters = (await this.context.ledger.deadLetters({ flow: this.name })).filter(({ reason }) => reason === 'value')
    for (const [j, { name }] of this.kernel.systems.entries()) {
      const own = letters.flatMap(({ system, key }) => (system === name ? [key] : []))
      for (const keys of chunks(own, this.context.limits.batch)) {
        const entries = await this.context.ledger.read(this.name, keys)
        const never = keys.filter((_, i) => entries[i]?.inc === 0)
        const images = await this.look(j, never)
        if (images === null) return
        const gone = never.filter((_, i) => !images[i]!.present)
        const sights = gone.map((key): Sight => ({ key, system: j, image: absentRow, at: null, change: 'look' }))
        await this.absorb(sights, { deletes: false, retry: 'due' }, passed)
      }
    }
  }

  /** Deletes that waited for the end of the pass, within the cap. */
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
    const passed: Passed = { moved: false, progressed: false, written: 0, failed: 0, deletesWaiting: false }
    await this.reachAll()
    await this.#heads()
    // What an earlier run wrote is known as such before anybody is taken to have written it.
    await this.#resolve(passed)
    for (const part of chunks(keys, this.context.limits.batch)) {
      const batch = await Batch.open(this, part, { deletes: false, retry: 'all' })
      for (const j of this.readingOrder()) {
        const images = await this.look(j, part)
        if (images !== null) part.forEach((key, i) => batch.absorb({ key, system: j, image: images[i]!, at: null, change }))
      }
      if (audit !== undefined)
        for (const key of batch.moved()) this.history.note({ key, at: this.context.clock.now(), kind: audit, body: { change } })
      note(passed, await batch.run())
    }
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
    const looks = keys.map((key, i) => ({ key, seen: Math.max(this.seen[j]!, entries[i]?.s[j]?.seen ?? 0) }))
    return this.at(j, async (bound) => bound.look(looks))
  }

  /** Calls a system; null when it failed or does not answer. */
  async at<T>(j: number, call: (bound: Bound) => Promise<T>): Promise<T | null> {
    const bound = this.bounds[j]
    if (bound === null || bound === undefined) return null
    const result = await this.context.reach.guard(this.kernel.systems[j]!.name, async () => call(bound))
    if (result === null) this.bounds[j] = null
    return result
  }

  /** Somebody may pause the flow, or a system that is read, in the middle of a long pass. */
  async pausedMeanwhile(...read: readonly number[]): Promise<boolean> {
    const { flows, systems } = await readPaused(this.context.ledger)
    return Object.hasOwn(flows, this.name) || read.some((j) => Object.hasOwn(systems, this.kernel.systems[j]!.name))
  }

  async #stand(j: number): Promise<Stand | null> {
    const text = await this.context.ledger.position(this.name, this.kernel.systems[j]!.name)
    return text === null ? null : (JSON.parse(text) as Stand)
  }
  #positions(j: number, stand: Stand) {
    return { positions: [{ flow: this.name, system: this.kernel.systems[j]!.name, position: JSON.stringify(stand) }] }
  }

  /** Those of the records of which system j has changes that the flow has not read yet; null when it failed. */
  async unread(j: number, keys: readonly KeyText[]): Promise<ReadonlySet<KeyText> | null> {
    const { adapter } = this.kernel.systems[j]!
    const stand = await this.#stand(j)
    if (stand === null || adapter.detect.kind === 'none') return new Set()
    if ('page' in stand || adapter.detect.kind === 'snapshot') return new Set(keys)
    const { reach, limits } = this.context
    const system = await reach.system(adapter.system)
    if (system === null) return null
    const wanted = new Set(keys)
    const found = new Set<KeyText>()
    return reach.guard(adapter.system, async () => {
      // Detection of its own: what is asked here does not count as reported.
      const bound = await system.bind(adapter)
      for (let { at } = stand; ;) {
        const { hints, position, more } = await bound.changes(at, limits.batch)
        for (const { key, op } of hints) if (op === null && wanted.has(key)) found.add(key)
        if (!more) return found
        at = position
      }
    })
  }

  /** Does system j lack what was read of it: an older state than the ledger knows. False where nothing was read, or it does not answer. */
  async wentBack(j: number): Promise<boolean> {
    const stand = await this.#stand(j)
    if (stand === null || this.kernel.systems[j]!.adapter.detect.kind !== 'outbox') return false
    await this.#reach(j)
    let back = false
    await this.at(j, async (bound) => {
      try {
        await bound.changes('page' in stand ? stand.head : stand.at, 0)
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== 'wentBack') throw error
        back = true
      }
    })
    return back
  }

  /** Where changes of system j are read from; null where they are not: its first load is not done, or it does not answer. */
  async readUpTo(j: number): Promise<{ readonly at: Position | null } | null> {
    if (this.bounds[j] === null || this.kernel.systems[j]!.adapter.detect.kind === 'none') return null
    const stand = await this.#stand(j)
    return stand === null || 'page' in stand ? null : stand
  }

  /** How far the outbox of system j has been read; null: not loaded yet. */
  async consumed(j: number): Promise<Position | null> {
    const stand = await this.#stand(j)
    return stand === null || 'page' in stand ? null : stand.at
  }
}

/** The newest hint for each key, without those that only echo operations whose answers were absorbed. */
function outside(hints: readonly Hint[], answered: ReadonlySet<number>): Map<KeyText, Hint> {
  const out = new Map<KeyText, Hint>()
  for (const hint of hints) if (hint.op === null || !answered.has(hint.op)) out.set(hint.key, hint)
  return out
}

function note(passed: Passed, result: BatchResult): void {
  passed.moved ||= result.moved
  passed.progressed ||= result.progressed
  passed.written += result.written
  passed.failed += result.failed
  passed.deletesWaiting ||= result.deletesWaiting
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const out: T[][] = []
  for (let from = 0; from < list.length; from += size) out.push(list.slice(from, from + size))
  return out
}
