/** Changes from an outbox that triggers fill. */
import type { TableAdapter } from '../../door.ts'
import { seqOf } from '../entry-position.ts'
import { hintsOf } from '../outbox-hints.ts'
import type { DetectionOptions, ServerDetection } from './detection.ts'
import { Entries } from './entries.ts'

export function outbox({ server, line, scope }: DetectionOptions, adapter: TableAdapter): ServerDetection {
  const { place, statements } = adapter
  const entries = new Entries({ server, line, place, after: statements.changes!, high: statements.high!, prune: statements.prune!, scope })
  return {
    changes: async (position, limit) => {
      const rows = await entries.since(position, limit)
      const last = rows.at(-1)
      if (last === undefined) return { hints: [], position, more: false, seen: position === null ? 0 : seqOf(position) }
      return { hints: hintsOf(adapter, rows), position: entries.positionOf(last), more: rows.length === limit, seen: Number(last[0]) }
    },
    head: async () => {
      const position = await entries.head()
      return { position, seen: seqOf(position) }
    },
    forget: async (upTo) => entries.forget(seqOf(upTo) - 1),
  }
}
