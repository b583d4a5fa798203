/** Rows as they are now, by key. */
import type { TableAdapter } from '../../door.ts'
import type { Image, LookAt } from '../../ports.ts'
import type { KeyText, Raw } from '../../values.ts'
import { sameRaw } from '../../kernel.ts'
import { hintKey } from './detection.ts'
import type { Binder, Scope } from './binder.ts'
import { binder } from './binder.ts'
import type { Database, Row, Statement } from './database.ts'

type Where = NonNullable<Image['elsewhere']>

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
  readonly #numbered: boolean
  readonly #adapter: TableAdapter
  readonly #scope: Scope
  /** Where a row is now, by the system's own id of it. */
  readonly #byId: Statement | null
  /** By field of the adapter: which of the times that a look tells is its own, -1 where none. Null where no time is told. */
  readonly #timeOf: readonly number[] | null

  constructor(db: Database, adapter: TableAdapter, scope: Scope) {
    this.#fields = adapter.fields.length
    this.#filtered = adapter.filtered === true
    this.#numbered = adapter.identity !== undefined
    this.#adapter = adapter
    this.#scope = scope
    this.#byId = adapter.statements.byId === undefined ? null : db.statement(adapter.statements.byId)
    const { timed } = adapter
    this.#timeOf = timed === undefined ? null : adapter.fields.map(({ field }) => timed.indexOf(field))
    this.#row = db.statement(adapter.statements.look)
    this.#rowBinder = binder(this.#row.names, adapter, scope)
    this.#death = adapter.statements.death === undefined ? null : db.statement(adapter.statements.death)
    this.#deathBinder = this.#death === null ? null : binder(this.#death.names, adapter, scope)
  }

  /**
   * @param seen number of the newest outbox entry that was absorbed
   * @param id the system's own id of the row that is meant, where it is known
   */
  image(parts: readonly Raw[], seen: number, id?: LookAt['id']): Image {
    const image = this.#byKey(parts, seen)
    if (image.left === true || id === undefined || (image.present && sameRaw(image.id, id))) return image
    const elsewhere = this.#where(id)
    return elsewhere === null ? image : { ...image, elsewhere }
  }

  /** A row that is known by its own id alone, since its key is none. */
  invalid(key: KeyText, id: Raw): Image {
    const now = this.#where(id)
    if (now === null) return absent
    return now.key === key ? { ...absent, present: true, id, invalid: 'its key is no key of the record' } : { ...absent, elsewhere: now }
  }

  /** The key of the row of this own id, in the words of the record; null where there is none. */
  #where(id: Raw): Where | null {
    if (this.#byId === null) return null
    const stored = this.#byId.get(this.#byId.place({ ...this.#scope, own_id: id }))
    return stored === undefined ? null : hintKey(this.#adapter, stored)
  }

  #byKey(parts: readonly Raw[], seen: number): Image {
    const row = this.#row.get(this.#rowBinder.fill(parts, seen, null, []))
    if (row !== undefined) {
      const told = row.splice(this.#fields)
      const id = this.#numbered ? told.shift()! : null
      const death = told.shift()!
      if (this.#filtered && told.shift() === 1) return outside(death)
      const named = id === null ? {} : { id }
      const there = { present: true, values: row, died: death !== null, death: Number(death ?? 0), ...named }
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
