/** Source and target of one flow in a SQLite file. */
import type { Adapter, AdapterStatements, SystemStatements } from '../../door.ts'
import { keyParts, keyText } from '../../key.ts'
import { sameRaw } from '../../kernel.ts'
import type { Answer, Bound, Changes, Delivery, Hint, Image, PageRow, Position, Write } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import { tag } from '../../raw-json.ts'
import type { KeyText, Raw } from '../../values.ts'
import { ValueError } from '../../values.ts'
import type { Database, Row, Statement, Values } from './database.ts'
import { constraint, resultCode } from './database.ts'
import { digestText, join, number40 } from './digest.ts'
import { earlier, epochMs } from './timestamps.ts'

type OutboxPosition = { readonly seq: number }
type TimePosition = { readonly at: Raw; readonly known: readonly string[] }

const emptyImage: Image = { present: false, values: [], died: false, death: 0 }

export class SqliteBound implements Bound {
  readonly adapter: Adapter
  readonly #db: Database
  readonly #system: SystemStatements
  readonly #scope: Values
  readonly #peers: readonly Adapter[]

  constructor(db: Database, system: SystemStatements, adapter: Adapter, peers: readonly Adapter[], scope: Values) {
    this.adapter = adapter
    this.#db = db
    this.#system = system
    this.#scope = scope
    this.#peers = peers
  }

