/** PostgreSQL databases as systems, by `pg`. */
import type { SystemStatements } from '../../door.ts'
import type { System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import { inWords } from '../server/line.ts'
import type { Session } from '../server/session.ts'
import { ServerSystem } from '../server/system.ts'
import { addressOf } from './address.ts'
import { SystemLog } from './open-log.ts'
import { PostgresServer } from './server.ts'
import { PostgresSession } from './session.ts'

export interface PostgresOptions {
  readonly name: string
  readonly url: string
  /** Where tables are that are named without one. Default: the first of the search path. */
  readonly schema?: string
  readonly statements: SystemStatements
  /** For scopes by environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What the replication slot is named after. Default: nothing reads the server's log. */
  readonly landscape?: string
}

const oldest = 15

/** @throws SystemError where the server cannot be reached or is not fit */
export async function openPostgres({ statements, env, landscape, ...at }: PostgresOptions): Promise<System> {
  const { name, url } = at
  const reached = await reachPostgres(at)
  const log = landscape === undefined ? {} : { log: new SystemLog(name, landscape, addressOf(name, url)) }
  return new ServerSystem({ ...reached, statements, env, ...log })
}

/** The server and a first connection to it. @throws SystemError where it cannot be reached or is not fit */
export async function reachPostgres({
  name,
  url,
  schema,
}: Pick<PostgresOptions, 'name' | 'url' | 'schema'>): Promise<{ readonly server: PostgresServer; readonly session: Session }> {
  const address = addressOf(name, url)
  const session = await inWords(async () => PostgresSession.connect(name, address, schema, 'inOrder'))
  try {
    const title = await inWords(async () => fit(name, address.shown, session, schema))
    return { server: new PostgresServer(name, title, address, schema), session }
  } catch (error) {
    await session.close()
    throw error
  }
}

const about = `
  SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000, pg_is_in_recovery(),
    :schema::text IS NULL OR EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = :schema)`

/** @returns what to call it. @throws SystemError */
async function fit(name: string, shown: string, session: Session, schema: string | undefined): Promise<string> {
  const [version, major, replica, there] = (await session.query(about, { schema: schema ?? null })).rows[0]!
  const title = `PostgreSQL ${version!}`
  const misfit = (code: string, detail: string, wayOut: string) =>
    new SystemError('misfit', code, name, `${name} (${shown}) ${detail}`, wayOut)
  if (Number(major) < oldest) throw misfit('version', `is ${title}, and ${oldest} is the oldest that is supported`, 'upgrade the server')
  if (replica === 't') throw misfit('replica', 'is a replica, which takes no writes and lags behind', 'name the primary in the URL')
  if (there === 'f') throw misfit('noSchema', `has no schema ${schema!}`, 'name the right schema, or the right database')
  return title
}
