/** Changes from a column that every writer sets to the time of the change. */
import type { TableAdapter } from '../../door.ts'
import type { Hint } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import { earlier, epochMs } from '../timestamps.ts'
import type { Cursor, Times } from '../updated-rows.ts'
import { positionOf, UpdatedRows } from '../updated-rows.ts'
import type { Database, Row, Values } from './database.ts'
import type { Detection } from './detection.ts'
import { untold } from './detection.ts'

/** Before every number and every text that a time may be. */
const times: Times = { first: Number.MIN_SAFE_INTEGER, earlier, isLater, epochMs }
const headPage = 10_000

export function updatedAt(db: Database, adapter: TableAdapter, scope: Values, overlapMs: number, now: () => number): Detection {
  const statement = db.statement(adapter.statements.changes!)
  const updated = new UpdatedRows(adapter, overlapMs, times)
  const rowsFrom = (cursor: Cursor, limit: number): Row[] =>
    db.guard(() => statement.all(statement.place({ ...scope, since: cursor.since, limit, offset: cursor.skip })))
  return {
    changes: (position, limit) => {
      if (limit === 0) return untold.changes(position, limit)
      const cursor = updated.begin(position)
      const time = now()
      const hints: Hint[] = []
      let ended = false
      while (!ended && hints.length < limit) {
        const rows = rowsFrom(cursor, limit)
        ended = rows.length < limit
        for (const row of rows) {
          if (hints.length === limit) {
            ended = false
            break
          }
          const hint = updated.take(cursor, row, time)
          if (hint !== null) hints.push(hint)
        }
      }
      return updated.end(cursor, hints, ended)
    },
    head: () => {
      const cursor = updated.begin(null)
      for (let full = true; full;) {
        const rows = rowsFrom(cursor, headPage)
        for (const row of rows) updated.step(cursor, row.at(-1)!)
        full = rows.length === headPage
      }
      return { position: positionOf(cursor), seen: 0 }
    },
  }
}

/** As SQLite orders: numbers before text. */
function isLater(a: Raw, b: Raw): boolean {
  if (typeof a === 'string') return typeof b !== 'string' || a > b
  return typeof b !== 'string' && (a as number) > (b as number)
}
