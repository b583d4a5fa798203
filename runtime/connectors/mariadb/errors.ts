/** What MariaDB refuses, and what to do about it. */
import { SystemError } from '../../ports.ts'
import type { Refusal } from '../server/session.ts'
import { ServerError } from '../server/session.ts'

/** Where a server stands, for messages: never its password, and no more of its url than that. */
export interface Where {
  readonly system: string
  readonly host: string
  readonly user: string
  readonly database: string
}

interface Meaning {
  readonly refusal: Refusal
  readonly kind: 'unreachable' | 'misfit'
  readonly code: string
  /** Default: what the server says. */
  readonly says?: (where: Where, message: string) => string
  readonly wayOut: string
}

const row = (wayOut: string): Meaning => ({ refusal: 'row', kind: 'misfit', code: 'refused', wayOut })
const later = (code: string, wayOut: string, says?: Meaning['says']): Meaning => ({
  refusal: 'later',
  kind: 'unreachable',
  code,
  wayOut,
  ...(says !== undefined && { says }),
})
const never = (code: string, wayOut: string, says?: Meaning['says']): Meaning => ({
  refusal: 'never',
  kind: 'misfit',
  code,
  wayOut,
  ...(says !== undefined && { says }),
})
const again = (code: string, says: Meaning['says']): Meaning => ({
  refusal: 'again',
  kind: 'unreachable',
  code,
  says: says!,
  wayOut: 'it is tried again; where it stays so, look for transactions that stay open: SELECT * FROM information_schema.INNODB_TRX',
})

const taken: Meaning = { refusal: 'taken', kind: 'misfit', code: 'taken', wayOut: 'see which row of the table has the value' }
const lost: Meaning = {
  refusal: 'lost',
  kind: 'unreachable',
  code: 'lost',
  says: ({ host }) => `the connection to MariaDB at ${host} was lost`,
  wayOut: 'it is tried again; see that the server runs, and that nothing in between cuts connections',
}
const gone: Meaning = {
  refusal: 'lost',
  kind: 'unreachable',
  code: 'unreachable',
  says: ({ host }) => `no MariaDB answers at ${host}`,
  wayOut: 'start the server, or correct host and port in the url',
}
const wrongPassword = never(
  'refusedLogin',
  'correct user and password in the url, or let the user in: CREATE USER … IDENTIFIED BY …',
  ({ user, host }) => `MariaDB at ${host} does not let in ${user}: wrong password, or no such user from this machine`,
)
const missingRight = never('noRight', 'grant it: `thalweg prepare --role <user>` prints what a run needs', (_, message) => message)
const wrongName = never(
  'wrongName',
  'correct the binding or the table, and generate; where it is a table of thalweg, run `thalweg prepare`',
)
const noTable = never('noTable', 'correct the binding, and generate; where it is a table of thalweg, run `thalweg prepare --apply`')
const readOnly = never(
  'readOnly',
  'let the url name the primary server, not a replica',
  ({ host }) => `MariaDB at ${host} is read-only: a replica, or one that was told so`,
)
const full = later('full', 'make room on the disk of the server', ({ host }) => `the disk of MariaDB at ${host} is full`)
const busy = later('busy', 'it is tried again; raise max_connections, or let fewer programs connect', (_, message) => message)
const foreignKey = row('bring the record that it refers to first, or take away what refers to it')

