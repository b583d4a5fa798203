/** MariaDB databases as systems, by `mysql2`. */
import type { SystemStatements } from '../../door.ts'
import type { System } from '../../ports.ts'
import { ServerSystem } from '../server/system.ts'
import { MariadbServer } from './server.ts'

export interface MariadbOptions {
  readonly name: string
  readonly url: string
  readonly statements: SystemStatements
  /** For scopes by environment. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** @throws SystemError where the server cannot be reached or is not fit */
export async function openMariadb({ name, url, statements, env }: MariadbOptions): Promise<System> {
  const { server, session } = await MariadbServer.open(name, url)
  return new ServerSystem({ server, session, statements, env })
}
