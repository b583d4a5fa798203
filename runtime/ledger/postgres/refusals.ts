/** What a server refuses, in the terms of the ledger. */
import { refused } from '../../connectors/postgres/refusals.ts'
import type { ServerError } from '../../connectors/server/session.ts'
import { LedgerError } from '../../ports.ts'

const goesOn = 'nothing that was decided is lost, the next run goes on'
const wayOuts: Readonly<Record<string, readonly [code: LedgerError['code'], wayOut: string]>> = {
  down: ['unreachable', `start the server, or correct THALWEG_LEDGER; ${goesOn}`],
  noHost: ['unreachable', 'correct the host in THALWEG_LEDGER'],
  login: ['unreachable', 'look at user, password and sslmode in THALWEG_LEDGER, and at pg_hba.conf'],
  noDatabase: ['unreachable', 'name the right database in THALWEG_LEDGER, or create it'],
  tls: ['unreachable', 'look at sslmode and sslrootcert in THALWEG_LEDGER'],
  connections: ['unreachable', `raise max_connections, or look who holds them; ${goesOn}`],
  timeout: ['unreachable', `raise statement_timeout for this user; ${goesOn}`],
  full: ['full', `make room on the server's disk; ${goesOn}`],
  rights: ['readOnly', 'let the user in THALWEG_LEDGER own the schema of the ledger, or grant it USAGE on it and all rights on its tables'],
  readOnly: ['readOnly', 'name the primary in THALWEG_LEDGER, not a replica'],
  noTable: ['damaged', 'restore the ledger from a backup'],
  noColumn: ['damaged', 'restore the ledger from a backup'],
}

/** @param shown the server, without user and password @returns null for what is no server's refusal */
export function ledgerRefusal(shown: string, error: unknown): { readonly said: LedgerError; readonly lost: boolean } | null {
  if (
    !(error instanceof Error) ||
    error instanceof LedgerError ||
    !('code' in error || /connection|timeout|closed|terminated/i.test(error.message))
  )
    return null
  const { system, refusal }: ServerError = refused('the ledger', shown, error)
  const [code, wayOut] = wayOuts[system.code] ?? ['unreachable', `run again once the server answers; ${goesOn}`]
  return { said: new LedgerError(code, system.message, wayOut), lost: refusal === 'lost' }
}