/** By the server's number. */
const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  ...[1062, 1586, 1859, 1022].map((code) => [code, taken] as const),
  ...[1451, 1452, 1216, 1217, 1761, 1762].map((code) => [code, foreignKey] as const),
  ...[1406, 1264, 1265, 1366, 1292, 1411, 1048, 1364, 1690, 1365, 1118, 1153, 1416, 1526, 4025].map(
    (code) => [code, row('correct the value, or let the column take it')] as const,
  ),
  [1644, row('see what the trigger of the table asks for')],
  [1205, again('lockTimeout', () => 'a row stayed locked by somebody else for too long')],
  [1213, again('deadlock', () => 'two transactions waited for each other, and this one gave way')],
  [1020, again('changed', (_, message) => message)],
  [1412, again('changed', (_, message) => message)],
  ...[1927, 2006, 2013, 1053, 1158, 1159, 1160, 1161, 1184, 1152].map((code) => [code, lost] as const),
  ...[1044, 1142, 1143, 1227, 1370, 1410, 1095, 1419].map((code) => [code, missingRight] as const),
  ...[1045, 1698, 1130, 1524, 1862, 1820, 4151].map((code) => [code, wrongPassword] as const),
  [
    1049,
    never(
      'noDatabase',
      'correct the database in the url, or make it',
      ({ database, host }) => `MariaDB at ${host} has no database ${database}`,
    ),
  ],
  ...[1054, 1305, 1109, 1051, 1347].map((code) => [code, wrongName] as const),
  [1146, noTable],
  ...[1290, 1836, 1792].map((code) => [code, readOnly] as const),
  ...[1021, 1114, 1025, 1026].map((code) => [code, full] as const),
  ...[1040, 1203, 1226].map((code) => [code, busy] as const),
  ...[1037, 1038, 1041, 1135].map((code) => [code, later('memory', 'give the server more memory, or it less to do')] as const),
  [
    1969,
    later(
      'timeLimit',
      'raise max_statement_time of the user',
      () => 'the server ended a statement that took longer than max_statement_time',
    ),
  ],
  [
    3024,
    later(
      'timeLimit',
      'raise max_statement_time of the user',
      () => 'the server ended a statement that took longer than max_statement_time',
    ),
  ],
  [1317, later('interrupted', 'it is tried again', () => 'somebody ended the statement (KILL QUERY)')],
])

/** What has no number of the server: the network's own words. */
const networks: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: gone,
  ENOTFOUND: gone,
  EAI_AGAIN: gone,
  EHOSTUNREACH: gone,
  ENETUNREACH: gone,
  ETIMEDOUT: gone,
  HANDSHAKE_NO_SSL_SUPPORT: never(
    'noTls',
    'let the server offer TLS, or say ?ssl-mode=disabled in the url',
    ({ host }) => `MariaDB at ${host} offers no TLS`,
  ),
  HANDSHAKE_SSL_ERROR: never(
    'tls',
    'name the authority in the url: ?ssl-ca=/path/to/ca.pem',
    ({ host }, message) => `TLS with MariaDB at ${host} fails: ${message}`,
  ),
}

interface Refused {
  readonly errno?: number
  readonly code?: string
  readonly sqlState?: string
  readonly message: string
  readonly fatal?: boolean
}

export function refusalOf(error: unknown, where: Where): ServerError {
  const { errno, code, sqlState, message, fatal } = error as Refused
  const meaning = meaningOf(errno, code, sqlState, message, fatal)
  const said = meaning.says?.(where, message) ?? message
  const system = new SystemError(meaning.kind, meaning.code, where.system, said, meaning.wayOut)
  return new ServerError(meaning.refusal, String(errno !== undefined && errno > 0 ? errno : (code ?? '')), said, system)
}

function meaningOf(
  errno: number | undefined,
  code: string | undefined,
  sqlState: string | undefined,
  message: string,
  fatal?: boolean,
): Meaning {
  const known = (errno === undefined ? undefined : meanings.get(errno)) ?? (code === undefined ? undefined : networks[code])
  if (known !== undefined) return known
  // 1030 is any error of the storage engine; 28 is "no space left on device".
  if (errno === 1030) return /\b28\b|space/i.test(message) ? full : later('engine', 'see the log of the server')
  if (fatal === true || errno === undefined || errno < 0) return lost
  if (sqlState !== undefined && ['22', '23', '45'].includes(sqlState.slice(0, 2))) return row('correct the value, or let the table take it')
  return never('refused', 'see what the server says; where the table has changed, generate again')
}
