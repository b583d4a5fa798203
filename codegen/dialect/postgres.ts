import type { Dialect } from './dialect.ts'
import { adapterStatements } from './postgres/adapter-statements.ts'
import { capture } from './postgres/capture.ts'
import { eventStatements } from './postgres/events.ts'
import { storedAs } from './postgres/expressions.ts'
import { guard } from './postgres/guard.ts'
import { reconcile } from './postgres/reconcile.ts'
import { systemStatements } from './postgres/system-statements.ts'
import { undo } from './postgres/undo.ts'

export const postgres: Dialect = {
  types: 'postgres',
  storedAs,
  transaction: { begin: 'BEGIN', commit: 'COMMIT' },
  adapterStatements,
  eventStatements,
  systemStatements,
  capture,
  guard,
  undo,
  reconcile,
  digests: 'Digests are computed by the server: the statements stand with each flow.',
}