  #statement(name: keyof AdapterStatements): Statement {
    const sql = this.adapter.statements[name]
    if (typeof sql !== 'string') throw new Error(`the adapter of ${this.adapter.table} has no statement ${name}`)
    return this.#db.statement(sql)
  }
  #values(key: readonly Raw[], more: Values = {}): Values {
    const out: Record<string, Raw> = { ...this.#scope, ...more }
    for (let i = 0; i < key.length; i++) out[`key_${i}`] = key[i]!
    return out
  }
  #read<T>(call: () => T): T {
    return this.#db.guard(call)
  }

  // ─── Changes ───────────────────────────────────────────────────────────────────────────────────

  async changes(position: Position | null, limit: number): Promise<Changes> {
    const { detect } = this.adapter
    if (detect.kind === 'outbox') return this.#outbox(position, limit)
    if (detect.kind === 'updatedAt') return this.#updatedAt(position, limit, detect.overlapMs)
    return { hints: [], position, more: false, seen: 0 }
  }

  #outbox(position: Position | null, limit: number): Changes {
    const from = position === null ? 0 : (JSON.parse(position) as OutboxPosition).seq
    const statement = this.#statement('changes')
    const rows = this.#read(() => statement.all(statement.place({ ...this.#scope, after: from, limit })))
    if (rows.length === 0) return { hints: [], position, more: false, seen: from }
    const hints = rows.map(([seq, key, , op, at]): Hint => ({ ...this.#hintKey(String(key)), at: Number(at), change: `outbox ${String(seq)}`, op: op === null ? null : Number(op) }))
    const seen = Number(rows.at(-1)![0])
    return { hints, position: JSON.stringify({ seq: seen }), more: rows.length === limit, seen }
  }

  #hintKey(stored: string): { key: KeyText; invalid?: string } {
    try {
      return { key: keyText(this.adapter, JSON.parse(stored) as Raw[]) }
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      return { key: `?${stored}`, invalid: error.message }
    }
  }

  /** Rows of the overlap window come again with every look; what was reported with the same time before is left out. */
  #updatedAt(position: Position | null, limit: number, overlapMs: number): Changes {
    const from = position === null ? null : (JSON.parse(position) as TimePosition)
    const statement = this.#statement('changes')
    const since = from === null ? '' : (earlier(from.at, overlapMs) ?? '')
    const known = new Set(from?.known ?? [])
    const hints: Hint[] = []
    const window: string[] = []
    let newest: Raw = from?.at ?? null
    for (let offset = 0; ; offset += limit) {
      const rows = this.#read(() => statement.all(statement.place({ ...this.#scope, since, limit, offset })))
      for (const row of rows) {
        const updated = row.at(-1)!
        const mark = JSON.stringify([row.slice(0, -1), updated], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
        window.push(mark)
        newest = updated
        if (!known.has(mark)) hints.push({ ...this.#hintKey(JSON.stringify(row.slice(0, -1))), at: epochMs(updated), change: `updated ${String(updated)}`, op: null })
      }
      if (rows.length < limit) break
    }
    const next = JSON.stringify({ at: newest, known: this.#inWindow(window, newest, overlapMs) } satisfies TimePosition)
    return { hints, position: hints.length === 0 ? position : next, more: false, seen: 0 }
  }

  #inWindow(window: readonly string[], newest: Raw, overlapMs: number): string[] {
    const since = earlier(newest, overlapMs)
    if (since === null) return [...window]
    return window.filter((mark) => {
      const [, updated] = JSON.parse(mark) as [unknown, Raw]
      return updated !== null && since !== null && updated >= since
    })
  }

  async head(): Promise<{ position: Position | null; seen: number }> {
    if (this.adapter.detect.kind !== 'outbox') return { position: null, seen: 0 }
    const statement = this.#statement('high')
    const high = Number(this.#read(() => statement.get(statement.place(this.#scope)))?.[0] ?? 0)
    return { position: JSON.stringify({ seq: high } satisfies OutboxPosition), seen: high }
  }

  async forget(upTo: Position): Promise<void> {
    if (this.adapter.statements.prune === undefined) return
    const statement = this.#statement('prune')
    this.#read(() => statement.run(statement.place({ ...this.#scope, upTo: (JSON.parse(upTo) as OutboxPosition).seq })))
  }

  // ─── Looks and pages ───────────────────────────────────────────────────────────────────────────

  async look(looks: readonly { readonly key: KeyText; readonly seen: number }[]): Promise<readonly Image[]> {
    return this.#read(() => {
      const own = !this.#db.inTransaction
      if (own) this.#db.exec('BEGIN')
      try {
        return looks.map(({ key, seen }) => this.#image(this.#parts(key), seen))
      } finally {
        if (own) this.#db.exec('COMMIT')
      }
    })
  }

  /** A key that this system cannot store is a row that it does not hold. */
  #parts(key: KeyText): readonly Raw[] | null {
    try {
      return keyParts(this.adapter, key)
    } catch (error) {
      if (error instanceof ValueError || error instanceof SyntaxError) return null
      throw error
    }
  }

  #image(parts: readonly Raw[] | null, seen: number): Image {
    if (parts === null) return emptyImage
    const statement = this.#statement('look')
    const row = statement.get(statement.place(this.#values(parts, { seen })))
    if (row !== undefined) {
      const death = Number(row.at(-1) ?? 0)
      return { present: true, values: row.slice(0, -1), died: death > 0, death }
    }
    if (this.adapter.statements.death === undefined) return emptyImage
    const asked = this.#statement('death')
    const death = Number(asked.get(asked.place(this.#values(parts, { seen })))?.[0] ?? 0)
    return { present: false, values: [], died: death > 0, death }
  }

  async page(after: KeyText | null, limit: number): Promise<readonly PageRow[]> {
    const statement = this.#statement(after === null ? 'firstPage' : 'nextPage')
    const values: Record<string, Raw> = { ...this.#scope, limit }
    if (after !== null) for (const [i, part] of keyParts(this.adapter, after).entries()) values[`after_${i}`] = part
    return this.#read(() => statement.all(statement.place(values))).map((row) => this.#pageRow(row))
  }

  #pageRow(row: Row): PageRow {
    const parts = row.slice(0, this.adapter.key.length)
    const values = row.slice(this.adapter.key.length)
    try {
      return { key: keyText(this.adapter, parts), values }
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      return { key: `?${JSON.stringify(parts.map(String))}`, values, invalid: error.message }
    }
  }

  // ─── Writes ────────────────────────────────────────────────────────────────────────────────────

  async deliver(op: number, writes: readonly Write[]): Promise<Delivery> {
    const db = this.#db
    try {
      db.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if (error instanceof SystemError && error.kind === 'unreachable') return { outcome: 'unreachable', detail: error.message }
      throw error
    }
    let answers: Answer[]
    try {
      this.#open(op)
      answers = writes.map((write) => this.#write(write))
      this.#close(op, writes, answers)
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      const told = db.translated(error)
      if (told instanceof SystemError && told.kind === 'unreachable') return { outcome: 'unreachable', detail: told.message }
      throw told
    }
    try {
      db.exec('COMMIT')
    } catch (error) {
      const stillOpen = db.inTransaction
      if (stillOpen) db.exec('ROLLBACK')
      const code = resultCode(error)
      const detail = error instanceof Error ? error.message : String(error)
      if (code !== null && (code & 0xff) === constraint) return { outcome: 'rejected', detail }
      return stillOpen ? { outcome: 'unreachable', detail } : { outcome: 'uncertain', detail }
    }
    return { outcome: 'answered', at: Date.now(), answers }
  }

  #open(op: number): void {
    const fence = this.#db.statement(this.#system.fence)
    if (fence.run(fence.place({ op })) !== 1) {
      throw new SystemError('misfit', 'fenced', this.adapter.system, `a later operation than ${op} was seen at ${this.adapter.system}`, 'another run writes here: stop one of the two')
    }
    const current = this.#db.statement(this.#system.setCurrentOp)
    current.run(current.place({ op }))
  }

  /** Leaves the operation's mark, with the rows that were not written and those that were stored otherwise than sent: what a crash must not lose. */
  #close(op: number, writes: readonly Write[], answers: readonly Answer[]): void {
    const failed: KeyText[] = []
    const stored: Record<KeyText, unknown> = {}
    for (const [i, write] of writes.entries()) {
      const answer = answers[i]!
      if (answer.outcome !== 'done') failed.push(write.key)
      else if (answer.image.present && write.values.some((sent, slot) => sent !== undefined && !sameRaw(sent, answer.image.values[slot]))) stored[write.key] = answer.image.values.map(tag)
    }
    const note = failed.length === 0 && Object.keys(stored).length === 0 ? null : JSON.stringify({ failed, stored })
    const record = this.#db.statement(this.#system.recordOp)
    if (record.run(record.place({ op, note })) !== 1) {
      throw new SystemError('misfit', 'void', this.adapter.system, `operation ${op} was declared void at ${this.adapter.system}`, 'another run has taken over: stop one of the two')
    }
    const current = this.#db.statement(this.#system.setCurrentOp)
    current.run(current.place({ op: null }))
  }

  #write(write: Write): Answer {
    const parts = keyParts(this.adapter, write.key)
    const look = () => this.#image(parts, write.seen)
    const statement = this.#statement(write.kind)
    const values = this.#writeValues(write, parts)
    const missing = this.#lookups(write, values)
    if (missing !== null) return { outcome: 'rejected', reason: 'missingParent', detail: missing, image: look() }
    try {
      if (statement.run(statement.place(values)) === 1) return { outcome: 'done', image: look() }
    } catch (error) {
      const code = resultCode(error)
      if (code === null || (code & 0xff) !== constraint) throw error
      const image = look()
      const taken = code === 1555 || code === 2067 || code === 2579
      if (write.kind === 'insert' && taken && image.present) return { outcome: 'stale', image }
      return { outcome: 'rejected', reason: 'constraint', detail: error instanceof Error ? error.message : String(error), image }
    }
    return { outcome: 'stale', image: look() }
  }

  #writeValues(write: Write, parts: readonly Raw[]): Record<string, Raw> {
    const values: Record<string, Raw> = { ...this.#scope, seen: write.seen }
    for (let i = 0; i < parts.length; i++) values[`key_${i}`] = parts[i]!
    const { fields } = this.adapter
    for (let slot = 0; slot < fields.length; slot++) {
      const { param } = fields[slot]!
      const sent = write.values[slot]
      if (sent !== undefined) values[param] = sent
      if (write.kind !== 'insert') values[`was_${param}`] = write.expect[slot]!
    }
    if (write.kind === 'update') for (const u of write.units) values[`set_${u}`] = 1
    if (write.kind === 'update') for (const name of this.#statement('update').names) if (name.startsWith('set_')) values[name] ??= 0
    return values
  }

  /** Puts the id that a lookup finds in the place of the natural value. @returns what was not found, in words */
  #lookups(write: Write, values: Record<string, Raw>): string | null {
    const { lookups } = this.adapter.statements
    if (lookups === undefined || write.kind === 'delete') return null
    for (const { field, param } of this.adapter.fields) {
      const sql = lookups[field]
      const value = values[param]
      if (sql === undefined || value === undefined || value === null) continue
      const statement = this.#db.statement(sql)
      const found = statement.get(statement.place({ ...this.#scope, value }))
      if (found === undefined) return `${this.adapter.system} has no row for ${field} ${String(value)}`
      values[param] = found[0]!
    }
    return null
  }

  // ─── Counts and digests ────────────────────────────────────────────────────────────────────────

  async count(): Promise<number> {
    const statement = this.#statement('count')
    return Number(this.#read(() => statement.get(statement.place(this.#scope)))?.[0] ?? 0)
  }

  async digests(buckets: number): Promise<ReadonlyMap<number, { readonly rows: number; readonly digest: string }>> {
    this.#defineDigests()
    const statement = this.#statement('digests')
    const rows = this.#read(() => statement.all(statement.place({ ...this.#scope, buckets })))
    return new Map(rows.map(([bucket, count, digest]) => [Number(bucket), { rows: Number(count), digest: String(digest) }]))
  }

  async bucketRows(buckets: number, bucket: number): Promise<readonly PageRow[]> {
    this.#defineDigests()
    const statement = this.#statement('bucketRows')
    return this.#read(() => statement.all(statement.place({ ...this.#scope, buckets, bucket }))).map((row) => this.#pageRow(row))
  }

  #defineDigests(): void {
    const { key, fields } = this.adapter
    const shared = fields.map((mapping) => ({ mapping, peers: this.#peers.flatMap((peer) => peer.fields.filter((each) => each.field === mapping.field)) }))
    const everywhere = shared.map(({ peers }) => peers.length === this.#peers.length)
    this.#db.define('thalweg_bucket', (buckets, ...stored) => number40(join(key.map((mapping, i) => digestText(mapping, [], stored[i]!)))) % Number(buckets))
    this.#db.define('thalweg_digest', (...stored) =>
      number40(join(shared.flatMap(({ mapping, peers }, slot) => (everywhere[slot]! ? [digestText(mapping, peers, stored[slot]!)] : [])))),
    )
  }
}
