/**
 * Changes from a column that every writer sets to the time of the change. Rows commit late and share times, so each reading begins `overlapMs` before the
 * newest time that was seen, and rows of that window are reported again: an equal image is no edit, and the position does not move by it.
 *
 * A row is reported again until a report came later than any other change could have borne the same time; from then on (in the life of this connection) it
 * is left out, so that a bulk change at the newest time is not looked at for ever.
 */
import type { TableAdapter } from '../door.ts'
import { sameRaw } from '../kernel.ts'
import type { Changes, Hint, Position } from '../ports.ts'
import type { Tagged } from '../raw-json.ts'
import { tag, untag } from '../raw-json.ts'
import type { Raw } from '../values.ts'
import { hintKey } from './stored-key.ts'
import { grainMs } from './timestamps.ts'

interface TimePosition {
  /** The newest time seen. */
  readonly at: Tagged
}

/** Where a reading that did not fit into one call goes on: after `skip` rows of the time `since`. */
export interface Cursor {
  readonly position: Position | null
  since: Raw
  skip: number
  newest: Raw
  readonly marks: Map<string, number>
}

/** How times lie in the column of one dialect. */
export interface Times {
  /** Before every time; what is bound where a reading begins at the first row. */
  readonly first: Raw
  /** A time moved back by `ms`, in the same form; null where the form is not known. */
  earlier(stored: Raw, ms: number): Raw
  /** Is `a` later than `b`, as the system orders them. */
  isLater(a: Raw, b: Raw): boolean
  epochMs(stored: Raw): number | null
}

/** Instead of the time of the first report: reported late enough. */
const closed = -1
const marginMs = 1_000

export class UpdatedRows {
  readonly #adapter: TableAdapter
  readonly #overlapMs: number
  readonly #times: Times
  #resumed: Cursor | null = null
  #marks = new Map<string, number>()

  constructor(adapter: TableAdapter, overlapMs: number, times: Times) {
    this.#adapter = adapter
    this.#overlapMs = overlapMs
    this.#times = times
  }

  /** Where the reading after this position begins, or goes on. */
  begin(position: Position | null): Cursor {
    const resumed = this.#resumed
    this.#resumed = null
    if (resumed !== null && resumed.position === position) return resumed
    const { first, earlier } = this.#times
    const at = position === null ? null : untag((JSON.parse(position) as TimePosition).at)
    return { position, since: at === null ? first : (earlier(at, this.#overlapMs) ?? first), skip: 0, newest: at, marks: new Map() }
  }

  /** @param row its key, and its time last. @returns what it tells; null where it has been told often enough */
  take(cursor: Cursor, row: readonly Raw[], now: number): Hint | null {
    const updated = row.at(-1)!
    const key = row.slice(0, -1)
    this.step(cursor, updated)
    const mark = JSON.stringify(row.map(tag))
    const known = this.#marks.get(mark)
    cursor.marks.set(
      mark,
      known === closed || (known !== undefined && now >= known + grainMs(updated) + marginMs) ? closed : (known ?? now),
    )
    if (known === closed) return null
    return { ...hintKey(this.#adapter, key), at: this.#times.epochMs(updated), change: `updated ${String(updated)}`, op: null }
  }

  step(cursor: Cursor, updated: Raw): void {
    if (sameRaw(updated, cursor.since)) cursor.skip++
    else {
      cursor.since = updated
      cursor.skip = 1
    }
    if (cursor.newest === null || this.#times.isLater(updated, cursor.newest)) cursor.newest = updated
  }

  /** @param ended there are no more rows than were taken */
  end(cursor: Cursor, hints: readonly Hint[], ended: boolean): Changes {
    const position = positionOf(cursor)
    if (ended) this.#marks = cursor.marks
    else {
      for (const [mark, known] of cursor.marks) this.#marks.set(mark, known)
      this.#resumed = { ...cursor, position }
    }
    return { hints, position, more: !ended, seen: 0 }
  }
}

export function positionOf(cursor: Cursor): Position | null {
  return cursor.newest === null ? cursor.position : JSON.stringify({ at: tag(cursor.newest) } satisfies TimePosition)
}
