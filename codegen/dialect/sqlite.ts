import type { Dialect } from './dialect.ts'
import { adapterStatements } from './sqlite/adapter-statements.ts'
import { capture } from './sqlite/capture.ts'
import { eventStatements } from './sqlite/events.ts'
import { guard } from './sqlite/guard.ts'
import { reconcile } from './sqlite/reconcile.ts'
import { systemStatements } from './sqlite/system-statements.ts'
import { undo } from './sqlite/undo.ts'

export const sqlite: Dialect = { adapterStatements, eventStatements, systemStatements, capture, guard, undo, reconcile }
