/** Puts the ids that lookups find in the place of natural values, for all rows of a batch at once. */
import type { TableAdapter } from '../../door.ts'
import type { Raw } from '../../values.ts'
import type { Scope } from '../scope.ts'
import { batchOf } from './batch.ts'
import type { Server, Session } from './session.ts'
import type { Item } from './writes.ts'

interface Lookup {
  readonly field: string
  /** Slot of the field, or of the key's part. */
  readonly at: number
  readonly ofKey: boolean
  readonly sql: string
}

export class Lookups {
  readonly #server: Server
  readonly #system: string
  readonly #scope: Scope
  readonly #lookups: readonly Lookup[]

  constructor(server: Server, adapter: TableAdapter, scope: Scope) {
    this.#server = server
    this.#system = adapter.system
    this.#scope = scope
    const lookups = adapter.statements.lookups ?? {}
    const of = (fields: readonly { readonly field: string }[], ofKey: boolean) =>
      fields.flatMap(({ field }, at): Lookup[] => (Object.hasOwn(lookups, field) ? [{ field, at, ofKey, sql: lookups[field]! }] : []))
    this.#lookups = [...of(adapter.key, true), ...of(adapter.fields, false)]
  }

  /** Rows for which nothing is found are rejected. */
  async find(session: Session, items: readonly Item[]): Promise<void> {
    for (const lookup of this.#lookups) {
      const asked = items.flatMap((item) => {
        const value = item.rejected === null ? natural(lookup, item) : null
        return value === null ? [] : [{ item, value }]
      })
      if (asked.length === 0) continue
      const values = asked.map(({ value }) => value)
      const { rows } = await session.query(lookup.sql, batchOf(this.#server, 'value', values, this.#scope))
      const ids = new Map(rows.map(([n, id]) => [Number(n), id!]))
      for (const [n, { item, value }] of asked.entries()) this.#put(lookup, item, value, ids.get(n))
    }
  }

  #put({ field, at, ofKey }: Lookup, item: Item, value: Raw, id: string | undefined): void {
    if (id === undefined) {
      item.rejected = { reason: 'missingParent', detail: `${this.#system} has no row for ${field} ${String(value)}`, taken: false }
      return
    }
    if (ofKey) return
    const sent = item.sent.slice()
    sent[at] = id
    item.sent = sent
  }
}

/** The value to look for; null: this write sends none. */
function natural({ at, ofKey }: Lookup, { write, parts, sent }: Item): Raw {
  if (write.kind !== 'insert' && (ofKey || write.kind !== 'update')) return null
  return (ofKey ? parts![at] : sent[at]) ?? null
}
