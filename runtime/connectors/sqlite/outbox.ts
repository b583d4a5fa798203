/** Changes from an outbox that triggers fill. */
import type { TableAdapter } from '../../door.ts'
import type { Database, Values } from './database.ts'
import type { Detection } from './detection.ts'
import { seqOf } from '../entry-position.ts'
import { hintsOf } from '../outbox-hints.ts'
import { entries } from './entries.ts'

export function outbox(db: Database, adapter: TableAdapter, scope: Values): Detection {
  const { system, place, statements } = adapter
  const outbox = entries(db, { system, place, after: statements.changes!, high: statements.high!, scope })
  return {
    changes: (position, limit) => {
      const rows = outbox.since(position, limit)
      const last = rows.at(-1)
      if (last === undefined) return { hints: [], position, more: false, seen: position === null ? 0 : seqOf(position) }
      const hints = hintsOf(adapter, rows)
      return { hints, position: outbox.positionOf(last), more: rows.length === limit, seen: Number(last[0]) }
    },
    head: () => {
      const position = outbox.head()
      return { position, seen: seqOf(position) }
    },
  }
}
