/** Where a ledger lies: in a file, or in a Postgres database, whose URL is then its place. */
import type { Ledger } from '../ports.ts'
import type { Beside } from './beside.ts'
import type { AuditVerdict } from './chain.ts'
import type { LedgerOptions } from './options.ts'

export function isServer(place: string): boolean {
  return /^postgres(ql)?:\/\//i.test(place)
}

/** For people, and for whatever may be read by others: a URL without user, password and parameters. */
export function shownLedger(place: string, file: (path: string) => string = String): string {
  if (!isServer(place)) return file(place)
  return URL.canParse(place) ? `postgres://${new URL(place).host}${new URL(place).pathname}` : 'postgres://…'
}

/** `:memory:`: a ledger that is gone with the process. @throws LedgerError */
export async function openLedger(place: string, options: LedgerOptions): Promise<Ledger> {
  if (isServer(place)) return (await import('./postgres/ledger.ts')).openServerLedger(place, options)
  return (await import('./sqlite.ts')).openFileLedger(place, options)
}

/** @throws LedgerError */
export async function ledgerIsThere(place: string, landscape: string): Promise<boolean> {
  if (isServer(place)) return (await import('./postgres/beside.ts')).serverLedgerIsThere(place, landscape)
  return (await import('./open.ts')).ledgerFileIsThere(place)
}

/** @throws LedgerError */
export async function openBeside(place: string, landscape: string): Promise<Beside> {
  if (isServer(place)) return (await import('./postgres/beside.ts')).besideServer(place, landscape)
  return (await import('./beside.ts')).besideFile(place, landscape)
}

/** Reads the whole audit once; memory holds one commit. Works beside a run. @param head a hash noted earlier @throws LedgerError */
export async function verifyAudit(place: string, landscape: string, head?: string): Promise<AuditVerdict> {
  if (isServer(place)) return (await import('./postgres/verify.ts')).verifyServer(place, landscape, head)
  return (await import('./chain.ts')).verifyFile(place, landscape, head)
}
