/** Takes away everything that the capture and guard scripts made, where they made it. */
import type { SystemView } from '../../emit/view/system.ts'
import type { ScriptStep, Sql } from '../dialect.ts'
import { belongs, publicationOf } from './capture.ts'
import { triggersOf } from './change-triggers.ts'
import { guardsOf, refuser } from './guard.ts'
import { literal, ownQuoted, quote, tableName } from './names.ts'

export function undo(view: SystemView): readonly ScriptStep[] {
  const triggers = view.held.flatMap((held) => {
    const captured = [
      ...(held.outbox === null ? [] : Object.values(triggersOf(held, 'capture'))),
      ...(held.events === null ? [] : Object.values(triggersOf(held, 'events'))),
    ]
    const guards = held.adapters.flatMap((adapter) => guardsOf(adapter).map(({ name }) => name))
    const drops = [...captured, ...guards].map((name): Sql => [`DROP TRIGGER IF EXISTS ${ownQuoted(name)} ON ${tableName(held.table)}`])
    return [...drops, ...captured.map((name): Sql => [`DROP FUNCTION IF EXISTS ${ownQuoted(name)}()`])]
  })
  const guarded = view.held.some(({ adapters }) => adapters.some((adapter) => guardsOf(adapter).length > 0))
  const outboxes = view.held.flatMap(({ outbox, events }) => [
    ...(outbox === null ? [] : [outbox]),
    ...(events === null ? [] : [events.table]),
  ])
  const publication = publicationOf(view)
  const drop = (names: readonly string[]): Sql[] => names.map((name) => [`DROP TABLE IF EXISTS ${ownQuoted(name)}`])
  return [
    belongs(view),
    ...(publication === null
      ? []
      : [{ comment: 'What the log tells of, and the slot that holds the log back.', statements: ofLog(publication) }]),
    ...(triggers.length === 0
      ? []
      : [{ comment: 'Triggers.', statements: guarded ? [...triggers, [`DROP FUNCTION IF EXISTS ${refuser}()`]] : triggers }]),
    ...(outboxes.length === 0 ? [] : [{ comment: 'Captured changes, read or not.', statements: drop(outboxes) }]),
    {
      comment: 'What tells a ledger that it has written here: without it a first sync is needed again.',
      statements: drop(['thalweg_ops', 'thalweg_system', 'thalweg_prepared']),
    },
  ]
}

function ofLog({ name, tables }: NonNullable<ReturnType<typeof publicationOf>>): Sql[] {
  return [
    [`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${literal(name)} AND NOT active`],
    [`DROP PUBLICATION IF EXISTS ${quote(name)}`],
    ...tables.map(tellsLess),
  ]
}

/** As it was, unless another publication has come to tell of the table. */
function tellsLess(table: string): Sql {
  return [
    'DO $thalweg$ DECLARE part regclass; BEGIN',
    '  IF NOT EXISTS (',
    '    SELECT FROM pg_publication_tables AS p',
    `    WHERE to_regclass(format('%I.%I', p.schemaname, p.tablename)) = to_regclass(${literal(table)})`,
    '  ) THEN',
    `    ALTER TABLE IF EXISTS ${table} REPLICA IDENTITY DEFAULT;`,
    `    FOR part IN SELECT relid FROM pg_partition_tree(to_regclass(${literal(table)})) WHERE isleaf LOOP`,
    "      EXECUTE format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', part);",
    '    END LOOP;',
    '  END IF;',
    'END $thalweg$',
  ]
}
