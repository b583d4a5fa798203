/** Source and target of one flow at a system as they would be: what a dry run writes stays in its table, over what the system holds. */
import type { Adapter } from '../door.ts'
import { rowImage } from '../engine/row-image.ts'
import { sameRaw } from '../kernel.ts'
import { referenceText } from '../ledger/reference.ts'
import type { PlannedWrite } from '../overlay.ts'
import type { Answer, Bound, Changes, Clock, Delivery, Hint, Image, LookAt, PageRow, Position, Unreferenced, Write } from '../ports.ts'
import type { KeyText, Raw } from '../values.ts'
import type { Carries } from './carries.ts'
import type { Lookups } from './lookups.ts'
import type { Row, Table } from './table.ts'
import { imageOf, isThere, rowOf } from './table.ts'

const absent: Image = { present: false, values: [], died: false, death: 0 }

/** What a dry run makes, as this flow has to do with it. */
interface Made {
  readonly table: Table
  readonly lookups: Lookups
  readonly carries: Carries
  readonly writes: PlannedWrite[]
}

/** Rows read page by page. */
interface Walk {
  /** Under which key the last page ended. */
  last: KeyText | null
  /** What would be made was shown, so all was. */
  ended: boolean
  /** Where it began after a key: of each row that would be made the next that the system has, and those of them that were not met yet. */
  readonly next?: ReadonlyMap<KeyText, KeyText | null>
  readonly unmet?: Set<KeyText | null>
}

class OverBound {
  readonly adapter: Adapter
  readonly #bound: Bound
  readonly #table: Table
  readonly #lookups: Lookups
  readonly #carries: Carries
  readonly #writes: PlannedWrite[]
  readonly #clock: Pick<Clock, 'now'>
  /** Rows without a reference that were shown, by their own id. */
  readonly #loose = new Map<string, Unreferenced>()
  #read = 0
  #walk: Walk = { last: null, ended: true }

  constructor(bound: Bound, adapter: Adapter, { table, lookups, carries, writes }: Made, clock: Pick<Clock, 'now'>) {
    this.adapter = adapter
    this.#bound = bound
    this.#table = table
    this.#lookups = lookups
    this.#carries = carries
    this.#writes = writes
    this.#clock = clock
  }

  // ─── Source ────────────────────────────────────────────────────────────────────────────────────

