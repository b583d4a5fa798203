/** Changes from a column that every writer sets to the time of the change. Times are text, as the server prints them. */
import type { AdapterDetect, TableAdapter } from '../../door.ts'
import type { Hint } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import { earlier, epochMs } from '../timestamps.ts'
import type { Cursor, Times } from '../updated-rows.ts'
import { positionOf, UpdatedRows } from '../updated-rows.ts'
import { textOf } from './batch.ts'
import type { DetectionOptions, ServerDetection } from './detection.ts'
import type { ServerRow, Session } from './session.ts'

const headPage = 10_000
const whole = /^-?\d+$/

/** A column of numbers counts in units that their size tells. */
function number(stored: Raw): Raw {
  return typeof stored === 'string' && whole.test(stored) ? BigInt(stored) : stored
}

const times: Omit<Times, 'first'> = {
  earlier: (stored, ms) => textOf(earlier(number(stored), ms)),
  epochMs: (stored) => epochMs(number(stored)),
  isLater: (a, b) => {
    const [x, y] = [number(a), number(b)]
    return typeof x === 'bigint' && typeof y === 'bigint' ? x > y : String(a) > String(b)
  },
}

export function updatedAt(
  { server, line, scope, columns, now }: DetectionOptions,
  adapter: TableAdapter,
  { column, overlapMs }: Extract<AdapterDetect, { kind: 'updatedAt' }>,
): ServerDetection {
  const sql = adapter.statements.changes!
  const updated = new UpdatedRows(adapter, overlapMs, { ...times, first: server.firstTime(columns.get(server.fold(column))!.type) })
  const rowsFrom = async (session: Session, { since, skip }: Cursor, limit: number): Promise<readonly ServerRow[]> =>
    (await session.query(sql, { ...scope, since: textOf(since), limit, offset: skip })).rows
  return {
    changes: async (position, limit) =>
      line.ask(async (session) => {
        if (limit === 0) return { hints: [], position, more: false, seen: 0 }
        const cursor = updated.begin(position)
        const time = now()
        const hints: Hint[] = []
        let ended = false
        while (!ended && hints.length < limit) {
          const rows = await rowsFrom(session, cursor, limit)
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
      }),
    head: async () =>
      line.ask(async (session) => {
        const cursor = updated.begin(null)
        for (let full = true; full;) {
          const rows = await rowsFrom(session, cursor, headPage)
          for (const row of rows) updated.step(cursor, row.at(-1)!)
          full = rows.length === headPage
        }
        return { position: positionOf(cursor), seen: 0 }
      }),
    forget: async () => undefined,
  }
}
