import { isAbsolute, relative } from 'node:path'
import { shownLedger } from '../runtime/ledger/place.ts'

/** A path as a person reads it: from the working directory where that is shorter. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' ? '.' : short.startsWith('..') || isAbsolute(short) ? path : short
}

/** Where a ledger lies, as a person reads it. */
export function shownPlace(ledger: string): string {
  return shownLedger(ledger, shown)
}
