import type { GeneratedSystem, SqlSystem } from './door.ts'

/** The SQL scripts of a system, in the order in which they are applied; none where it speaks no SQL. */
export function scriptsIn(system: GeneratedSystem): SqlSystem['ddl'] {
  return 'ddl' in system ? system.ddl : []
}
