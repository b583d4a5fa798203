/**
 * The change cap: how many records that a flow knows may have been changed at one system, by others, since its last pass. More than that is what a system looks
 * like that was restored from a backup, or is a copy of another one; the flow stops before anything of the pass is settled, and asks.
 *
 * A record counts once, where its row is there and holds something else than was last seen. Rows that are new do not count: a system that is not itself holds
 * known ones otherwise. Rows that are gone have a cap of their own. What the flow wrote is what was last seen.
 *
 * Nothing is counted before a pass has something to settle. Then the changes that are told of are read ahead up to what no cap is below; where there are more, they
 * are counted up to the cap, and only beyond it every record of the ledger is looked at, a batch at a time.
 */
import { moved } from '../drift.ts'
import type { Entry } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import type { Bound, Image, Position } from '../ports.ts'
import { still } from '../settle.ts'
import type { KeyText } from '../values.ts'
import type { Context } from './context.ts'
import type { FlowRun } from './flow-run.ts'
import type { ReadAhead } from './read-ahead.ts'
import { rowImage } from './row-image.ts'

/** Records of a flow that were changed at one system: more than the cap lets through. */
export interface MassChange {
  readonly system: string
  readonly changed: number
  /** How many may be, without what was allowed for this run. */
  readonly cap: number
  /** Live records of the flow. */
  readonly records: number
}

/** However few records a flow has: so many of them may be changed at once. */
const fewChanges = 1_000

/** Half of the live records, and at least `fewChanges`. */
export function changeCap(records: number): number {
  return Math.max(fewChanges, Math.floor(records / 2))
}

/** What a scan of system j shows, before any of it is settled. */
export interface Survey {
  readonly rows: number
  /** Rows that differ from what was last seen; null where there are more than `fewChanges`. */
  readonly keys: readonly KeyText[] | null
  /** Those of them that count for the cap. */
  readonly changed: number
  /** Of the ledger, when it was made. */
  readonly known: { readonly live: number; readonly deleted: number }
  /** Keys of all rows, where it costs less to keep them than to look for them again; else null. */
  readonly seen: Set<KeyText> | null
}

/** What takes the keys that a scan of a system shows. */
export function seenBy(bound: Bound | null | undefined): Set<KeyText> | null {
  return bound?.looksOneByOne === true ? new Set() : null
}

/** One for a flow in a run. */
export class ChangeCap {
  readonly #context: Context
  readonly #kernel: Kernel
  readonly #ahead: ReadAhead
  #large = false
  #allowed: number

  constructor(context: Context, kernel: Kernel, ahead: ReadAhead) {
    this.#context = context
    this.#kernel = kernel
    this.#ahead = ahead
    this.#allowed = context.limits.allowChanges[kernel.flow.name] ?? 0
  }

  /** Are there so many records that the cap could be reached at all. */
  async large(): Promise<boolean> {
    this.#large ||= (await this.#context.ledger.count(this.#kernel.flow.name)).live > fewChanges
    return this.#large
  }

  /** Something is about to be settled. @param surveys of the systems that are scanned @returns null where it may be, else why not */
  async check(run: FlowRun, surveys: readonly (Survey | null)[]): Promise<MassChange | null> {
    if (!(await this.large())) return null
    const many: number[] = []
    for (const j of this.#kernel.systems.keys()) {
      const survey = surveys[j] ?? null
      if (survey === null ? await this.#mayBeMany(run, j) : survey.changed > fewChanges) many.push(j)
    }
    if (many.length === 0) return null
    const records = (await this.#context.ledger.count(this.#kernel.flow.name)).live
    const cap = changeCap(records)
    let most = 0
    for (const j of many) {
      const { name } = this.#kernel.systems[j]!
      const changed = surveys[j]?.changed ?? (await this.#changedAt(run, j, cap))
      if (changed > Math.max(cap, this.#allowed)) return { system: name, changed, cap, records }
      most = Math.max(most, changed)
    }
    // What was allowed was meant for these changes, and not for whatever comes later in a run that goes on.
    if (most > cap) this.#allowed = 0
    return null
  }

  async #mayBeMany(run: FlowRun, j: number): Promise<boolean> {
    const from = await run.readUpTo(j)
    return from !== null && this.#ahead.mayTellOfMore(j, from.at, fewChanges)
  }

  async #changedAt(run: FlowRun, j: number, cap: number): Promise<number> {
    const from = await run.readUpTo(j)
    if (from === null || !(await this.#tellsOfMore(run, j, from.at, cap))) return 0
    let changed = 0
    for (let after: KeyText | null = null; ;) {
      const keys: readonly KeyText[] = await this.#context.ledger.keys(run.name, after, this.#context.limits.batch)
      if (keys.length === 0) return changed
      const entries = await this.#context.ledger.read(run.name, keys)
      const images = await run.look(j, keys)
      if (images === null) return 0
      keys.forEach((_, i) => (changed += counts(this.#kernel, entries[i] ?? null, j, images[i]!) ? 1 : 0))
      after = keys.at(-1)!
    }
  }

  /** Does system j tell of more changes by others than this; a record may be among them several times. */
  async #tellsOfMore(run: FlowRun, j: number, from: Position | null, than: number): Promise<boolean> {
    const more = await run.beside(j, async (bound) => {
      let told = 0
      for (let at = from; ;) {
        const changes = await bound.changes(at, this.#context.limits.batch)
        for (const { op } of changes.hints) if (op === null) told++
        if (told > than || changes.readAgain === true) return true
        if (!changes.more) return false
        at = changes.position
      }
    })
    return more === true
  }
}

/** Scans system j; null where it does not answer. */
export async function survey(run: FlowRun, j: number): Promise<Survey | null> {
  const { kernel, context } = run
  const known = await context.ledger.count(run.name)
  const keys: KeyText[] = []
  const seen = seenBy(run.bounds[j])
  let [rows, changed] = [0, 0]
  for (let after: KeyText | null = null; ;) {
    const page = await run.at(j, async (bound) => bound.page(after, context.limits.batch))
    if (page === null) return null
    rows += page.length
    const records = await run.renumbering.recordsOf(
      j,
      page.map(({ key }) => key),
    )
    const entries = await context.ledger.read(run.name, records)
    for (const [i, row] of page.entries()) {
      const { key, invalid } = row
      const image = rowImage(row)
      const entry = entries[i] ?? null
      seen?.add(key)
      if (invalid === undefined && entry !== null && entry.s[j]!.dirty?.reason !== 'value' && still(kernel, entry, j, image)) continue
      if (keys.length <= fewChanges) keys.push(key)
      if (invalid === undefined && counts(kernel, entry, j, image)) changed++
    }
    if (page.length < context.limits.batch) return { rows, keys: keys.length > fewChanges ? null : keys, changed, known, seen }
    if (await run.pausedMeanwhile(j)) return null
    after = page.at(-1)!.key
  }
}

function counts(kernel: Kernel, entry: Entry | null, j: number, image: Image): boolean {
  if (entry === null || !entry.live || !image.present) return false
  const s = entry.s[j]!
  return s.present && s.apart === 'no' && moved(kernel, entry, j, image)
}
