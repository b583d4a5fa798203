/** MariaDB databases as systems. */
import type { SystemStatements } from '../../door.ts'
import type { System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'

export interface MariadbOptions {
  readonly name: string
  readonly url: string

  readonly statements: SystemStatements
  /** For scopes by environment. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** @throws SystemError where the server cannot be reached or is not fit */
export async function openMariadb({ name }: MariadbOptions): Promise<System> {
  throw new SystemError('misfit', 'notYet', name, 'MariaDB is not reached yet', 'use sqlite')
}
