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
    const at = await open(system)
    session = at.session
    return await use(at)
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

async function open({ name, connector }: ServerSystem): Promise<Reached> {
  const { valueOf } = await import('../../runtime/connect.ts')
  return openers[connector.kind](connector as never, name, valueOf(connector.url, process.env))
}

type Openers = {
  readonly [K in ServerSystem['connector']['kind']]: (connector: SystemOf<K>['connector'], name: string, url: string) => Promise<Reached>
}

const openers: Openers = {
  mariadb: async (_connector, name, url) => {
    const { MariadbServer } = await import('../../runtime/connectors/mariadb/server.ts')
    const { mariadbCatalog } = await import('./mariadb.ts')
    return { ...(await MariadbServer.open(name, url)), catalog: mariadbCatalog }
  },
  postgres: async ({ schema }, name, url) => {
    const { valueOf } = await import('../../runtime/connect.ts')
    const { reachPostgres } = await import('../../runtime/connectors/postgres/index.ts')
    const { postgresCatalog } = await import('./postgres.ts')
    const at = { name, url, ...(schema !== undefined && { schema: valueOf(schema, process.env) }) }
    return { ...(await reachPostgres(at)), catalog: postgresCatalog }
  },
}
