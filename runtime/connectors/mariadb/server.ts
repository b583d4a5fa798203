/** A MariaDB, as what stands above all servers needs it. */
import type { Connection } from 'mysql2'
import { SystemError } from '../../ports.ts'
import type { Server, ServerColumn, Session } from '../server/session.ts'
import { ServerError } from '../server/session.ts'
import type { Where } from './errors.ts'
import { refusalOf } from './errors.ts'
import type { Types } from './session.ts'
import { MariadbSession, settings } from './session.ts'
import { tableType } from './statement.ts'
import { addressOf } from './url.ts'

const oldest = [10, 6] as const

/** @throws SystemError where the url is none, the server cannot be reached, or is not fit */
export async function mariadbServer(system: string, url: string): Promise<Server> {
  const { where, options } = addressOf(system, url)
  const { createConnection } = await import('mysql2')
  const types = columnTypes()
  const connect = async (): Promise<{ readonly session: Session; readonly title: string }> => {
    const connection = createConnection({
      ...options,
      multipleStatements: true,
      flags: ['-FOUND_ROWS', '-LOCAL_FILES'],
      charset: 'utf8mb4',
      connectTimeout: 10_000,
      enableKeepAlive: true,
    })
    try {
      await opened(connection)
      const first = new MariadbSession(connection, where, types, Number.MAX_SAFE_INTEGER)
      const { rows } = await first.query(
        `${settings}; SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT version(), @@max_allowed_packet`,
      )
      const [version, largest] = rows[0]!
      const title = fit(version!, where)
      return { session: new MariadbSession(connection, where, types, Number(largest)), title }
    } catch (error) {
      connection.destroy()
      if (error instanceof SystemError) throw error
      throw error instanceof ServerError ? error.system : refusalOf(error, where).system
    }
  }
  const first = await connect()
  let spare: Session | null = first.session
  return {
    system,
    title: first.title,
    connect: async () => {
      const session = spare ?? (await connect()).session
      spare = null
      return session
    },
    columns,
    unique,
    clock: async (session) => Number((await session.query('SELECT floor(unix_timestamp(now(6)) * 1000)')).rows[0]![0]),
  }
}

async function opened(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error === null ? resolve() : reject(error)))
  })
}

/** @returns its title */
function fit(version: string, { system, host }: Where): string {
  const [, major = '', minor = '', patch = ''] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  const wayOut = `let the url name a MariaDB of ${oldest.join('.')} or newer`
  if (!/mariadb/i.test(version))
    throw new SystemError('misfit', 'version', system, `the server at ${host} is no MariaDB (${version})`, wayOut)
  const tooOld = Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1])
  if (tooOld)
    throw new SystemError('misfit', 'version', system, `MariaDB at ${host} is ${major}.${minor}.${patch}, which is too old`, wayOut)
  return `MariaDB ${major}.${minor}.${patch}`
}

async function columns(session: Session, place: string): Promise<readonly ServerColumn[]> {
  const { rows } = await session.query(
    'SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = database() AND TABLE_NAME = :place ORDER BY ORDINAL_POSITION',
    { place },
  )
  return rows.map(([name, type, nullable]) => ({ name: name!, type: type!, nullable: nullable === 'YES' }))
}

/** A view has no index: what identifies its rows is not known, and not denied. */
async function unique(session: Session, place: string, names: readonly string[]): Promise<boolean> {
  const { rows } = await session.query(
    `SELECT INDEX_NAME, COLUMN_NAME, NULLABLE, SUB_PART FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = database() AND TABLE_NAME = :place AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
    { place },
  )
  const known = new Set(names.map((name) => name.toLowerCase()))
  const indexes = new Map<string, boolean>()
  for (const [index, column, nullable, part] of rows) {
    const serves = known.has(column!.toLowerCase()) && nullable !== 'YES' && part === null
    indexes.set(index!, (indexes.get(index!) ?? true) && serves)
  }
  return [...indexes.values()].includes(true)
}

function columnTypes(): Types {
  const known = new Map<string, string>()
  return {
    of: async (session, { table, column }) => {
      const name = JSON.stringify([table, column])
      const found = known.get(name)
      if (found !== undefined) return found
      const { rows } = await session.query(
        'SELECT COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = database() AND TABLE_NAME = :table AND COLUMN_NAME = :column',
        { table, column },
      )
      const [type, characterSet, collation] = rows[0] ?? [null, null, null]
      const told = type === null || type === undefined ? 'LONGTEXT' : tableType(type, characterSet ?? null, collation ?? null)
      if (type !== null) known.set(name, told)
      return told
    },
  }
}
