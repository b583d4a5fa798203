/** The rows that a binding means: those of its table, or of its scope in it. */
import { connectorFacts } from '../plan/connectors/index.ts'
import type { Plan, PlanBinding } from '../plan/schema.ts'
import { systemOf } from './plan-parts.ts'

export interface Rows {
  /** The same for the same rows. */
  readonly id: string
  /** The table, in its database. */
  readonly table: string
  /** Can a row be among both. */
  meets(other: Rows): boolean
}

/** Names of tables and columns are the same in every case of letters, as databases have it. */
export function rowsOf(plan: Plan, system: string, { name, scope }: PlanBinding): Rows {
  const table = JSON.stringify([databaseOf(plan, system), name.toLowerCase()])
  const values = new Map(scope.map(([column, value]) => [column.toLowerCase(), asStored(value)]))
  return new TableRows(table, values)
}

class TableRows implements Rows {
  readonly id: string
  readonly table: string
  readonly #scope: ReadonlyMap<string, string>

  constructor(table: string, scope: ReadonlyMap<string, string>) {
    this.table = table
    this.#scope = scope
    this.id = JSON.stringify([table, ...[...scope].map((pair) => JSON.stringify(pair)).sort()])
  }

  /** Two scopes keep apart only where some column has one value in the one and another in the other. */
  meets(other: TableRows): boolean {
    return this.table === other.table && [...this.#scope].every(([column, value]) => (other.#scope.get(column) ?? value) === value)
  }
}

/** A column without strict types keeps 1 and '1' alike. Two names of the environment, or a name and a value, are taken to be what was meant: different. */
function asStored(value: PlanBinding['scope'][number][1]): string {
  if (typeof value === 'object') return JSON.stringify({ env: value.env })
  return typeof value === 'boolean' ? String(Number(value)) : String(value)
}

/** The same file, however its path is written; what is reached in the same way, wherever that was said. */
function databaseOf(plan: Plan, system: string): unknown {
  const connector = systemOf(plan, system)?.connector
  return connector && (connectorFacts(connector.kind).place?.(connector) ?? { ...connector, at: undefined })
}
