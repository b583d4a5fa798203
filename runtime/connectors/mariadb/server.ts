/** What MariaDB has of its own below the statements. */
import type { Connection } from 'mysql2'
import { SystemError } from '../../ports.ts'
import type { BatchColumns, Horizon, Right, Sent, Server, ServerColumn, ServerValues, Session } from '../server/session.ts'
import { ServerError } from '../server/session.ts'
import { columns, columnTypes, isUnique, missingRights, unfit } from './catalog.ts'
import type { Where } from './errors.ts'
import { refusalOf } from './errors.ts'
import { horizonOf } from './horizon.ts'
import { MariadbSession, settings } from './session.ts'
import { parametersOf } from './statement.ts'
import type { Address } from './url.ts'
import { addressOf } from './url.ts'

const oldest = [10, 6] as const

export class MariadbServer implements Server {
  readonly system: string
  readonly title: string
  readonly #connect: () => Promise<Opened>

  private constructor(system: string, title: string, connect: () => Promise<Opened>) {
    this.system = system
    this.title = title
    this.#connect = connect
  }

  /** @throws SystemError where the url is none, the server cannot be reached, or is not fit */
  static async open(system: string, url: string): Promise<{ readonly server: MariadbServer; readonly session: Session }> {
    const address = addressOf(system, url)
    const types = columnTypes()
    const connect = async (): Promise<Opened> => opened(address, types)
    const { session, version } = await connect()
    try {
      return { server: new MariadbServer(system, titled(version, address.where), connect), session }
    } catch (error) {
      await session.close()
      throw error
    }
  }

  async connect(): Promise<Session> {
    return (await this.#connect()).session
  }

  async columns(session: Session, place: string): Promise<readonly ServerColumn[]> {
    return columns(session, place)
  }

  async unique(session: Session, place: string, names: readonly string[]): Promise<boolean> {
    return isUnique(session, place, names)
  }

  async unfit(_session: Session, column: ServerColumn, sent: Sent): Promise<string | null> {
    return unfit(column, sent)
  }

  async missingRights(session: Session, place: string, rights: readonly Right[]): Promise<readonly Right[]> {
    return missingRights(session, place, rights)
  }

  fold(name: string): string {
    return name.toLowerCase()
  }

  firstTime(type: string): string {
    if (/^(date|timestamp)/i.test(type)) return '1000-01-01'
    return /int|decimal|double|float|year/i.test(type) ? '-9223372036854775808' : ''
  }

  async clock(session: Session): Promise<number> {
    return Number((await session.query('SELECT floor(unix_timestamp(now(6)) * 1000)')).rows[0]![0])
  }

  parameters(sql: string): readonly string[] {
    return parametersOf(sql)
  }

  batch(values: BatchColumns): ServerValues {
    const rows: Record<string, string | number | null>[] = []
    for (const [name, column] of values) for (const [n, value] of column.entries()) (rows[n] ??= {})[name] = value
    return { batch: JSON.stringify(rows) }
  }

  refuses(text: string): string | null {
    return text.isWellFormed() ? null : 'it holds half of a character (a lone surrogate), which MariaDB cannot keep'
  }

  /** Every constraint is checked at once here. */
  async canSkip(): Promise<boolean> {
    return true
  }

  /** It leaves out none but rows whose key is taken, and those are found. */
  insertOutright(sql: string): string {
    return sql
  }

  horizon({ changes }: { readonly changes: string }): Horizon {
    return horizonOf(changes)
  }
}

interface Opened {
  readonly session: Session
  readonly version: string
}

/** @throws SystemError */
async function opened({ where, options }: Address, types: ReturnType<typeof columnTypes>): Promise<Opened> {
  const { createConnection } = await import('mysql2')
  const connection = createConnection({
    ...options,
    multipleStatements: true,
    flags: ['-FOUND_ROWS', '-LOCAL_FILES'],
    charset: 'utf8mb4',
    connectTimeout: 10_000,
    enableKeepAlive: true,
  })
  try {
    await connected(connection)
    const first = new MariadbSession(connection, where, types, Number.MAX_SAFE_INTEGER)
    const [version, largest] = (await first.query(`${settings}; SELECT version(), @@max_allowed_packet`)).rows[0]!
    return { session: new MariadbSession(connection, where, types, Number(largest)), version: version! }
  } catch (error) {
    connection.destroy()
    throw error instanceof ServerError ? error.system : refusalOf(error, where).system
  }
}

async function connected(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error === null ? resolve() : reject(error)))
  })
}

/** @throws SystemError */
function titled(version: string, { system, host }: Where): string {
  const [, major = '', minor = '', patch = ''] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  const wayOut = `let the url name a MariaDB of ${oldest.join('.')} or newer`
  const misfit = (what: string): SystemError => new SystemError('misfit', 'version', system, what, wayOut)
  if (!/mariadb/i.test(version)) throw misfit(`the server at ${host} is no MariaDB (${version})`)
  if (Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1]))
    throw misfit(`MariaDB at ${host} is ${major}.${minor}.${patch}, which is too old`)
  return `MariaDB ${major}.${minor}.${patch}`
}
