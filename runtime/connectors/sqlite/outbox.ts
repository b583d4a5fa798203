/**
 * Changes from an outbox that triggers fill. SQLite writes one transaction after another, so no number can come later than a higher one.
 *
 * A position remembers what its entry was, and that entry is kept: where it is another one now, the database was restored from a backup, also where it has
 * captured more changes since than had been read.
 */
import { hash } from 'node:crypto'
import type { TableAdapter } from '../../door.ts'
import type { Hint, Position } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import type { Database, Row, Values } from './database.ts'
import type { Detection } from './detection.ts'
import { invalidKey } from '../invalid-key.ts'
import { hintKey } from './detection.ts'

interface OutboxPosition {
  readonly seq: number
  /** Mark of the entry of that number; absent where there was none. */
  readonly entry?: string
}

function positionAt(seq: number, entry: Row | undefined): string {
  return JSON.stringify({ seq, ...(entry === undefined ? {} : { entry: markOf(entry) }) } satisfies OutboxPosition)
}
function markOf(entry: Row): string {
  return hash('md5', JSON.stringify(entry.map(String)), 'hex').slice(0, 12)
}
/** Entries below this number are not needed any more once the position holds. */
export function neededFrom(position: Position): number {
  return (JSON.parse(position) as OutboxPosition).seq
}

export function outbox(db: Database, adapter: TableAdapter, scope: Values): Detection {
  const changes = db.statement(adapter.statements.changes!)
  const highest = db.statement(adapter.statements.high!)
  const high = (): number => Number(db.guard(() => highest.get(highest.place(scope)))?.[0] ?? 0)
  const entriesAfter = (after: number, limit: number): Row[] => db.guard(() => changes.all(changes.place({ ...scope, after, limit })))
  const entriesSince = ({ seq, entry }: OutboxPosition, limit: number): Row[] => {
    if (entry === undefined) {
      const rows = entriesAfter(seq, limit)
      if (rows.length === 0 && high() < seq) throw wentBack(adapter, seq, high())
      return rows
    }
    const [first, ...rows] = entriesAfter(seq - 1, limit + 1)
    if (first === undefined || markOf(first) !== entry) throw wentBack(adapter, seq, high())
    return rows
  }
  return {
    changes: (position, limit) => {
      const from = position === null ? { seq: 0 } : (JSON.parse(position) as OutboxPosition)
      const rows = entriesSince(from, limit)
      const last = rows.at(-1)
      if (last === undefined) return { hints: [], position, more: false, seen: from.seq }
      const hints = rows.map(([seq, key, , op, at]): Hint => ({
        ...decoded(adapter, key!),
        at: Number(at),
        change: `outbox ${String(seq)}`,
        op: op === null ? null : Number(op),
      }))
      const seen = Number(last[0])
      return { hints, position: positionAt(seen, last), more: rows.length === limit, seen }
    },
    head: () => {
      const seq = high()
      return { position: positionAt(seq, seq === 0 ? undefined : entriesAfter(seq - 1, 1)[0]), seen: seq }
    },
  }
}

/** What was read is not there any more: the next changes of an older state, or of another database, would be taken for known ones. */
function wentBack(adapter: TableAdapter, read: number, high: number): SystemError {
  return new SystemError(
    'misfit',
    'wentBack',
    adapter.system,
    `captured changes of ${adapter.place} were read up to number ${read}, and ${
      high < read ? `the highest is now ${high}` : 'that is now another change'
    }: ${adapter.system} was restored from a backup, or prepared anew`,
    'take new bases with `thalweg match --accept`',
  )
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
