/**
 * Changes from a column that every writer sets to the time of the change. Rows commit late and share times, so each reading begins `overlapMs` before the
 * newest time that was seen, and rows of that window are reported again: an equal image is no edit, and the position does not move by it.
 *
 * A row is reported again until a report came later than any other change could have borne the same time; from then on (in the life of this connection) it
 * is left out, so that a bulk change at the newest time is not looked at for ever. A report counts once what it tells is settled: who stops before that, since it
 * is too much at once or a system does not answer, is told all of it again.
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
  /** A reading that did not fit into one call goes on after so many rows of this time, as long as the connection lives. */
  readonly on?: readonly [Tagged, number]
}

/** Where a reading stands: after `skip` rows of the time `since`. */
export interface Cursor {
  readonly position: Position | null
  since: Raw
  skip: number
  newest: Raw
  /** What this call reports. */
  readonly marks: Map<string, number>
  /** What the calls before it have reported, the last first. */
  readonly before: Reported | null
}
interface Reported {
  readonly marks: ReadonlyMap<string, number>
  readonly before: Reported | null
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
  /** Of a reading that goes on, by position: where each call of it begins. */
  #goesOn = new Map<Position | null, Cursor>()
  /** When rows that were settled were reported first, by key and time. */
  #marks = new Map<string, number>()

  constructor(adapter: TableAdapter, overlapMs: number, times: Times) {
    this.#adapter = adapter
    this.#overlapMs = overlapMs
    this.#times = times
  }

  /** Where the reading after this position begins, or goes on. */
  begin(position: Position | null): Cursor {
    const goesOn = this.#goesOn.get(position)
    if (goesOn !== undefined) return { ...goesOn, marks: new Map() }
    this.#goesOn.clear()
    const { first, earlier } = this.#times
    const at = position === null ? null : untag((JSON.parse(position) as TimePosition).at)
    const since = at === null ? first : (earlier(at, this.#overlapMs) ?? first)
    return { position, since, skip: 0, newest: at, marks: new Map(), before: null }
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
    const reported = { marks: cursor.marks, before: cursor.before }
    if (ended) {
      const position = positionOf(cursor)
      const settled = () => {
        this.#marks = allOf(reported)
        this.#goesOn.clear()
      }
      if (hints.length === 0 && cursor.before === null) settled()
      return { hints, position, more: false, seen: 0, settled }
    }
    const { newest, since, skip } = cursor
    const position = JSON.stringify({ at: tag(newest), on: [tag(since), skip] } satisfies TimePosition)
    this.#goesOn.set(position, { ...cursor, position, before: reported })
    const settled = () => {
      for (const [mark, known] of cursor.marks) this.#marks.set(mark, known)
      for (const begun of this.#goesOn.keys())
        if (begun === position) break
        else this.#goesOn.delete(begun)
    }
    return { hints, position, more: true, seen: 0, settled }
  }
}

function allOf(last: Reported): Map<string, number> {
  const parts: ReadonlyMap<string, number>[] = []
  for (let each: Reported | null = last; each !== null; each = each.before) parts.push(each.marks)
  return new Map(parts.reverse().flatMap((marks) => [...marks]))
}

export function positionOf(cursor: Cursor): Position | null {
  return cursor.newest === null ? cursor.position : JSON.stringify({ at: tag(cursor.newest) } satisfies TimePosition)
}
