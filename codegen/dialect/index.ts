/** Which dialect a system speaks. */
import type { PlanConnector, PlanSystem } from '../plan/schema.ts'
import { refusePlan } from '../emit/refuse.ts'
import { connectorFacts } from '../plan/connectors/index.ts'
import type { Dialect } from './dialect.ts'
import { mariadb } from './mariadb.ts'
import { postgres } from './postgres.ts'
import { drops, sqlite } from './sqlite.ts'

const dialects: Readonly<Record<PlanConnector['kind'], Dialect | null>> = {
  sqlite,
  postgres,
  mariadb,
  odata: null,
  folder: null,
  appendTo: null,
  dropTo: drops,
  custom: null,
}

/** Null: the system speaks no SQL. */
export function dialectOf(system: PlanSystem): Dialect | null {
  const { kind } = system.connector
  if (!connectorFacts(kind).runs) return refusePlan(`nothing can be generated for a system of kind ${kind} yet`)
  return dialects[kind]
}
