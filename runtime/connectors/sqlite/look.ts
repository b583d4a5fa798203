/** Rows as they are now, by key. */
import type { Adapter } from '../../door.ts'
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

  constructor(db: Database, adapter: Adapter, scope: Scope) {
    this.#row = db.statement(adapter.statements.look)
    this.#rowBinder = binder(this.#row.names, adapter, scope)
    this.#death = adapter.statements.death === undefined ? null : db.statement(adapter.statements.death)
    this.#deathBinder = this.#death === null ? null : binder(this.#death.names, adapter, scope)
  }

  /** @param seen number of the newest outbox entry that was absorbed */
  image(parts: readonly Raw[], seen: number): Image {
    const row = this.#row.get(this.#rowBinder.fill(parts, seen, null, []))
    if (row !== undefined) {
      const death = row.pop()
      return death === null
        ? { present: true, values: row, died: false, death: 0 }
        : { present: true, values: row, died: true, death: Number(death) }
    }
    if (this.#death === null) return absent
    const asked: Row | undefined = this.#death.get(this.#deathBinder!.fill(parts, seen, null, []))
    const death = Number(asked?.[0] ?? 0)
    return death === 0 ? absent : { present: false, values: [], died: true, death }
  }
}
