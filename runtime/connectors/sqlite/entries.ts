/** Entries that triggers leave, in order. SQLite writes one transaction after another, so no number can come later than a higher one. */
import type { Position } from '../../ports.ts'
import { isStill, placeOf, positionAt, wentBack } from '../entry-position.ts'
import type { Database, Row, Values } from './database.ts'

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
      const at = placeOf(position)
      const { seq } = at
      if (at.entry === undefined) {
        const rows = after(seq, limit)
        if (rows.length === 0 && high() < seq) throw wentBack(system, place, seq, high())
        return rows
      }
      const [first, ...rows] = after(seq - 1, limit + 1)
      if (!isStill(at, first)) throw wentBack(system, place, seq, high())
      return rows
    },
    head: () => {
      const seq = high()
      return positionAt(seq, seq === 0 ? undefined : after(seq - 1, 1)[0])
    },
    positionOf: (entry) => positionAt(Number(entry[0]), entry),
  }
}
