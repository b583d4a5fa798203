/**
 * Operations with pending writes. How many rows each still has is kept in memory, since nobody else writes; the rows are in the file, for there may be as
 * many as records while a system does not answer.
 */
import type { Entry } from '../entry.ts'
import { Bulk } from './bulk.ts'
import { encodePending } from './codec.ts'
import type { FlowRow } from './flows.ts'
import type { Store } from './store.ts'
import type { Texts } from './texts.ts'

interface Operation {
  readonly flow: number
  readonly system: number
  rows: number
  /** Some of its records may wait at the system; landing ends that. */
  waits: boolean
}

export class Operations {
  readonly #store: Store
  readonly #open = new Map<number, Operation>()
  readonly #texts: Texts
  readonly #rows: Bulk

  constructor(store: Store, texts: Texts) {
    this.#store = store
    this.#texts = texts
    this.#rows = new Bulk(store, 'insertPending')
    this.load()
  }

  load(): void {
    this.#rows.forget()
    this.#open.clear()
    for (const [op, flow, system, rows] of this.#store.all('operations')) {
      this.#open.set(Number(op), { flow: Number(flow), system: Number(system), rows: Number(rows), waits: true })
    }
  }

  get size(): number {
    return this.#open.size
  }
  has(op: number): boolean {
    return this.#open.has(op)
  }
  list(): [number, Operation][] {
    return [...this.#open].toSorted(([a], [b]) => a - b)
  }

  /** Every row of it has landed just as it was sent. @returns rows of the waiting list that this ended */
  land(op: number): number {
    const operation = this.#open.get(op)
    if (operation === undefined) return 0
    const ended = operation.waits ? this.#store.run('landWaiting', operation.flow, operation.system, op) : 0
    this.#store.run('deleteOperation', op)
    this.#open.delete(op)
    return ended
  }

  add({ id: flow, fields }: FlowRow, key: string, entry: Entry, system: number): void {
    const s = entry.s[system]!
    const pend = s.pend!
    const operation = this.#open.get(pend.op)
    if (operation === undefined) this.#open.set(pend.op, { flow, system, rows: 1, waits: s.dirty !== null })
    else if (operation.flow !== flow || operation.system !== system)
      throw new Error(`operation ${pend.op} is one of another flow or system already`)
    else {
      operation.rows++
      operation.waits ||= s.dirty !== null
    }
    this.#rows.add(pend.op, key, flow, system, this.#texts.json(encodePending(s, pend, entry, fields[system]!)))
  }

  /** What was added goes to the file. */
  flush(): void {
    this.#rows.flush()
  }

  /** The entry is written anew: what it still had pending goes with the old one. */
  drop(op: number, key: string): void {
    const operation = this.#open.get(op)
    if (operation === undefined) return
    operation.rows -= this.#store.run('deletePending', op, key)
    if (operation.rows === 0) this.#open.delete(op)
  }

  dropFlow(flow: number): void {
    this.#store.run('resetPending', flow)
    for (const [op, operation] of this.#open) if (operation.flow === flow) this.#open.delete(op)
  }
}
