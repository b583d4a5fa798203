/** Source and target of one flow in a SQLite file. Every generated statement is prepared here, so that what does not fit the file is known at once. */
import type { Adapter, AdapterDetect, SystemStatements, TableAdapter } from '../../door.ts'
import { keyParts } from '../../key.ts'
import type { Bound, Changes, Delivery, Image, LookAt, PageRow, Position, Unreferenced, Write } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { KeyText, Raw } from '../../values.ts'
import { ValueError } from '../../values.ts'
import type { Database, Row, Statement, Values } from './database.ts'
import { small } from './database.ts'
import type { Detection } from './detection.ts'
import { hintKey, invalidStored, isInvalidKey, storedKey } from '../stored-key.ts'
import { untold } from './detection.ts'
import type { Digests } from '../digest.ts'
import { digestsOf } from '../digest.ts'
import { absent, noDeath } from '../look-row.ts'
import { Look } from './look.ts'
import { seqOf } from '../entry-position.ts'
import { outbox } from './outbox.ts'
import { updatedAt } from './updated-at.ts'
import { Writer } from './writes.ts'

export interface BoundOptions {
  readonly db: Database
  readonly system: SystemStatements
  readonly peers: readonly Adapter[]
  readonly scope: Values
  readonly now: () => number
}

type Detectors = {
  readonly [K in AdapterDetect['kind']]: (
    options: BoundOptions,
    adapter: TableAdapter,
    detect: Extract<AdapterDetect, { kind: K }>,
  ) => Detection
}

const detectors: Detectors = {
  outbox: ({ db, scope }, adapter) => outbox(db, adapter, scope),
  updatedAt: ({ db, scope, now }, adapter, { overlapMs }) => updatedAt(db, adapter, scope, overlapMs, now),
  log: () => untold,
  snapshot: () => untold,
  changes: () => untold,
  none: () => untold,
}

export class SqliteBound implements Bound {
  readonly adapter: TableAdapter
  readonly #db: Database
  readonly #scope: Values
  readonly #peers: readonly Adapter[]
  readonly #detection: Detection
  readonly #look: Look
  readonly #writer: Writer | null
  readonly #pages: readonly [first: Statement, next: Statement]
  readonly #prune: Statement | null
  readonly #unreferenced: Statement | null
  readonly #compare: Readonly<Record<'count' | 'digests' | 'bucketRows', Statement>>
  readonly #digests = new Map<string, Digests>()

