/** Entries in the file, one row each; pending writes lie beside and are laid over when an entry is read. */
import type { Entry, SystemState } from '../entry.ts'
import type { EntryWrite, Reference, Renumbering } from '../ports.ts'
import { RevConflict } from '../ports.ts'
import type { KeyText } from '../values.ts'
import { Bulk } from './bulk.ts'
import { decodeEntry, decodePending, encodeEntry, encodePending } from './codec.ts'
import { resultCode } from './failures.ts'
import type { FlowRow } from './flows.ts'
import type { Operations } from './operations.ts'
import { referencesOf, referenceText } from './reference.ts'
import { reshaped } from './reshape.ts'
import type { Row, Store, Value } from './store.ts'
import type { Texts } from './texts.ts'

const uniqueViolated = 19
/** While a flow is reshaped. */
const rowsAtOnce = 1_000

export class Entries {
  readonly #store: Store
  readonly #texts: Texts
  /** null: another process may be writing, so the file alone knows. */
  readonly #operations: Operations | null
  readonly #fresh: Bulk
  /** Rows on the waiting list. */
  #waiting: number

  constructor(store: Store, texts: Texts, operations: Operations | null) {
    this.#store = store
    this.#texts = texts
    this.#operations = operations
    this.#fresh = new Bulk(store, 'insertEntry')
    this.#waiting = this.#countWaiting()
  }

  load(): void {
    this.#fresh.forget()
    this.#waiting = this.#countWaiting()
  }
  #countWaiting(): number {
    return Number(this.#store.one('countWaiting')![0])
  }

  // ─── Reading ───────────────────────────────────────────────────────────────────────────────────

  read(flow: FlowRow, key: KeyText): Entry | null {
    if (flow.changed) return null
    const row = this.#store.one('readEntry', flow.id, key)
    if (row === undefined) return null
    return this.#entryOf(flow, key, row)
  }
  /** @param row rev, live, ops, state */
  #entryOf(flow: FlowRow, key: KeyText, [rev, live, ops, state]: Row): Entry {
    const { move } = flow
    const { units } = move?.from ?? flow.shape
    const stored = decodeEntry(String(state), Number(rev), live === 1, units.length, this.#texts)
    const entry = this.#withPending(move?.slotsBefore ?? flow.fields, key, stored, opsOf(ops!))
    return move === null ? entry : reshaped(entry, move)
  }