  /** Behind all that the system tells comes what other flows would have written there. A time in a row that is gone tells nothing. */
  readonly changes = async (position: Position | null, limit: number): Promise<Changes> => {
    const stored = await this.#bound.changes(position, limit)
    const tells = ({ key }: { readonly key: KeyText }) => this.adapter.detect.kind !== 'updatedAt' || this.#table.get(key) !== null
    const changes = { ...stored, hints: stored.hints.filter(tells) }
    if (changes.more || limit === 0) return changes
    const since = this.#read
    this.#read = this.#table.told
    const others = this.#table.by(this.adapter, since).filter(tells)
    if (others.length === 0) return changes
    const hints = others.map(({ key }): Hint => ({ key, at: this.#clock.now(), change: 'a write of another flow', op: null }))
    return { ...changes, hints: [...changes.hints, ...hints] }
  }

  readonly look = async (looks: readonly LookAt[]): Promise<readonly Image[]> => {
    const images = await this.#bound.look(looks)
    const out: Image[] = []
    for (const [i, look] of looks.entries()) out.push(await this.#image(look, images[i]!))
    return out
  }

  async #image(look: LookAt, stored: Image): Promise<Image> {
    const row = this.#table.get(look.key)
    const { elsewhere: _, ...here } = row === undefined ? stored : row === null ? absent : await this.#imageOf(look.key, row, stored)
    const elsewhere = this.#elsewhere(look, here, stored)
    return elsewhere === undefined ? here : { ...here, elsewhere }
  }
  /** @param stored what the system shows under this key */
  async #imageOf(key: KeyText, row: Row, stored: Image | null): Promise<Image> {
    const under = row.from === key ? stored : null
    const whole = row.from === null || this.adapter.fields.every(({ column }) => row.columns.has(column))
    const before = whole ? under : (under ?? (await this.#bound.look([{ key: row.from, seen: 0 }]))[0]!)
    const image = imageOf(key, row, this.adapter, this.#carries, before)
    return under === null ? image : { ...image, died: under.died, death: under.death }
  }

  /** Where the row is by now that was asked for by its own id. */
  #elsewhere({ key, id }: LookAt, here: Image, { elsewhere }: Image): Image['elsewhere'] {
    if (id === undefined || here.left === true || (here.present && here.id !== undefined && sameRaw(here.id, id))) return undefined
    const now = this.#table.keyOf(id)
    if (now !== undefined) return now === key ? undefined : { key: now }
    return elsewhere === undefined || this.#table.get(elsewhere.key) === undefined ? elsewhere : undefined
  }

  /** A page as it would be read after the writes. Behind the rows that the system has come those that a run would have made, all at once. */
  readonly page = async (after: KeyText | null, limit: number): Promise<readonly PageRow[]> => {
    const out: PageRow[] = []
    if (after === null || after !== this.#walk.last) this.#walk = await this.#begin(after)
    if (this.#walk.ended) return out
    for (let from = after; ;) {
      const wanted = limit - out.length
      const page = await this.#bound.page(from, wanted)
      for (const stored of page) {
        this.#walk.unmet?.delete(stored.key)
        const row = this.#table.get(stored.key)
        if (row === undefined) out.push(stored)
        else if (row !== null) out.push(...(await this.#shown(stored.key, row, rowImage(stored))))
      }
      if (out.length === limit || page.length < wanted) break
      from = page.at(-1)!.key
    }
    if (out.length < limit) {
      this.#walk.ended = true
      out.push(...(await this.#made(limit)))
    }
    this.#walk.last = out.at(-1)?.key ?? null
    return out
  }

  /**
   * One that goes on after a key shows no row before it. In which order a system has its keys only it knows: a row that would be made stands after that key
   * where the next one that the system has does.
   */
  async #begin(after: KeyText | null): Promise<Walk> {
    if (after === null) return { last: null, ended: false }
    const next = new Map<KeyText, KeyText | null>()
    for (const [key] of this.#table.rows()) next.set(key, (await this.#bound.page(key, 1))[0]?.key ?? null)
    return { last: null, ended: false, next, unmet: new Set(next.values()) }
  }

  async #shown(key: KeyText, row: Row, stored: Image | null): Promise<readonly PageRow[]> {
    const image = await this.#imageOf(key, row, stored)
    return image.present ? [{ ...image, key }] : []
  }

  /** Rows that the system's own pages do not show. @param limit how many the system is asked for at once */
  async #made(limit: number): Promise<readonly PageRow[]> {
    const { next, unmet } = this.#walk
    const behind = (key: KeyText): boolean => {
      const following = next?.get(key) ?? null
      return following === null || !unmet!.has(following)
    }
    const out: PageRow[] = []
    const rows = [...this.#table.rows()].filter(([key]) => behind(key))
    for (let i = 0; i < rows.length; i += limit) {
      const some = rows.slice(i, i + limit)
      const stored = await this.#bound.look(some.map(([key]) => ({ key, seen: 0 })))
      for (const [at, [key, row]] of some.entries()) if (!stored[at]!.present) out.push(...(await this.#shown(key, row, stored[at]!)))
    }
    return out
  }

  readonly unreferenced = async (after: Raw, limit: number): Promise<readonly Unreferenced[]> => {
    const out: Unreferenced[] = []
    for (let from = after; ;) {
      const page = await this.#bound.unreferenced!(from, limit)
      out.push(...page.filter(({ id }) => this.#table.keyOf(id) === undefined))
      if (page.length < limit || out.length >= limit) break
      from = page.at(-1)!.id
    }
    for (const row of out) this.#loose.set(referenceText(row), row)
    return out.slice(0, limit)
  }

  // ─── Target ────────────────────────────────────────────────────────────────────────────────────

  readonly deliver = async (_op: number, batch: readonly Write[]): Promise<Delivery> => {
    const stored = await this.#bound.look(batch.map(lookOf))
    const missing = await this.#lookups.read(batch)
    const answers: Answer[] = []
    for (const [i, write] of batch.entries()) {
      const image = await this.#image(lookOf(write), stored[i]!)
      const detail = missing(write)
      answers.push(detail === null ? await this.#one(write, image) : { outcome: 'rejected', reason: 'missingParent', detail, image })
    }
    return { outcome: 'answered', at: this.#clock.now(), answers }
  }

  async #one(write: Write, before: Image): Promise<Answer> {
    if (write.kind === 'link') return this.#link(write, before)
    const there = write.kind === 'rekey' ? (await this.look([{ key: write.to!, seen: write.seen }]))[0]! : absent
    if (!holds(write, before)) return { outcome: 'stale', image: underOwnKey(before, there) ?? before }
    if (there.present) return { outcome: 'rejected', reason: 'constraint', detail: `another row has the key ${write.to!}`, image: before }
    const image = this.#put(write, before)
    this.#planned(write, changed(this.adapter, before, image))
    return { outcome: 'done', image }
  }

  #put({ key, kind, values, to = key }: Write, before: Image): Image {
    const known = this.#table.get(key) ?? null
    this.#table.remove(key)
    if (kind === 'delete') return absent
    const after = this.adapter.fields.map((_, slot) => (values[slot] === undefined ? (before.values[slot] ?? null) : values[slot]))
    const row = rowOf(this.adapter, key, before, after, known)
    this.#table.put(to, row)
    return imageOf(to, row, this.adapter, this.#carries, null)
  }

  #link(write: Write, there: Image): Answer {
    const { key, kind } = write
    const loose = this.#loose.get(referenceText({ id: write.id! }))
    if (loose === undefined || there.present) return { outcome: 'stale', image: there }
    this.#loose.delete(referenceText(loose))
    const image = { ...absent, present: true, ...loose }
    this.#table.put(key, rowOf(this.adapter, key, image, loose.values, null))
    this.#planned({ key, kind, id: loose.id }, {})
    return { outcome: 'done', image }
  }

  #planned({ key, kind, to, id }: Pick<Write, 'key' | 'kind' | 'to' | 'id'>, fields: PlannedWrite['fields']): void {
    const { system, place } = this.adapter
    this.#writes.push({ system, place, key, kind, fields, ...(to !== undefined && { to }), ...(kind === 'link' && { id: id! }) })
    for (const each of to === undefined ? [key] : [key, to]) this.#table.tell({ key: each, by: this.adapter })
  }
}

export function overBound(bound: Bound, adapter: Adapter, made: Made, clock: Pick<Clock, 'now'>): Bound {
  const { looksOneByOne, asStored } = bound
  const { unreferenced, ...over } = new OverBound(bound, adapter, made, clock)
  return {
    ...over,
    ...(looksOneByOne !== undefined && { looksOneByOne }),
    ...(bound.unreferenced !== undefined && { unreferenced }),
    ...(bound.resolve !== undefined && { resolve: bound.resolve.bind(bound) }),
    ...(asStored !== undefined && { asStored }),
    head: async () => bound.head(),
    known: (upTo) => bound.known?.(upTo),
    forget: async () => undefined,
    count: async () => bound.count(),
    digests: async (buckets, peer) => bound.digests(buckets, peer),
    bucketRows: async (buckets, wanted) => bound.bucketRows(buckets, wanted),
  }
}

function lookOf({ key, seen, id, kind }: Write): LookAt {
  return { key, seen, ...(id !== undefined && kind !== 'link' && { id }) }
}

/** The condition of a write, as its statement has it. */
function holds(write: Write, before: Image): boolean {
  if (write.kind === 'insert') return !isThere(before)
  if (!isThere(before) || (before.died && write.id === undefined) || !sameRow(write, before)) return false
  return write.expect.every((raw, slot) => !concerned(write, slot) || sameRaw(raw, before.values[slot]))
}

/** A row that was to get its record's key, and has it already. */
function underOwnKey({ present, left, elsewhere }: Image, there: Image): Image | null {
  return !present && left !== true && elsewhere === undefined && there.present ? { ...there, underOwnKey: true } : null
}

function changed({ fields }: Adapter, before: Image, after: Image): PlannedWrite['fields'] {
  const out: Record<string, { readonly from: Raw; readonly to: Raw }> = {}
  for (const [slot, to] of after.values.entries()) {
    const from = isThere(before) ? before.values[slot]! : null
    if (!sameRaw(from, to)) out[fields[slot]!.field] = { from, to }
  }
  return out
}

/** Not another row than the one that is meant, where that is known. */
function sameRow({ id }: Write, before: Image): boolean {
  return id === undefined || before.id === undefined || sameRaw(id, before.id)
}

/** For a delete the whole row is on condition; for an update the fields that it writes, and those that must not have moved. */
function concerned(write: Write, slot: number): boolean {
  return write.kind === 'delete' || write.values[slot] !== undefined || write.unmoved.includes(slot)
}
