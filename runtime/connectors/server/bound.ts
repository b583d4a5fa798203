/** Source and target of one flow at a database server. */
import type { Adapter, SystemStatements, TableAdapter } from '../../door.ts'
import type { AsStored, Bound, Changes, Delivery, Image, LookAt, PageRow, Position, Unreferenced, Write } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { KeyText, Raw } from '../../values.ts'
import { ValueError } from '../../values.ts'
import { absent, noDeath } from '../look-row.ts'
import type { Scope } from '../scope.ts'
import { hintKey, invalidStored, isInvalidKey, storedKey } from '../stored-key.ts'
import { textOf } from './batch.ts'
import { Comparison } from './compare.ts'
import type { ServerDetection } from './detection.ts'
import { isOfRow } from './isolate.ts'
import type { Line } from './line.ts'
import { inWords } from './line.ts'
import type { Asked } from './look.ts'
import { most, ServerLook } from './look.ts'
import type { Server, ServerRow, Session } from './session.ts'
import { Writer } from './writes.ts'

export interface BoundOptions {
  readonly server: Server
  readonly line: Line
  readonly system: SystemStatements
  readonly peers: readonly Adapter[]
  readonly scope: Scope
  readonly detection: ServerDetection
  /** Inserts leave out rows whose key is taken. */
  readonly canSkip: boolean
}

export class ServerBound implements Bound {
  readonly adapter: TableAdapter
  readonly #line: Line
  readonly #scope: Scope
  readonly #detection: ServerDetection
  readonly #look: ServerLook
  readonly #writer: Writer | null
  readonly #compare: Comparison

  /** @throws SystemError `misfit` where a statement names what nothing gives a value */
  constructor({ server, line, system, peers, scope, detection, canSkip }: BoundOptions, adapter: TableAdapter) {
    this.adapter = adapter
    this.#line = line
    this.#scope = scope
    this.#detection = detection
    this.#look = new ServerLook(server, adapter, scope)
    this.#writer = adapter.writes.length === 0 ? null : new Writer(server, system, adapter, this.#look, scope, { canSkip, detection })
    this.#compare = new Comparison(server, adapter, peers, scope)
  }

  /** @throws SystemError `misfit` where the server refuses to show rows */
  async check(): Promise<void> {
    await this.#line.ask(async (session) => this.#look.check(session))
  }

  // ─── Source ────────────────────────────────────────────────────────────────────────────────────

  async changes(position: Position | null, limit: number): Promise<Changes> {
    return this.#detection.changes(position, limit)
  }

  async head(): Promise<{ readonly position: Position | null; readonly seen: number }> {
    return this.#detection.head()
  }

  known(upTo: Position): void {
    this.#detection.known?.(upTo)
  }

  onArrival(wake: () => void): void {
    this.#detection.onArrival?.(wake)
  }

  async forget(upTo: Position): Promise<void> {
    await this.#detection.forget(upTo)
  }

