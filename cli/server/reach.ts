/** A database server as the commands reach it: one connection, and its refusals as failures with a way out. */
import type { Server, Session } from '../../runtime/connectors/server/session.ts'
import { ServerError } from '../../runtime/connectors/server/session.ts'
import type { SystemOf } from '../../runtime/door.ts'
import { SystemError } from '../../runtime/ports.ts'
import { asFailure } from '../failure.ts'
import type { Catalog } from './catalog.ts'

export type ServerSystem = SystemOf<'postgres' | 'mariadb'>

export interface Reached {
  readonly server: Server
  readonly session: Session
  readonly catalog: Catalog
}

/** @throws Failure for everything that the server refuses */
export async function reached<T>(system: ServerSystem, use: (reached: Reached) => Promise<T>): Promise<T> {
  let session: Session | undefined
  try {
    const { server, catalog } = await serverOf(system)
    session = await server.connect()
    return await use({ server, session, catalog })
  } catch (error) {
    throw refused(error)
  } finally {
    await session?.close()
  }
}

/** What a server refused, as a failure; any other error as it is. */
export function refused(error: unknown): unknown {
  if (error instanceof ServerError) return asFailure(error.system)
  return error instanceof SystemError ? asFailure(error) : error
}

async function serverOf({ name, connector }: ServerSystem): Promise<Pick<Reached, 'server' | 'catalog'>> {
  const { valueOf } = await import('../../runtime/connect.ts')
  const url = valueOf(connector.url, process.env)
  if (connector.kind === 'mariadb') {
    const { mariadbServer } = await import('../../runtime/connectors/mariadb/server.ts')
    const { mariadbCatalog } = await import('./mariadb.ts')
    return { server: await mariadbServer(name, url), catalog: mariadbCatalog }
  }
  throw new SystemError('misfit', 'notYet', name, 'PostgreSQL is not reached yet', 'use sqlite')
}
