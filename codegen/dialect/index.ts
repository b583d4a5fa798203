/** Which dialect a system speaks. */
import type { PlanConnector, PlanSystem } from '../plan/schema.ts'
import { refusePlan } from '../emit/refuse.ts'
import type { Dialect } from './dialect.ts'
import { sqlite } from './sqlite.ts'

/** Null: a connector whose systems speak no SQL that is generated. */
const dialects: Readonly<Record<PlanConnector['kind'], Dialect | null>> = {
  sqlite,
  postgres: null,
  mariadb: null,
  odata: null,
  folder: null,
  appendTo: null,
}

export function dialectOf(system: PlanSystem): Dialect {
  const { kind } = system.connector
  return dialects[kind] ?? refusePlan(`no statements can be generated for a system of kind ${kind} yet`)
}