  async look(looks: readonly LookAt[]): Promise<readonly Image[]> {
    const one = looks.length <= most && looks.every(({ key, id }) => id === undefined && !isInvalidKey(key))
    const images = await this.#line.ask(async (session) => {
      if (one) {
        try {
          return await this.#images(session, looks, false)
        } catch (error) {
          if (!isOfRow(error)) throw error
        }
      }
      await session.begin('read')
      try {
        return await this.#images(session, looks, true)
      } finally {
        await session.rollback()
      }
    })
    return images.map((image, i) => this.#withDeath(image, looks[i]!))
  }

  /** A null is found by no key, and what an outbox held instead of a key by nothing: such a row counts as there. */
  async #images(session: Session, looks: readonly LookAt[], marks: boolean): Promise<readonly Image[]> {
    const images: Image[] = looks.map(() => absent)
    const byKey: { readonly at: number; readonly asked: Asked; readonly invalid?: string }[] = []
    const byId: { readonly at: number; readonly key: KeyText; readonly id: Raw }[] = []
    for (const [at, { key, seen, id }] of looks.entries()) {
      const why = isInvalidKey(key) ? invalidStored(this.adapter, key) : undefined
      if (why === undefined) {
        const parts = this.#parts(key)
        if (parts !== null) byKey.push({ at, asked: { parts, seen, ...(id !== undefined && { id }) } })
      } else if (id !== undefined) byId.push({ at, key, id })
      else if (why === null || why.parts.includes(null))
        images[at] = { ...absent, present: true, invalid: 'it stands for no row that could be looked for' }
      else byKey.push({ at, asked: { parts: why.parts, seen: noDeath }, invalid: why.why })
    }
    const found = await this.#look.images(
      session,
      byKey.map(({ asked }) => asked),
      marks,
    )
    for (const [i, { at, invalid }] of byKey.entries()) {
      const image = found[i]!
      if (invalid === undefined) images[at] = image
      else if (image.present) images[at] = { ...image, invalid }
    }
    const known = await this.#look.invalid(session, byId)
    for (const [i, { at }] of byId.entries()) images[at] = known[i]!
    return images
  }

  /** Null: this system cannot store such a key, so that it does not hold the row. */
  #parts(key: KeyText): readonly Raw[] | null {
    try {
      return storedKey(this.adapter, key)
    } catch (error) {
      if (error instanceof ValueError) return null
      throw error
    }
  }

  async page(after: KeyText | null, limit: number): Promise<readonly PageRow[]> {
    const { firstPage, nextPage } = this.adapter.statements
    const values: Record<string, string | number | null> = { ...this.#scope, limit }
    if (after !== null) for (const [i, part] of storedKey(this.adapter, after).entries()) values[`after_${i}`] = textOf(part)
    const { rows } = await this.#line.ask(async (session) => session.query(after === null ? firstPage : nextPage, values))
    return rows.map((row) => this.#pageRow(row))
  }

  #pageRow(row: ServerRow): PageRow {
    const parts = row.slice(0, this.adapter.key.length)
    const values = row.slice(this.adapter.key.length)
    const named = this.adapter.identity === undefined ? {} : { id: values.pop()! }
    return { ...hintKey(this.adapter, parts), values, ...named }
  }

  async unreferenced(after: Raw, limit: number): Promise<readonly Unreferenced[]> {
    const sql = this.adapter.statements.unreferenced
    if (sql === undefined) return []
    const { rows } = await this.#line.ask(async (session) => session.query(sql, { ...this.#scope, after_id: textOf(after), limit }))
    return rows.map((row) => ({ id: row.at(-1)!, values: row.slice(0, -1) }))
  }

  // ─── Target ────────────────────────────────────────────────────────────────────────────────────

  async deliver(op: number, writes: readonly Write[]): Promise<Delivery> {
    const writer = this.#writer
    if (writer === null)
      throw new SystemError(
        'misfit',
        'readOnly',
        this.adapter.system,
        `nothing is generated that writes to ${this.adapter.place}`,
        'let the flow write there, and generate',
      )
    const delivery = await inWords(async () => this.#line.alone(async (session) => writer.deliver(session, op, writes)))
    if (delivery.outcome !== 'answered' || this.#detection.died === undefined) return delivery
    const answers = delivery.answers.map((answer, i) =>
      answer.outcome === 'done' ? answer : { ...answer, image: this.#withDeath(answer.image, writes[i]!) },
    )
    return { ...delivery, answers }
  }

  // ─── Counts and digests ────────────────────────────────────────────────────────────────────────

  async count(): Promise<number> {
    const { rows } = await this.#line.ask(async (session) => session.query(this.adapter.statements.count, this.#scope))
    return Number(rows[0]?.[0] ?? 0)
  }

  async digests(buckets: number, peer?: string): Promise<ReadonlyMap<number, { readonly rows: number; readonly digest: string }>> {
    return this.#compare.digests(buckets, peer)
  }

  async bucketRows(buckets: number, wanted: readonly number[]): Promise<readonly PageRow[]> {
    const rows = await this.#compare.bucketRows(buckets, wanted)
    return rows.map((row) => this.#pageRow(row))
  }

  readonly asStored: AsStored = {
    digests: async (buckets, peer) => this.#compare.storedDigests(buckets, peer),
    bucketRows: async (buckets, wanted) => {
      const rows = await this.#compare.storedRows(buckets, wanted)
      return rows.map((row) => this.#pageRow(row))
    },
  }

  /** What only the reader of a log knows: that the row that was seen has been deleted since. */
  #withDeath(image: Image, { key, seen }: Pick<LookAt, 'key' | 'seen'>): Image {
    const death = this.#detection.died?.(key, seen) ?? 0
    return death === 0 ? image : { ...image, died: true, death }
  }
}
