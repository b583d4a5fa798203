/** Rows as they are now, by key. */
import type { TableAdapter } from '../../door.ts'
import type { Image, LookAt } from '../../ports.ts'
import type { KeyText, Raw } from '../../values.ts'
import type { RowReader, Where } from '../look-row.ts'
import { absent, absentSince, elsewhere, invalidRow, isThatRow, rowReader } from '../look-row.ts'
import { hintKey } from '../stored-key.ts'
import type { Scope } from '../write-parameters.ts'
import type { Binder } from './binder.ts'
import { binder } from './binder.ts'
import type { Database, Row, Statement } from './database.ts'

export class Look {
  readonly #row: Statement
  readonly #rowBinder: Binder
  readonly #death: Statement | null
  readonly #deathBinder: Binder | null
  readonly #adapter: TableAdapter
  readonly #scope: Scope
  /** Where a row is now, by the system's own id of it. */
  readonly #byId: Statement | null
  readonly #read: RowReader

  constructor(db: Database, adapter: TableAdapter, scope: Scope) {
    this.#adapter = adapter
    this.#scope = scope
    this.#byId = adapter.statements.byId === undefined ? null : db.statement(adapter.statements.byId)
    this.#read = rowReader(adapter)
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
    return id === undefined || isThatRow(image, id) ? image : elsewhere(image, this.#where(id))
  }

  /** A row that is known by its own id alone, since its key is none. */
  invalid(key: KeyText, id: Raw): Image {
    return invalidRow(key, id, this.#where(id))
  }

  /** The key of the row of this own id, in the words of the record; null where there is none. */
  #where(id: Raw): Where | null {
    if (this.#byId === null) return null
    const stored = this.#byId.get(this.#byId.place({ ...this.#scope, own_id: id }))
    return stored === undefined ? null : hintKey(this.#adapter, stored)
  }

  #byKey(parts: readonly Raw[], seen: number): Image {
    const row = this.#row.get(this.#rowBinder.fill(parts, seen, null, []))
    if (row !== undefined) return this.#read(row)
    if (this.#death === null) return absent
    const asked: Row | undefined = this.#death.get(this.#deathBinder!.fill(parts, seen, null, []))
    return absentSince(asked?.[0])
  }
}
