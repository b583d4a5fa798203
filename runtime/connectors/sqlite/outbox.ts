/** Changes from an outbox that triggers fill. SQLite writes one transaction after another, so no number can come later than a higher one. */
import type { Adapter } from '../../door.ts'
import type { Hint } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import type { Database, Values } from './database.ts'
import type { Detection } from './detection.ts'
import { hintKey, invalidKey } from './detection.ts'

interface OutboxPosition {
  readonly seq: number
}

function outboxPosition(seq: number): string {
  return JSON.stringify({ seq } satisfies OutboxPosition)
}
export function outboxNumber(position: string): number {
  return (JSON.parse(position) as OutboxPosition).seq
}

export function outbox(db: Database, adapter: Adapter, scope: Values): Detection {
  const changes = db.statement(adapter.statements.changes!)
  const highest = db.statement(adapter.statements.high!)
  const high = (): number => Number(db.guard(() => highest.get(highest.place(scope)))?.[0] ?? 0)
  return {
    changes: (position, limit) => {
      const from = position === null ? 0 : outboxNumber(position)
      const rows = db.guard(() => changes.all(changes.place({ ...scope, after: from, limit })))
      if (rows.length === 0) {
        wentBack(adapter, from, high())
        return { hints: [], position, more: false, seen: from }
      }
      const hints = rows.map(([seq, key, , op, at]): Hint => ({
        ...decoded(adapter, key!),
        at: Number(at),
        change: `outbox ${String(seq)}`,
        op: op === null ? null : Number(op),
      }))
      const seen = Number(rows.at(-1)![0])
      return { hints, position: outboxPosition(seen), more: rows.length === limit, seen }
    },
    head: () => {
      const seq = high()
      return { position: outboxPosition(seq), seen: seq }
    },
  }
}

/** Numbers only grow. A lower one than was read means another database, or an older state of this one: its next changes would be taken for known ones. */
function wentBack(adapter: Adapter, read: number, high: number): void {
  if (high >= read) return
  throw new SystemError(
    'misfit',
    'wentBack',
    adapter.system,
    `captured changes of ${adapter.table} were read up to number ${read}, and the highest is now ${high}: ${adapter.system} was restored from a backup, or prepared anew`,
    'take new bases with `thalweg match --accept`',
  )
}

function decoded(adapter: Adapter, stored: Raw): Pick<Hint, 'key' | 'invalid'> {
  let parts: unknown
  try {
    parts = JSON.parse(String(stored))
  } catch {
    parts = null
  }
  return Array.isArray(parts) ? hintKey(adapter, parts as Raw[]) : { key: invalidKey([stored]), invalid: 'the outbox holds no key here' }
}
