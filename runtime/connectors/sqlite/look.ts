/** Rows as they are now, by key. */
import type { TableAdapter } from '../../door.ts'
import type { Image } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import type { Binder, Scope } from './binder.ts'
import { binder } from './binder.ts'
import type { Database, Row, Statement } from './database.ts'

export const absent: Image = { present: false, values: [], died: false, death: 0 }

/** Above every outbox number: nothing died after it. */
export const noDeath = Number.MAX_SAFE_INTEGER

export class Look {
  readonly #row: Statement
  readonly #rowBinder: Binder
  readonly #death: Statement | null
  readonly #deathBinder: Binder | null
  readonly #fields: number
  readonly #filtered: boolean
  /** By field of the adapter: which of the times that a look tells is its own, -1 where none. Null where no time is told. */
  readonly #timeOf: readonly number[] | null

  constructor(db: Database, adapter: TableAdapter, scope: Scope) {
    this.#fields = adapter.fields.length
    this.#filtered = adapter.filtered === true
    const { timed } = adapter
    this.#timeOf = timed === undefined ? null : adapter.fields.map(({ field }) => timed.indexOf(field))
    this.#row = db.statement(adapter.statements.look)
    this.#rowBinder = binder(this.#row.names, adapter, scope)
    this.#death = adapter.statements.death === undefined ? null : db.statement(adapter.statements.death)
    this.#deathBinder = this.#death === null ? null : binder(this.#death.names, adapter, scope)
  }

  /** @param seen number of the newest outbox entry that was absorbed */
  image(parts: readonly Raw[], seen: number): Image {
    const row = this.#row.get(this.#rowBinder.fill(parts, seen, null, []))
    if (row !== undefined) {
      const told = row.splice(this.#fields)
      const death = told.shift()!
      if (this.#filtered && told.shift() === 1) return outside(death)
      const there = { present: true, values: row, died: death !== null, death: Number(death ?? 0) }
      return this.#timeOf === null ? there : { ...there, times: this.#timeOf.map((at) => (at < 0 ? null : timeOf(told[at]))) }
    }
    if (this.#death === null) return absent
    const asked: Row | undefined = this.#death.get(this.#deathBinder!.fill(parts, seen, null, []))
    const death = Number(asked?.[0] ?? 0)
    return death === 0 ? absent : { present: false, values: [], died: true, death }
  }
}

function timeOf(told: Raw | undefined): number | null {
  return told === null || told === undefined ? null : Number(told)
}

/** A row that the flow does not carry is none of its; where it was made anew since, the one that was carried was deleted. */
function outside(death: Raw): Image {
  return death === null ? { ...absent, left: true } : { ...absent, died: true, death: Number(death) }
}
