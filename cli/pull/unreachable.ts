import { Failure } from '../failure.ts'

interface Refused {
  readonly code?: string
  readonly message?: string
}

/** By SQLSTATE, or by the number or name that MariaDB's client and the network have. */
const wayOuts: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ['nothing listens there', 'see that the server runs, and that host and port are right'],
  ENOTFOUND: ['there is no such host', 'correct the host in the URL'],
  ETIMEDOUT: ['it does not answer', 'see whether a firewall is between, and that host and port are right'],
  '28P01': ['user or password is wrong', 'correct them in the URL; in a password @ is %40, / is %2F, # is %23'],
  '28000': ['the server does not let this user in', 'correct the user in the URL, or have pg_hba.conf let it in'],
  '3D000': ['there is no such database', 'correct the database in the URL'],
  '42501': ['this user lacks a right', 'GRANT USAGE on the schema, and SELECT on its tables, to this user'],
  '57014': ['the server ended a statement', 'raise statement_timeout for this user'],
  '53300': ['the server has no connection left', 'try again later, or raise max_connections'],
  ER_ACCESS_DENIED_ERROR: ['user or password is wrong', 'correct them in the URL; in a password @ is %40, / is %2F, # is %23'],
  ER_DBACCESS_DENIED_ERROR: ['this user may not use the database, or it is not there', 'GRANT SELECT on the database to this user'],
  ER_BAD_DB_ERROR: ['there is no such database', 'correct the database in the URL'],
  ER_HOST_NOT_PRIVILEGED: ['the server does not let this machine in', 'create the user for this host'],
  ER_CON_COUNT_ERROR: ['the server has no connection left', 'try again later, or raise max_connections'],
}

/** What a server, or the way to it, said, without the URL, which holds the password. */
export function unreachable(url: URL, error: unknown): Error {
  if (error instanceof Failure || !(error instanceof Error)) return error as Error
  const { code, message = '' } = error as Refused
  const [what, wayOut] = wayOuts[code ?? ''] ?? [message, 'see the log of the server']
  const server = `${url.protocol}//${url.host}${url.pathname}`
  return new Failure('pull.unreachable', `${server} cannot be read: ${what}`, wayOut)
}
