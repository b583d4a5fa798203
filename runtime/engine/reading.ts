/** How one flow reads its systems: the first load, then changes, or scans where nothing tells of changes. */
import { readingOrder } from '../kernel.ts'
import type { Changes, Hint, Image, PageRow, Position } from '../ports.ts'
import type { KeyText } from '../values.ts'
import type { Sight } from './batch.ts'
import { Batch } from './batch.ts'
import type { MassChange, Survey } from './change-cap.ts'
import { ChangeCap, seenBy, survey } from './change-cap.ts'
import { noCommit } from './context.ts'
import type { FlowRun } from './flow-run.ts'
import type { Passed } from './passed.ts'
import { note, nothingYet } from './passed.ts'
import { ReadAhead } from './read-ahead.ts'
import type { Stand, Stands } from './stand.ts'
import { readFrom } from './stand.ts'

export class Reading {
  readonly #run: FlowRun
  readonly #stands: Stands
  readonly #scanned: boolean[]
  readonly #cap: ChangeCap
  readonly #ahead: ReadAhead
  /** Of this pass, by system: what stands for the content that is to be scanned, null where nothing can tell. Undefined: it is not scanned. */
  #unread: (Position | null | undefined)[] = []
  /** Of this pass, by system: where it is scanned and the flow is large. */
  #surveys: (Survey | null)[] = []
  /** Of this pass; undefined: nothing was to be settled yet. */
  #massChange: MassChange | null | undefined

  constructor(run: FlowRun, stands: Stands) {
    this.#run = run
    this.#stands = stands
    this.#scanned = run.kernel.systems.map(() => false)
    this.#ahead = new ReadAhead(run)
    this.#cap = new ChangeCap(run.context, run.kernel, this.#ahead)
  }

  /** Systems with snapshot detection are to be read whole once more. */
  scanAgain(): void {
    this.#scanned.fill(false)
  }

