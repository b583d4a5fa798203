/**
 * Changes from a column that every writer sets to the time of the change. Rows commit late and share times, so each reading begins `overlapMs` before the
 * newest time that was seen, and rows of that window are reported again: an equal image is no edit, and the position does not move by it.
 *
 * A row is reported again until a report came later than any other change could have borne the same time; from then on (in the life of this connection) it
 * is left out, so that a bulk change at the newest time is not looked at for ever.
 */
import type { TableAdapter } from '../../door.ts'
import { sameRaw } from '../../kernel.ts'
import type { Hint, Position } from '../../ports.ts'
import type { Tagged } from '../../raw-json.ts'
import { tag, untag } from '../../raw-json.ts'
import type { Raw } from '../../values.ts'
import type { Database, Values } from './database.ts'
import type { Detection } from './detection.ts'
import { hintKey } from './detection.ts'
import { earlier, epochMs, grainMs } from './timestamps.ts'

interface TimePosition {
  /** The newest time seen. */
  readonly at: Tagged
}

/** Where a reading that did not fit into one call goes on: after `skip` rows of the time `since`. */
interface Cursor {
  readonly position: Position | null
  since: Raw
  skip: number
  newest: Raw
  readonly marks: Map<string, number>
}

/** Before every number and every text that a time may be. */
const first = Number.MIN_SAFE_INTEGER
/** Instead of the time of the first report: reported late enough. */
const closed = -1
const marginMs = 1_000
const headPage = 10_000

export function updatedAt(db: Database, adapter: TableAdapter, scope: Values, overlapMs: number, now: () => number): Detection {
  const statement = db.statement(adapter.statements.changes!)
  let resumed: Cursor | null = null
  let marks = new Map<string, number>()
  const rowsFrom = (cursor: Cursor, limit: number) =>
    db.guard(() => statement.all(statement.place({ ...scope, since: cursor.since, limit, offset: cursor.skip })))
  const step = (cursor: Cursor, updated: Raw) => {
    if (sameRaw(updated, cursor.since)) cursor.skip++
    else {
      cursor.since = updated
      cursor.skip = 1
    }
    if (cursor.newest === null || after(updated, cursor.newest)) cursor.newest = updated
  }
  const start = (position: Position | null): Cursor => {
    const at = position === null ? null : untag((JSON.parse(position) as TimePosition).at)
    return { position, since: at === null ? first : (earlier(at, overlapMs) ?? first), skip: 0, newest: at, marks: new Map() }
  }
  const positionOf = (cursor: Cursor): Position | null =>
    cursor.newest === null ? cursor.position : JSON.stringify({ at: tag(cursor.newest) } satisfies TimePosition)

  return {
    changes: (position, limit) => {
      const cursor = resumed !== null && resumed.position === position ? resumed : start(position)
      resumed = null
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
          const updated = row.pop()!
          step(cursor, updated)
          const mark = markOf(row, updated)
          const known = marks.get(mark)
          cursor.marks.set(
            mark,
            known === closed || (known !== undefined && time >= known + grainMs(updated) + marginMs) ? closed : (known ?? time),
          )
          if (known !== closed)
            hints.push({ ...hintKey(adapter, row), at: epochMs(updated), change: `updated ${String(updated)}`, op: null })
        }
      }
      const next = positionOf(cursor)
      if (ended) marks = cursor.marks
      else {
        for (const [mark, known] of cursor.marks) marks.set(mark, known)
        resumed = { ...cursor, position: next }
      }
      return { hints, position: next, more: !ended, seen: 0 }
    },
    head: () => {
      const cursor = start(null)
      for (let full = true; full;) {
        const rows = rowsFrom(cursor, headPage)
        for (const row of rows) step(cursor, row.at(-1)!)
        full = rows.length === headPage
      }
      return { position: positionOf(cursor), seen: 0 }
    },
  }
}

/** As SQLite orders: numbers before text. */
function after(a: Raw, b: Raw): boolean {
  if (typeof a === 'string') return typeof b !== 'string' || a > b
  return typeof b !== 'string' && (a as number) > (b as number)
}

function markOf(key: readonly Raw[], updated: Raw): string {
  return JSON.stringify([...key, updated].map(tag))
}
