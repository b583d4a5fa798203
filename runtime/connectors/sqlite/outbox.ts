/** Changes from an outbox that triggers fill. */
import type { TableAdapter } from '../../door.ts'
import type { Hint } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import type { Database, Values } from './database.ts'
import type { Detection } from './detection.ts'
import { invalidKey } from '../invalid-key.ts'
import { hintKey } from './detection.ts'
import { entries, seqOf } from './entries.ts'

export function outbox(db: Database, adapter: TableAdapter, scope: Values): Detection {
  const { system, place, statements } = adapter
  const outbox = entries(db, { system, place, after: statements.changes!, high: statements.high!, scope })
  return {
    changes: (position, limit) => {
      const rows = outbox.since(position, limit)
      const last = rows.at(-1)
      if (last === undefined) return { hints: [], position, more: false, seen: position === null ? 0 : seqOf(position) }
      const keyed = adapter.identity?.keepsOurs === true ? rows.filter(([, key]) => !isUnreferenced(key!)) : rows
      const hints = keyed.map(([seq, key, , op, at]): Hint => ({
        ...decoded(adapter, key!),
        at: Number(at),
        change: `outbox ${String(seq)}`,
        op: op === null ? null : Number(op),
      }))
      return { hints, position: outbox.positionOf(last), more: rows.length === limit, seen: Number(last[0]) }
    },
    head: () => {
      const position = outbox.head()
      return { position, seen: seqOf(position) }
    },
  }
}

/** A change of a row that has no reference to a record is none of a record. */
function isUnreferenced(stored: Raw): boolean {
  return stored === '[null]' || stored === '[""]'
}

function decoded(adapter: TableAdapter, stored: Raw): Pick<Hint, 'key' | 'invalid'> {
  let parts: unknown
  try {
    parts = JSON.parse(String(stored))
  } catch {
    parts = null
  }
  return Array.isArray(parts) ? hintKey(adapter, parts as Raw[]) : { key: invalidKey([stored]), invalid: 'the outbox holds no key here' }
}
