/** Source and target of one flow at a place that an engineer's connector reaches. */
import type { Adapter, CustomAdapter } from '../../door.ts'
import { keyParts } from '../../key.ts'
import type { Bound, Changes, Delivery, Image, PageRow, Position, Resolution, Write } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { KeyText } from '../../values.ts'
import { ValueError } from '../../values.ts'
import { hintKey, invalidStored, isInvalidKey } from '../stored-key.ts'
import type { Calls } from './calls.ts'
import { Compared } from './compare.ts'
import type { Feed, Rows } from './definition.ts'
import { Pages } from './pages.ts'
import type { Scope } from './shape.ts'
import { Shape } from './shape.ts'
import { absent, CustomWriter } from './writes.ts'

export interface CustomBoundOptions {
  readonly rows: Rows
  readonly calls: Calls
  readonly scope: Scope
  readonly peers: readonly Adapter[]
  readonly now: () => number
  /** Rows that are got at once. */
  readonly atOnce: number
}

export class CustomBound implements Bound {
  readonly adapter: CustomAdapter
  /** Each write is a call of its own. */
  readonly most = 1
  readonly looksOneByOne = true
  readonly count: Bound['count']
  readonly digests: Bound['digests']
  readonly bucketRows: Bound['bucketRows']
  readonly #rows: Rows
  readonly #calls: Calls
  readonly #atOnce: number
  readonly #shape: Shape
  readonly #pages: Pages
  readonly #writer: CustomWriter

  constructor(adapter: CustomAdapter, { rows, calls, scope, peers, now, atOnce }: CustomBoundOptions) {
    this.adapter = adapter
    this.#rows = rows
    this.#calls = calls
    this.#atOnce = Math.max(1, atOnce)
    this.#shape = new Shape(adapter, scope)
    this.#pages = new Pages(adapter, rows, this.#shape, calls)
    this.#writer = new CustomWriter(adapter, rows, this.#shape, calls, now)
    const compared = new Compared(adapter, this.#pages, peers)
    this.count = async () => compared.count()
    this.digests = async (buckets, peer) => compared.digests(buckets, peer)
    this.bucketRows = async (buckets, wanted) => compared.bucketRows(buckets, wanted)
  }

  // ─── Source ────────────────────────────────────────────────────────────────────────────────────

  async changes(position: Position | null, limit: number): Promise<Changes> {
    if (this.adapter.detect.kind !== 'changes') return { hints: [], position, more: false, seen: 0 }
    const feed = await this.#feed(position, limit)
    const hints = feed.changes.map(({ key, at = null }) => ({
      ...hintKey(this.adapter, this.#shape.keyOf(key)),
      at,
      change: `change up to ${feed.position}`,
      op: null,
    }))
    return { hints, position: feed.position, more: feed.more, seen: 0 }
  }

  async head(): Promise<{ readonly position: Position | null; readonly seen: number }> {
    if (this.adapter.detect.kind !== 'changes') return { position: null, seen: 0 }
    return { position: (await this.#feed(null, 0)).position, seen: 0 }
  }

  async #feed(since: Position | null, limit: number): Promise<Feed> {
    const { system, place } = this.adapter
    if (this.#rows.changes === undefined)
      throw new SystemError(
        'misfit',
        'noMethod',
        system,
        `the connector of ${system} has no changes, and those of ${place} are to be detected by it`,
        "give the rows of the connector a changes, or bind the record with detect: 'snapshot'",
      )
    return this.#calls.read(async () => this.#rows.changes!(since, limit))
  }

  async look(looks: readonly { readonly key: KeyText; readonly seen: number }[]): Promise<readonly Image[]> {
    const images = new Array<Image>(looks.length)
    let next = 0
    const worker = async (): Promise<void> => {
      try {
        for (let i = next++; i < looks.length; i = next++) images[i] = await this.#lookOf(looks[i]!.key)
      } catch (error) {
        // The others need not go on either.
        next = looks.length
        throw error
      }
    }
    await Promise.all(Array.from({ length: Math.min(this.#atOnce, looks.length) }, worker))
    return images
  }

  async #lookOf(key: KeyText): Promise<Image> {
    return isInvalidKey(key) ? this.#lookAtInvalid(key) : this.#lookAt(key)
  }

  /** A key that this system cannot store is a row that it does not hold. */
  async #lookAt(key: KeyText): Promise<Image> {
    try {
      return await this.#writer.image(keyParts(this.adapter, key))
    } catch (error) {
      if (error instanceof ValueError) return absent
      throw error
    }
  }

  async #lookAtInvalid(key: KeyText): Promise<Image> {
    const stored = invalidStored(this.adapter, key)
    if (stored === null || stored.parts.includes(null))
      return { ...absent, present: true, invalid: 'it stands for no row that could be looked for' }
    const image = await this.#writer.image(stored.parts)
    return image.present ? { ...image, invalid: stored.why } : absent
  }

  async page(after: KeyText | null, limit: number): Promise<readonly PageRow[]> {
    return this.#pages.after(after, limit)
  }

  /** The service keeps its own feed. */
  async forget(): Promise<void> {}

  // ─── Target ────────────────────────────────────────────────────────────────────────────────────

  async deliver(_op: number, writes: readonly Write[]): Promise<Delivery> {
    return this.#writer.deliver(writes)
  }

  async resolve(_op: number, writes: readonly Write[]): Promise<Resolution> {
    return this.#writer.resolve(writes)
  }
}