  /** @throws SystemError `misfit` where a statement does not fit the file */
  constructor(options: BoundOptions, adapter: TableAdapter) {
    const { db, scope } = options
    const { statements, detect } = adapter
    this.adapter = adapter
    this.#db = db
    this.#scope = scope
    this.#peers = options.peers
    this.#useDigests()
    this.#detection = detectors[detect.kind](options, adapter, detect as never)
    this.#look = new Look(db, adapter, scope)
    const writes = statements.insert ?? statements.update ?? statements.delete
    this.#writer = writes === undefined ? null : new Writer(db, options.system, adapter, this.#look, scope, options.now)
    this.#pages = [db.statement(statements.firstPage), db.statement(statements.nextPage)]
    this.#prune = statements.prune === undefined ? null : db.statement(statements.prune)
    this.#unreferenced = statements.unreferenced === undefined ? null : db.statement(statements.unreferenced)
    this.#compare = {
      count: db.statement(statements.count),
      digests: db.statement(statements.digests!),
      bucketRows: db.statement(statements.bucketRows!),
    }
  }

  // ─── Source ────────────────────────────────────────────────────────────────────────────────────

  async changes(position: Position | null, limit: number): Promise<Changes> {
    this.#db.stillThere()
    return this.#detection.changes(position, limit)
  }

  async head(): Promise<{ readonly position: Position | null; readonly seen: number }> {
    this.#db.stillThere()
    return this.#detection.head()
  }

  async forget(upTo: Position): Promise<void> {
    const statement = this.#prune
    if (statement !== null) this.#db.guard(() => statement.run(statement.place({ ...this.#scope, upTo: seqOf(upTo) - 1 })))
  }

  async look(looks: readonly LookAt[]): Promise<readonly Image[]> {
    return this.#db.guard(() => {
      this.#db.begin('DEFERRED')
      try {
        return looks.map((look) => (isInvalidKey(look.key) ? this.#lookAtInvalid(look) : this.#lookAt(look)))
      } finally {
        this.#db.rollback()
      }
    })
  }

  /** A key that this system cannot store is a row that it does not hold. */
  #lookAt({ key, seen, id }: LookAt): Image {
    try {
      return this.#look.image(keyParts(this.adapter, key), seen, id)
    } catch (error) {
      if (error instanceof ValueError) return absent
      throw error
    }
  }

  /** A null is found by no key, and what an outbox held instead of a key by nothing: such a row counts as there. */
  #lookAtInvalid({ key, id }: LookAt): Image {
    const stored = invalidStored(this.adapter, key)
    if (id !== undefined) return this.#look.invalid(key, id)
    if (stored === null || stored.parts.includes(null))
      return { ...absent, present: true, invalid: 'it stands for no row that could be looked for' }
    const image = this.#look.image(stored.parts, noDeath)
    return image.present ? { ...image, invalid: stored.why } : absent
  }

  async page(after: KeyText | null, limit: number): Promise<readonly PageRow[]> {
    const statement = this.#pages[after === null ? 0 : 1]
    const values: Record<string, Raw> = { ...this.#scope, limit }
    if (after !== null) for (const [i, part] of storedKey(this.adapter, after).entries()) values[`after_${i}`] = part
    return this.#db.guard(() => statement.all(statement.place(values))).map((row) => this.#pageRow(row))
  }

  #pageRow(row: Row): PageRow {
    const parts = row.slice(0, this.adapter.key.length)
    const values = row.slice(this.adapter.key.length)
    const named = this.adapter.identity === undefined ? {} : { id: values.pop()! }
    return { ...hintKey(this.adapter, parts), values, ...named }
  }

  async unreferenced(after: Raw, limit: number): Promise<readonly Unreferenced[]> {
    const statement = this.#unreferenced
    if (statement === null) return []
    const rows = this.#db.guard(() => statement.all(statement.place({ ...this.#scope, after_id: after, limit })))
    return rows.map((row) => ({ id: row.pop()!, values: row }))
  }

  // ─── Target ────────────────────────────────────────────────────────────────────────────────────

  async deliver(op: number, writes: readonly Write[]): Promise<Delivery> {
    if (this.#writer !== null) return this.#writer.deliver(op, writes)
    throw new SystemError(
      'misfit',
      'readOnly',
      this.adapter.system,
      `nothing is generated that writes to ${this.adapter.place}`,
      'let the flow write there, and generate',
    )
  }

  // ─── Counts and digests ────────────────────────────────────────────────────────────────────────

  async count(): Promise<number> {
    const { count } = this.#compare
    return Number(this.#db.guard(() => count.get(count.place(this.#scope)))?.[0] ?? 0)
  }

  async digests(buckets: number, peer?: string): Promise<ReadonlyMap<number, { readonly rows: number; readonly digest: string }>> {
    const { digests } = this.#compare
    this.#useDigests(peer)
    const sums = new Map<number, { rows: number; digest: bigint }>()
    this.#db.guard(() => {
      for (const [at, digest] of digests.each(digests.place({ ...this.#scope, buckets }))) {
        const bucket = Number(at)
        const sum = sums.get(bucket)
        if (sum === undefined) sums.set(bucket, { rows: 1, digest: digest as bigint })
        else {
          sum.rows++
          sum.digest += digest as bigint
        }
      }
    })
    return new Map([...sums].map(([bucket, { rows, digest }]) => [bucket, { rows, digest: String(digest) }]))
  }

  async bucketRows(buckets: number, wanted: readonly number[]): Promise<readonly PageRow[]> {
    const { bucketRows } = this.#compare
    this.#useDigests()
    const values = { ...this.#scope, buckets, wanted: JSON.stringify(wanted) }
    return this.#db.guard(() => Array.from(bucketRows.each(bucketRows.place(values)), (row) => this.#pageRow(small(row))))
  }

  #useDigests(peer = ''): void {
    let digests = this.#digests.get(peer)
    if (digests === undefined) {
      const peers = peer === '' ? this.#peers : this.#peers.filter(({ system }) => system === peer)
      this.#digests.set(peer, (digests = digestsOf(this.adapter, peers)))
    }
    this.#db.useDigests(digests)
  }
}
