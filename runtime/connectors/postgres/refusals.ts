/** What PostgreSQL refuses, by SQLSTATE, in the terms of the ports: one sentence, and what to do. */
import { DatabaseError } from 'pg'
import { SystemError } from '../../ports.ts'
import type { Refusal } from '../server/session.ts'
import { ServerError } from '../server/session.ts'

interface Meaning {
  readonly refusal: Refusal
  readonly kind: SystemError['kind']
  readonly code: string
  readonly what: string
  readonly wayOut: string
}

const again = 'it is tried again'
const grant = 'grant this user what it needs: SELECT on what is read, and INSERT, UPDATE and DELETE on what is written'
const editedOrChanged =
  'look whether its tables are still those that the binding names, then generate and prepare again; or undo what was edited in the generated statements'

const lost: Meaning = { refusal: 'lost', kind: 'unreachable', code: 'lost', what: 'the connection was cut', wayOut: again }
const row: Meaning = { refusal: 'row', kind: 'misfit', code: 'row', what: 'a row is refused', wayOut: 'correct the row, or the constraint' }
const later = (code: string, what: string, wayOut: string): Meaning => ({ refusal: 'later', kind: 'unreachable', code, what, wayOut })
const never = (code: string, what: string, wayOut: string): Meaning => ({ refusal: 'never', kind: 'misfit', code, what, wayOut })
const repeat = (what: string): Meaning => ({ refusal: 'again', kind: 'unreachable', code: 'again', what, wayOut: again })

const byState: Readonly<Record<string, Meaning>> = {
  '0A000': { ...lost, what: 'a table was altered while it was in use' },
  '23505': { ...row, refusal: 'taken' },
  '25006': never('readOnly', 'it takes no writes', 'name the primary in the URL, not a replica; or let the database take writes'),
  '25P03': { ...lost, what: 'the connection was closed since it had been idle within a transaction' },
  '28000': never('login', 'it does not let this user in', 'look at user, database and TLS in the URL (`sslmode`), and at pg_hba.conf'),
  '28P01': never('login', 'the password is wrong', 'put the right password into the URL'),
  '3D000': never('noDatabase', 'there is no such database', 'name the right database in the URL'),
  '40003': { ...lost, what: 'nobody knows whether it was done' },
  '40P01': repeat('a deadlock was resolved'),
  '42501': never('rights', 'a right is missing', grant),
  '42703': never('noColumn', 'a column is missing', editedOrChanged),
  '42P01': never('noTable', 'a table is missing', editedOrChanged),
  '44000': row,
  '53100': later('full', 'its disk is full', 'make room; nothing was lost, it is tried again'),
  '53200': later('memory', 'it is out of memory', again),
  '53300': later('connections', 'it has no connection left', 'raise max_connections, or look who holds them; it is tried again'),
  '54000': row,
  '55P03': repeat('another program holds a lock'),
  '57014': later('timeout', 'a statement took too long, or was cancelled', 'raise statement_timeout for this user; it is tried again'),
  '57P01': { ...lost, what: 'it is shutting down, or somebody cut the connection' },
  '57P02': { ...lost, what: 'it has crashed and restarts' },
  '57P03': { ...lost, what: 'it is starting up or shutting down' },
  '57P05': { ...lost, what: 'the connection was closed since it had been idle' },
  '72000': repeat('a snapshot was too old'),
}

const byClass: Readonly<Record<string, Meaning>> = {
  '08': lost,
  '09': row,
  '22': row,
  '23': row,
  '27': row,
  '38': row,
  '39': row,
  '40': repeat('it could not be done beside what others did'),
  '53': later('resources', 'it lacks resources', again),
  '55': later('state', 'an object is in use', again),
  '58': later('io', 'it has trouble with its own files', 'look at its log; it is tried again'),
  P0: row,
}

/** A message may quote what it was given: no line of it is a secret, but it need not be long. */
const longest = 500

export function refused(system: string, shown: string, error: unknown): ServerError {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, longest)
  if (!(error instanceof DatabaseError)) return unconnected(system, shown, error, message)
  const state = error.code ?? ''
  const meaning = byState[state] ?? byClass[state.slice(0, 2)] ?? never('statement', 'it refuses a statement', editedOrChanged)
  const said = error.detail === undefined || error.detail === '' ? message : `${message}: ${error.detail.slice(0, longest)}`
  return made(system, shown, meaning, state, said)
}

function made(system: string, shown: string, { refusal, kind, code, what, wayOut }: Meaning, state: string, said: string): ServerError {
  return new ServerError(refusal, state, said, new SystemError(kind, code, system, `${system} (${shown}): ${what}: ${said}`, wayOut))
}

/** Errors of the network, and of the driver when the connection broke. */
function unconnected(system: string, shown: string, error: unknown, message: string): ServerError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const meaning: Meaning =
    code === 'ECONNREFUSED'
      ? { ...lost, code: 'down', what: 'nothing answers there', wayOut: 'start the server, or correct the URL; it is tried again' }
      : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? { ...lost, code: 'noHost', what: 'the host is not known', wayOut: 'correct the host in the URL; it is tried again' }
        : /certificate|self.signed|TLS|SSL/i.test(message)
          ? { ...never('tls', 'no connection with TLS', 'look at sslmode and sslrootcert in the URL'), refusal: 'lost' }
          : lost
  return made(system, shown, meaning, code, message === '' ? code : message)
}