  /** What all systems report. @returns why nothing of it was settled, else null */
  async all(passed: Passed): Promise<MassChange | null> {
    this.#ahead.forget()
    for (const j of this.#run.kernel.systems.keys()) this.#unread[j] = await this.#toScan(j)
    await this.#survey()
    for (const j of readingOrder(this.#run.kernel)) {
      await this.#read(j, passed)
      if (this.#massChange) return this.#massChange
    }
    return null
  }

  /** As `#unread` keeps it. */
  async #toScan(j: number): Promise<Position | null | undefined> {
    if (this.#run.kernel.systems[j]!.adapter.detect.kind !== 'snapshot' || this.#scanned[j]) return undefined
    const stand = await this.#run.readUpTo(j)
    return stand === null ? undefined : this.#run.newContent(j, stand)
  }

  /** Where a large flow scans, all scans come before anything is settled: what they show may be too much of a change. */
  async #survey(): Promise<void> {
    this.#massChange = undefined
    this.#surveys = this.#run.kernel.systems.map(() => null)
    for (const j of this.#run.kernel.systems.keys()) {
      if (this.#unread[j] === undefined) continue
      if (!(await this.#cap.large())) continue
      this.#surveys[j] = await survey(this.#run, j)
      if (this.#surveys[j] !== null) continue
      this.#scanned[j] = true
      this.#unread[j] = undefined
    }
  }

  /** Asked before anything that a system reports is settled. */
  async #mayGoOn(): Promise<boolean> {
    if (this.#massChange === undefined) this.#massChange = await this.#cap.check(this.#run, this.#surveys)
    return this.#massChange === null
  }

  /** What the system reports since it was last read; the first time, all that it holds. */
  async #read(j: number, passed: Passed): Promise<void> {
    const { detect } = this.#run.kernel.systems[j]!.adapter
    if (detect.kind === 'none') return
    const stand = await this.#stands.at(j)
    if (stand === null) return
    if ('page' in stand) await (stand.again === true ? this.#loadAgain(j, stand, passed) : this.#load(j, stand, passed))
    else if (detect.kind === 'snapshot') await this.#scan(j, stand, passed)
    else await this.#changes(j, stand, passed)
  }

  /**
   * Where the detection of every system stands before anything is written to it: what users change on top of a first write is told as a change, also
   * where the first load comes later. Each is told what the ledger has of it.
   */
  async heads(): Promise<void> {
    for (const [j, { adapter }] of this.#run.kernel.systems.entries()) {
      if (adapter.detect.kind === 'none') continue
      const stand = await this.#stands.at(j)
      if (stand !== null && !lacksHead(stand)) {
        this.#run.known(j, readFrom(stand))
        continue
      }
      const head = await this.#run.at(j, async (bound) => bound.head())
      if (head === null) continue
      await this.#run.context.ledger.commit({
        ...noCommit,
        ...this.#stands.moved(j, { page: null, ...stand, head: head.position, seen: head.seen }),
      })
      this.#run.known(j, head.position)
      this.#run.seen[j] = head.seen
    }
  }

  /** First load: every row, then the changes since before its first page. */
  async #load(j: number, from: Extract<Stand, { page: unknown }>, passed: Passed): Promise<void> {
    this.#run.seen[j] = from.seen
    for (let after = from.page; ;) {
      const rows = await this.#run.at(j, async (bound) => bound.page(after, this.#run.context.limits.batch))
      if (rows === null) return
      const last = rows.length < this.#run.context.limits.batch
      const next: Stand = last ? this.#loaded(j, from.head, from.seen) : { page: rows.at(-1)!.key, head: from.head, seen: from.seen }
      if (!(await this.#absorbRows(j, rows, 'first load', next, passed))) return
      if (last) break
      if (await this.#run.pausedMeanwhile(j)) return
      after = rows.at(-1)!.key
    }
    this.#scanned[j] = true
  }

  /**
   * What changed at system j is not told any more: every row is read, then what the ledger knows and is gone is looked for, and then come the changes since before
   * the first page. Restarts go on where it was; the caps count as they do for a scan.
   */
  async #loadAgain(j: number, from: Extract<Stand, { page: unknown }>, passed: Passed): Promise<void> {
    const { context, name } = this.#run
    this.#run.seen[j] = from.seen
    if (from.page === null) {
      const why = from.otherwise === true ? 'the flow reads it otherwise than it did' : 'it does not tell all that changed'
      context.watcher.note?.(
        from.otherwise === true ? 'info' : 'warn',
        name,
        `${this.#run.kernel.systems[j]!.name} is read whole again: ${why}`,
      )
    }
    if (!(await this.#mayReadAgain(j))) return
    for (let after = from.page; ;) {
      const rows = await this.#run.at(j, async (bound) => bound.page(after, context.limits.batch))
      if (rows === null) return
      after = rows.at(-1)?.key ?? after
      if (!(await this.#absorbRows(j, rows, 'read again', { ...from, page: after }, passed))) return
      if (rows.length < context.limits.batch) break
      if (await this.#run.pausedMeanwhile(j)) return
    }
    if (!(await this.#absorbGone(j, null, 'read again', passed))) return
    const loaded = { at: from.head, seen: from.seen, since: context.clock.now() }
    await context.ledger.commit({ ...noCommit, ...this.#stands.moved(j, loaded) })
    passed.moved = true
    await this.#changes(j, loaded, passed)
  }

  async #mayReadAgain(j: number): Promise<boolean> {
    if (await this.#cap.large()) {
      this.#surveys[j] = await survey(this.#run, j)
      if (this.#surveys[j] === null) return false
      this.#massChange = undefined
    }
    return this.#mayGoOn()
  }

  /** All that system j holds was read, whatever of it is new. */
  #loaded(j: number, at: Position | null, seen: number): Stand {
    const { kernel, context } = this.#run
    const named = at !== null && kernel.systems[j]!.adapter.detect.kind === 'snapshot'
    return { at, seen, ...(named && { version: kernel.flow.version }), since: context.clock.now() }
  }

  /** A content that was read whole need not be read again; of one without a name it is kept when it last told of a change. */
  async #scan(j: number, stand: Extract<Stand, { at: unknown }>, passed: Passed): Promise<void> {
    const content = this.#unread[j]
    if (content === undefined) return
    const own = nothingYet()
    const whole = await this.#scanWhole(j, own)
    note(passed, own)
    if (!whole || (content === null && !own.moved)) return
    const now = this.#loaded(j, content, stand.seen)
    const same = content !== null && content === stand.at && !own.moved
    const next = same && stand.since !== undefined ? { ...now, since: stand.since } : now
    await this.#run.context.ledger.commit({ ...noCommit, ...this.#stands.moved(j, next) })
    passed.moved = true
  }

  /** Snapshot detection: every row that differs is looked at, then what the ledger knows and the scan did not show. @returns false where not all was seen */
  async #scanWhole(j: number, passed: Passed): Promise<boolean> {
    const surveyed = this.#surveys[j] ?? null
    if (surveyed !== null && surveyed.keys?.length !== 0 && !(await this.#mayGoOn())) return false
    this.#scanned[j] = true
    const all = surveyed === null || surveyed.keys === null
    const seen = all ? seenBy(this.#run.bounds[j]) : surveyed.seen
    const rowsSeen = all ? await this.#absorbAll(j, seen, passed) : surveyed.rows
    if (rowsSeen === null || (!all && !(await this.#lookAgain(j, surveyed.keys, passed)))) return false
    const { live, deleted } = all ? await this.#run.context.ledger.count(this.#run.name) : surveyed.known
    // Rows that could not be read are among those seen, and none of those that live.
    const unread = (await this.#run.context.ledger.deadLetters({ flow: this.#run.name })).length > 0
    // A row that was shown, and then got another key, may have been shown again.
    const twice = this.#run.kernel.numbered && passed.moved
    return (rowsSeen === live && deleted === 0 && !unread && !twice) || this.#absorbGone(j, seen, 'snapshot', passed)
  }

  /** What the ledger knows to be in system j and is not there. @param seen keys that were just seen there; null: nobody has noted them @returns false where it does not answer */
  async #absorbGone(j: number, seen: ReadonlySet<KeyText> | null, change: string, passed: Passed): Promise<boolean> {
    for (let after: KeyText | null = null; ;) {
      const keys: readonly KeyText[] = await this.#run.context.ledger.keys(this.#run.name, after, this.#run.context.limits.batch)
      if (keys.length === 0) return true
      const missing = seen === null ? keys : await this.#notAmong(seen, j, keys)
      const images = await this.#run.look(j, missing)
      if (images === null) return false
      const sights = missing.flatMap((key, i) => (images[i]!.present ? [] : [{ key, system: j, image: images[i]!, at: null, change }]))
      await this.#run.absorb(sights, { deletes: false, retry: 'due' }, passed)
      after = keys.at(-1)!
    }
  }

  /** Those of the records that the ledger knows to be in system j and no scan has shown. */
  async #notAmong(seen: ReadonlySet<KeyText>, j: number, keys: readonly KeyText[]): Promise<readonly KeyText[]> {
    const unseen = keys.filter((key) => !seen.has(key))
    const entries = await this.#run.context.ledger.read(this.#run.name, unseen)
    return unseen.filter((_, i) => entries[i]?.s[j]!.present === true)
  }

  /** @param seen takes every key, unless it is null @returns how many rows there were; null where not all were seen */
  async #absorbAll(j: number, seen: Set<KeyText> | null, passed: Passed): Promise<number | null> {
    const { limits } = this.#run.context
    let rowsSeen = 0
    for (let after: KeyText | null = null; ;) {
      const rows: readonly PageRow[] | null = await this.#run.at(j, async (bound) => bound.page(after, limits.batch))
      if (rows === null) return null
      rowsSeen += rows.length
      if (seen !== null) for (const { key } of rows) seen.add(key)
      if (!(await this.#absorbRows(j, rows, 'snapshot', null, passed))) return null
      if (rows.length < limits.batch) return rowsSeen
      if (await this.#run.pausedMeanwhile(j)) return null
      after = rows.at(-1)!.key
    }
  }

  /** Records that a survey showed to differ, as they are now. @returns false where the system does not answer */
  async #lookAgain(j: number, keys: readonly KeyText[], passed: Passed): Promise<boolean> {
    const { limits, watcher } = this.#run.context
    for (let from = 0; from < keys.length; from += limits.batch) {
      const some = await this.#run.renumbering.recordsOf(j, keys.slice(from, from + limits.batch))
      const images = await this.#run.look(j, some)
      if (images === null) return false
      const sights = await this.#run.renumbering.follow(
        j,
        some.map((key, i) => ({ key, system: j, image: images[i]!, at: null, change: 'snapshot' })),
      )
      await this.#run.absorb(sights, { deletes: false, retry: 'due' }, passed)
      watcher.moved?.(this.#run.name, some.length)
    }
    return true
  }

  /** @returns false where the system does not answer */
  async #absorbRows(j: number, rows: readonly PageRow[], change: string, stand: Stand | null, passed: Passed): Promise<boolean> {
    const { renumbering } = this.#run
    const keyed = rows.filter(({ invalid }) => invalid === undefined)
    const records = await renumbering.recordsOf(
      j,
      keyed.map(({ key }) => key),
    )
    const images = await renumbering.paged(j, keyed, records)
    if (images === null) return false
    const sights = await renumbering.follow(
      j,
      keyed.map((row, i) => ({ key: records[i]!, system: j, image: images[i]!, at: null, change, under: row.key })),
    )
    const unkeyed = rows.filter(({ invalid }) => invalid !== undefined)
    const batch = await Batch.open(
      this.#run,
      [...sights, ...unkeyed].map(({ key }) => key),
      { deletes: false, retry: 'due' },
    )
    for (const row of unkeyed) batch.invalid(row.key, j, row.invalid!)
    for (const sight of sights) batch.absorb(sight)
    note(passed, await batch.run(stand === null ? {} : this.#stands.moved(j, stand)))
    this.#run.context.watcher.moved?.(this.#run.name, rows.length)
    return true
  }

  /** What hints are about, as it is now, absorbed. @returns null where the system does not answer */
  async #absorbHints(j: number, hints: ReadonlyMap<KeyText, Hint>): Promise<Batch | null> {
    const options = { deletes: false, retry: 'due' } as const
    const { renumbering } = this.#run
    const told = [...hints.values()]
    const records = await renumbering.recordsOf(j, [...hints.keys()])
    const newest = new Map(told.map((hint, i) => [records[i]!, hint]))
    let batch = await Batch.open(this.#run, newest.keys(), options)
    const images = await this.#imagesOf(j, [...newest.keys()], batch)
    if (images === null) return null
    const sights = [...newest].flatMap(([key, { at, change, invalid }], i): Sight[] =>
      invalid === undefined
        ? [{ key, system: j, image: images[i]!, at, change, under: underOf(images[i]!, key, batch.keyAt(j, key)) }]
        : [],
    )
    const followed = await renumbering.follow(j, sights)
    if (followed !== sights) batch = await Batch.open(this.#run, [...followed.map(({ key }) => key), ...newest.keys()], options)
    for (const [key, { invalid }] of newest) if (invalid !== undefined) batch.invalid(key, j, invalid)
    for (const sight of followed) batch.absorb(sight)
    return batch
  }

  async #imagesOf(j: number, records: readonly KeyText[], batch: Batch): Promise<readonly Image[] | null> {
    if (records.length === 0) return []
    if (this.#run.kernel.numbered) return this.#run.look(j, records)
    return this.#run.at(j, async (bound) => bound.look(batch.looks(j, this.#run.seen[j]!)))
  }

  async #changes(j: number, from: Extract<Stand, { at: unknown }>, passed: Passed): Promise<void> {
    for (let stand = from; ;) {
      this.#run.known(j, stand.at)
      const changes: Changes | null = await this.#ahead.portion(j, stand.at)
      if (changes === null) return
      if (changes.position === stand.at && changes.hints.length === 0 && changes.readAgain !== true) return
      const hints = outside(changes.hints, this.#run.answered[j]!)
      if (hints.size > 0 && !(await this.#mayGoOn())) return
      this.#ahead.taken(j)
      const batch = await this.#absorbHints(j, hints)
      if (batch === null) return
      if (changes.readAgain === true) return this.#startAgain(j, batch, changes, passed)
      const since = hints.size > 0 ? this.#run.context.clock.now() : stand.since
      const next = { at: changes.position, seen: changes.seen, ...(since !== undefined && { since }) }
      const movedOn = changes.position !== stand.at
      this.#run.seen[j] = changes.seen
      note(passed, await batch.run(movedOn ? this.#stands.moved(j, next) : {}))
      changes.settled?.()
      stand = next
      if (!changes.more || (await this.#run.pausedMeanwhile(j))) return
    }
  }

  async #startAgain(j: number, batch: Batch, { position, seen }: Changes, passed: Passed): Promise<void> {
    const from = { page: null, head: position, seen, again: true } as const
    note(passed, await batch.run(this.#stands.moved(j, from)))
    this.#run.known(j, position)
    await this.#loadAgain(j, from, passed)
  }
}

/** Its changes are told in another way than before: where they stand now is to be asked. */
function lacksHead(stand: Stand): stand is Extract<Stand, { page: unknown }> {
  return 'page' in stand && stand.otherwise === true && stand.head === null
}

/** The key that was looked for, or that the row turned out to have. */
function underOf({ underOwnKey }: Image, record: KeyText, known: KeyText): KeyText {
  return underOwnKey === true ? record : known
}

/** The newest hint for each key, without those that only echo operations whose answers were absorbed. */
function outside(hints: readonly Hint[], answered: ReadonlySet<number>): Map<KeyText, Hint> {
  const out = new Map<KeyText, Hint>()
  for (const hint of hints) if (hint.op === null || !answered.has(hint.op)) out.set(hint.key, hint)
  return out
}