  /** @param fields by system and slot: the index of the field in the entry's values */
  #withPending(fields: FlowRow['fields'], key: KeyText, entry: Entry, ops: readonly number[]): Entry {
    let s: SystemState[] | null = null
    for (const op of ops) {
      if (this.#operations?.has(op) === false) continue
      const row = this.#store.one('readPending', op, key)
      if (row === undefined) continue
      const j = Number(row[0])
      s ??= entry.s.slice()
      s[j] = decodePending(op, this.#texts.jsonOf(row[1]!), entry, j, fields[j]!)
    }
    return s === null ? entry : { ...entry, s }
  }

  // ─── Writing, within a transaction ─────────────────────────────────────────────────────────────

  /** @throws RevConflict */
  write(flow: FlowRow, writes: readonly EntryWrite[], operations: Operations): void {
    const update = this.#store.statement('updateEntry')
    const older = operations.size > 0 ? new Set(operations.list().map(([op]) => op)) : null
    for (const { key, entry } of writes) {
      if (older !== null && entry.rev > 0) this.#dropPending(flow.id, key, older, operations)
      const state = encodeEntry(entry, this.#texts)
      const ops = opsText(entry.s)
      const live = entry.live ? 1 : entry.inc === 0 ? null : 0
      if (entry.rev === 0) unlessTaken(flow, () => this.#fresh.add(flow.id, key, live, ops, state))
      else if (update.run(entry.rev + 1, live, ops, state, flow.id, key, entry.rev).changes !== 1) throw moved(flow)
      if (ops !== null) for (const [j, { pend }] of entry.s.entries()) if (pend !== null) operations.add(flow, key, entry, j)
      this.#writeReferences(flow.id, key, entry)
      this.#writeWaiting(flow.id, key, entry)
    }
    unlessTaken(flow, () => this.#fresh.flush())
    operations.flush()
  }

  /** Every entry of the flow as it is read now: from here on they are stored so. A page at a time. */
  reshape(flow: FlowRow): void {
    for (let after = 0; ;) {
      const rows = this.#store.all('entriesFrom', after, flow.id, rowsAtOnce)
      for (const [id, key, ...row] of rows) {
        const entry = this.#entryOf(flow, String(key), row)
        this.#store.run('restateEntry', encodeEntry(entry, this.#texts), id!)
        for (const [j, s] of entry.s.entries()) {
          if (s.pend === null) continue
          const state = this.#texts.json(encodePending(s, s.pend, entry, flow.fields[j]!))
          this.#store.run('restatePending', state, s.pend.op, String(key))
        }
        after = Number(id)
      }
      if (rows.length < rowsAtOnce) return
    }
  }

  /** The record goes to another key, where the same transaction writes it. @throws RevConflict */
  renumber(flow: FlowRow, { from, rev, to }: Renumbering, operations: Operations): void {
    this.#dropPending(flow.id, from, new Set(operations.list().map(([op]) => op)), operations)
    if (this.#waiting > 0) this.#waiting -= this.#store.run('clearWaiting', flow.id, from)
    if (this.#store.run('deleteEntry', flow.id, from, rev) !== 1) throw moved(flow)
    this.#store.run('renumberReviews', to, flow.id, from)
  }

  #writeReferences(flow: number, key: KeyText, { s }: Entry): void {
    for (let j = 0; j < s.length; j++) for (const each of referencesOf(s[j]!)) this.#store.run('putReference', flow, j, each, key)
  }
  referred(flow: FlowRow, j: number, reference: Reference): KeyText | null {
    return (this.#store.one('readReference', flow.id, j, referenceText(reference))?.[0] as string | undefined) ?? null
  }

  #dropPending(flow: number, key: KeyText, older: ReadonlySet<number>, operations: Operations): void {
    for (const op of opsOf(this.#store.one('readOps', flow, key)?.[0] ?? null)) if (older.has(op)) operations.drop(op, key)
  }

  #writeWaiting(flow: number, key: KeyText, entry: Entry): void {
    if (this.#waiting > 0) this.#waiting -= this.#store.run('clearWaiting', flow, key)
    for (let j = 0; j < entry.s.length; j++) {
      const { dirty } = entry.s[j]!
      if (dirty === null) continue
      const { due, dead, reason, detail, since, tries } = dirty
      this.#store.run('putWaiting', flow, key, j, due, dead ? 1 : 0, reason, detail, since, tries)
      this.#waiting++
    }
  }

  /** Pending writes that landed no longer wait. */
  landed(ended: number): void {
    this.#waiting -= ended
  }

  get anyWaiting(): boolean {
    return this.#operations === null || this.#waiting > 0
  }
}

function moved({ shape }: FlowRow): RevConflict {
  return new RevConflict(`records of ${shape.name} were decided by somebody else`)
}
function unlessTaken(flow: FlowRow, insert: () => void): void {
  try {
    insert()
  } catch (error) {
    throw resultCode(error) === uniqueViolated ? moved(flow) : error
  }
}

/** Operations of an entry's pending writes: null, one number, or several with commas. */
function opsText(s: readonly SystemState[]): Value {
  let out: Value = null
  for (const { pend } of s) if (pend !== null) out = out === null ? pend.op : `${out},${pend.op}`
  return out
}
function opsOf(ops: Value): readonly number[] {
  if (ops === null) return []
  return typeof ops === 'number' ? [ops] : ops.split(',').map(Number)
}
