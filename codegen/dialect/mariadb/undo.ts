/** Takes away everything that the capture and guard scripts made, where they made it. The mark of whose the database is goes last, so that it can be run again. */
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { belongs } from './capture.ts'
import { triggersOf } from './change-triggers.ts'
import { guardsOf } from './guard.ts'
import { own, quote } from './names.ts'

export function undo(view: SystemView): readonly ScriptStep[] {
  const triggers = view.held.flatMap((held) => [
    ...(held.outbox === null ? [] : Object.values(triggersOf(held, 'capture'))),
    ...(held.events === null ? [] : Object.values(triggersOf(held, 'events'))),
    ...held.adapters.flatMap((adapter) => guardsOf(adapter).map(({ name }) => name)),
  ])
  const outboxes = view.held.flatMap(({ outbox, events }) => [
    ...(outbox === null ? [] : [outbox]),
    ...(events === null ? [] : [events.table]),
  ])
  const drop = (kind: string, names: readonly string[]): Sql[] => names.map((name) => [`DROP ${kind} IF EXISTS ${quote(own(name))}`])
  return [
    belongs(view),
    ...(triggers.length === 0 ? [] : [{ comment: 'Triggers.', statements: drop('TRIGGER', triggers) }]),
    ...(outboxes.length === 0 ? [] : [{ comment: 'Captured changes, read or not.', statements: drop('TABLE', outboxes) }]),
    {
      comment: 'What tells a ledger that it has written here: without it a first sync is needed again.',
      statements: drop('TABLE', ['thalweg_ops', 'thalweg_system', 'thalweg_prepared']),
    },
  ]
}
