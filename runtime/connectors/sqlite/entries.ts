/**
 * Entries that triggers leave, in order. SQLite writes one transaction after another, so no number can come later than a higher one.
 *
 * A position remembers what its entry was, and that entry is kept: where it is another one now, the database was restored from a backup, also where it has
 * captured more changes since than had been read.
 */
import { hash } from 'node:crypto'
import type { Position } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { Database, Row, Values } from './database.ts'

interface EntryPosition {
  readonly seq: number
  /** Mark of the entry of that number; absent where there was none. */
  readonly entry?: string
}

function positionAt(seq: number, entry: Row | undefined): Position {
  return JSON.stringify({ seq, ...(entry === undefined ? {} : { entry: markOf(entry) }) } satisfies EntryPosition)
}
function markOf(entry: Row): string {
  return hash('md5', JSON.stringify(entry.map(String)), 'hex').slice(0, 12)
}

/** Number of the entry at which a position stands: those below are not needed any more once it holds. */
export function seqOf(position: Position): number {
  return (JSON.parse(position) as EntryPosition).seq
}

export interface EntriesOptions {
  readonly system: string
  readonly place: string
  /** `:after` `:limit` → seq first */
  readonly after: string
  /** → the highest number there ever was, or null */
  readonly high: string
  readonly scope: Values
}

export interface Entries {
  /** At most `limit` entries after a position; null: from the first. @throws SystemError `wentBack` */
  since(position: Position | null, limit: number): Row[]
  /** The position that stands for now. */
  head(): Position
  positionOf(entry: Row): Position
}

export function entries(db: Database, { system, place, after: sql, high: highSql, scope }: EntriesOptions): Entries {
  const statement = db.statement(sql)
  const highest = db.statement(highSql)
  const high = (): number => Number(db.guard(() => highest.get(highest.place(scope)))?.[0] ?? 0)
  const after = (seq: number, limit: number): Row[] => db.guard(() => statement.all(statement.place({ ...scope, after: seq, limit })))
  return {
    since: (position, limit) => {
      const { seq, entry } = position === null ? { seq: 0 } : (JSON.parse(position) as EntryPosition)
      if (entry === undefined) {
        const rows = after(seq, limit)
        if (rows.length === 0 && high() < seq) throw wentBack(system, place, seq, high())
        return rows
      }
      const [first, ...rows] = after(seq - 1, limit + 1)
      if (first === undefined || markOf(first) !== entry) throw wentBack(system, place, seq, high())
      return rows
    },
    head: () => {
      const seq = high()
      return positionAt(seq, seq === 0 ? undefined : after(seq - 1, 1)[0])
    },
    positionOf: (entry) => positionAt(Number(entry[0]), entry),
  }
}

/** What was read is not there any more: the next changes of an older state, or of another database, would be taken for known ones. */
function wentBack(system: string, place: string, read: number, high: number): SystemError {
  return new SystemError(
    'misfit',
    'wentBack',
    system,
    `captured changes of ${place} were read up to number ${read}, and ${
      high < read ? `the highest is now ${high}` : 'that is now another change'
    }: ${system} was restored from a backup, or prepared anew`,
    'take new bases with `thalweg match --accept`',
  )
}
