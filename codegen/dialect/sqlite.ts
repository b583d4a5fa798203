import type { Dialect } from './dialect.ts'
import { adapterStatements } from './sqlite/adapter-statements.ts'
import { capture } from './sqlite/capture.ts'
import { droppedAway, droppedColumns, droppedRows, droppedTables } from './sqlite/drops.ts'
import { eventStatements } from './sqlite/events.ts'
import { guard } from './sqlite/guard.ts'
import { reconcile } from './sqlite/reconcile.ts'
import { systemStatements } from './sqlite/system-statements.ts'
import { undo } from './sqlite/undo.ts'

export const sqlite: Dialect = {
  transaction: { begin: 'BEGIN IMMEDIATE', commit: 'COMMIT' },
  adapterStatements,
  eventStatements,
  systemStatements,
  capture,
  guard,
  undo,
  reconcile,
}

/** The database that keeps what dropped files hold: ours alone, so its tables are made along with the rest. */
export const drops: Dialect = {
  ...sqlite,
  capture: (view) => [...capture(view), ...droppedTables(view)],
  undo: (view) => [...undo(view), droppedAway(view)],
  dropped: (held) => ({ columns: droppedColumns(held), rows: droppedRows(held) }),
}
