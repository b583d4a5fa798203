/**
 * The origin under which sessions of ours write, so that the log tells their changes from those of others. A server lets one session at a time write under an
 * origin, so each takes one of several that nobody has: two that write at once, or a new run while the server has not noticed yet that the former was killed.
 *
 * Rights, in the database itself: `GRANT EXECUTE ON FUNCTION pg_replication_origin_create(text), pg_replication_origin_session_setup(text) TO …`.
 */
import { SystemError } from '../../../ports.ts'
import type { Session } from '../../server/session.ts'
import { originNames } from './name.ts'

const known = 'SELECT o.roname FROM pg_replication_origin AS o WHERE o.roname = :origin::text'
const create = 'SELECT pg_replication_origin_create(:origin::text)'
const take = 'SELECT pg_replication_origin_session_setup(:origin::text)'

const inUse = '55006'
const insufficientPrivilege = '42501'
const limitExceeded = '53400'
/** Another session has made it meanwhile. */
const duplicates: readonly unknown[] = ['42710', '23505']

/** Once for a session, outside a transaction. @param log the name of slot and publication @returns the origin @throws SystemError */
export async function takeOrigin(session: Pick<Session, 'query'>, system: string, log: string): Promise<string> {
  try {
    for (const origin of originNames(log)) if (await taken(session, origin)) return origin
  } catch (error) {
    if (codeOf(error) === limitExceeded) throw noRoom(system)
    if (codeOf(error) !== insufficientPrivilege) throw error
    throw new SystemError(
      'misfit',
      'noOriginRight',
      system,
      `the role that writes to ${system} may not mark what it writes as ours`,
      'run `GRANT EXECUTE ON FUNCTION pg_replication_origin_create(text), pg_replication_origin_session_setup(text) TO …` in its database, as a superuser',
    )
  }
  throw new SystemError(
    'unreachable',
    'noFreeOrigin',
    system,
    `every replication origin of ${log} is used by a session`,
    'stop the runs that write there (pg_replication_origin_status, pg_stat_activity); it is tried again',
  )
}

function noRoom(system: string): SystemError {
  return new SystemError(
    'misfit',
    'noRoomForOrigin',
    system,
    `${system} keeps track of as many replication origins as it may`,
    'raise max_replication_slots (from version 18 on: max_active_replication_origins) and restart the server, or drop origins that nobody uses (pg_replication_origin_status)',
  )
}

async function taken(session: Pick<Session, 'query'>, origin: string): Promise<boolean> {
  if ((await session.query(known, { origin })).rows.length === 0)
    await session.query(create, { origin }).catch((error: unknown) => {
      if (!duplicates.includes(codeOf(error))) throw error
    })
  try {
    await session.query(take, { origin })
    return true
  } catch (error) {
    if (codeOf(error) === inUse) return false
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code
}
