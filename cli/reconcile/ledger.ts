import type { Ledger } from '../../runtime/ports.ts'
import { LedgerError } from '../../runtime/ports.ts'
import type { Cli } from '../command.ts'
import type { Estate } from '../estate.ts'
import { ledgerOf } from '../systems.ts'

/** The ledger for a comparison: held, so that its result can be kept; or only read, beside a run that holds it. A repair writes, and has to hold it. */
export async function reconcileLedger(
  estate: Estate,
  repairs: boolean,
  cli: Cli,
): Promise<{ readonly ledger: Ledger; readonly records: boolean }> {
  try {
    return { ledger: await ledgerOf(estate, 'write'), records: true }
  } catch (error) {
    const beside = error instanceof LedgerError && (error.code === 'busy' || error.code === 'readOnly')
    if (!beside || repairs) throw error
    cli.note('a run holds the ledger: the systems are compared, and status goes on telling the drift that was found before')
    return { ledger: await ledgerOf(estate, 'read'), records: false }
  }
}
