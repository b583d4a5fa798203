/** node held.ts <ledger file>: opens the ledger, commits one entry, says `held`, and waits to be killed. */
import { openLedger } from '../../runtime/ledger/index.ts'
import { nothing } from './commit.ts'
import { entry, shapes } from './entries.ts'

const ledger = await openLedger(process.argv[2]!, { landscape: 'estate', flows: shapes, create: true })
await ledger.commit({ ...nothing, entries: [{ flow: 'orders', key: 'mine', entry: entry() }] })
process.stdout.write('held\n')
setInterval(() => undefined, 1_000)
