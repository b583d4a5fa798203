import type { Dialect } from './dialect.ts'
import { adapterStatements } from './mariadb/adapter-statements.ts'
import { capture } from './mariadb/capture.ts'
import { eventStatements } from './mariadb/events.ts'
import { guard } from './mariadb/guard.ts'
import { reconcile } from './mariadb/reconcile.ts'
import { systemStatements } from './mariadb/system-statements.ts'
import { undo } from './mariadb/undo.ts'

export const mariadb: Dialect = {
  types: 'mariadb',
  adapterStatements,
  eventStatements,
  systemStatements,
  capture,
  guard,
  undo,
  reconcile,
  digests: 'Digests are computed by the server: the statements stand with each flow.',
}
