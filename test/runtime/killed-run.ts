/**
 * A run in a process of its own that kills itself at the n-th boundary between effects: `node killed-run.ts <folder> <n> [accept]`; 0: never. Prints how many
 * boundaries there were. `accept`: the match is accepted before, so that this is the first sync; accepting is no part of what is killed.
 */
import { join } from 'node:path'
import { landscape } from '../../generated/work-orders/index.ts'
import { opener } from '../../runtime/connect.ts'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { accept } from '../../runtime/match.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { hookedLedger, hookedOpener } from './failpoints.ts'

const [folder, at, mode] = [process.argv[2]!, Number(process.argv[3]), process.argv[4]]
const env = { EAM_DB: 'eam.sqlite', ERP_DB: 'erp.sqlite', PROC_DB: 'proc.sqlite', ERP_COMPANY: 'NORTH' }

let passed = 0
let running = false
const hook = (boundary: string) => {
  if (!running || ++passed !== at) return
  process.stderr.write(`killed ${boundary}\n`)
  process.kill(process.pid, 'SIGKILL')
}

const ledger = await openLedgerOf(landscape, join(folder, 'ledger.sqlite'), { create: true })
const open = opener(landscape, { folder, env })
const engine = new Engine({
  landscape,
  clock: systemClock(),
  limits: { batch: 200 },
  ledger: hookedLedger(ledger, hook),
  open: hookedOpener(open, hook),
})
if (mode === 'accept') await accept(engine, Object.keys(landscape.flows), 'test', 0)
running = true
const result = await engine.settleAll()
await engine.close()
process.stdout.write(JSON.stringify({ boundaries: passed, down: result.down.map(({ error }) => error.message), capped: result.capped }))
