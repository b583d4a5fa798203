/**
 * node held-server.ts <URL> <landscape> <ms of the lease>: opens the ledger, commits one entry, says `held`; with the next line on stdin it commits another one,
 * says what became of it, and ends.
 */
import { openServerLedger } from '../../runtime/ledger/postgres/ledger.ts'
import { LedgerError } from '../../runtime/ports.ts'
import { nothing } from './commit.ts'
import { entry, shapes } from './entries.ts'

const [url, landscape, ms] = process.argv.slice(2)
const ledger = await openServerLedger(url!, { landscape: landscape!, flows: shapes, create: true }, Number(ms))
const put = async (key: string) => ledger.commit({ ...nothing, entries: [{ flow: 'orders', key, entry: entry() }] })
await put('first')
process.stdout.write('held\n')
process.stdin.once('data', () => {
  void put('late')
    .then(
      () => 'committed',
      (error: unknown) => (error instanceof LedgerError ? `${error.code}: ${error.message}` : String(error)),
    )
    .then((said) => process.stdout.write(`${said}\n`, () => process.exit()))
})
