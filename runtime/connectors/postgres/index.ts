/** PostgreSQL databases as systems. */
import type { SystemStatements } from '../../door.ts'
import type { System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'

export interface PostgresOptions {
  readonly name: string
  readonly url: string
  /** Where tables are that are named without one. Default: the first of the search path. */
  readonly schema?: string
  readonly statements: SystemStatements
  /** For scopes by environment. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** @throws SystemError where the server cannot be reached or is not fit */
export async function openPostgres({ name }: PostgresOptions): Promise<System> {
  throw new SystemError('misfit', 'notYet', name, 'PostgreSQL is not reached yet', 'use sqlite')
}
