/** node filled.ts <ledger file>: commits until a commit fails, then prints how many succeeded and the error. */
import { openLedger } from '../../runtime/ledger/index.ts'
import { LedgerError } from '../../runtime/ports.ts'
import { nothing } from './commit.ts'
import { entry, shapes } from './entries.ts'

const ledger = await openLedger(process.argv[2]!, { landscape: 'estate', flows: shapes, create: true })
const wide = 'x'.repeat(50_000)
let done = 0
try {
  for (; done < 1_000; done++)
    await ledger.commit({ ...nothing, entries: [{ flow: 'orders', key: String(done), entry: entry({ g: [wide, '1', 'EUR', ''] }) }] })
} catch (error) {
  const { code, message, wayOut } = error instanceof LedgerError ? error : { code: null, message: String(error), wayOut: '' }
  process.stdout.write(JSON.stringify({ done, code, message, wayOut, readable: (await ledger.keys('orders', null, 2_000)).length }))
}
