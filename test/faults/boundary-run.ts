/** A run in a process of its own that kills itself at the n-th boundary between effects: `node boundary-run.ts <generated index> <folder> <ledger> <n>`. */
import { pathToFileURL } from 'node:url'
import { opener } from '../../runtime/connect.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { hookedLedger, hookedOpener } from '../runtime/failpoints.ts'

const [index, folder, file, at] = process.argv.slice(2) as [string, string, string, string]
const { landscape } = (await import(pathToFileURL(index).href)) as { readonly landscape: GeneratedLandscape }
let passed = 0
const hook = (boundary: string) => {
  if (++passed < Number(at)) return
  process.stderr.write(`killed ${boundary}\n`)
  process.kill(process.pid, 'SIGKILL')
}
const engine = new Engine({
  landscape,
  clock: systemClock(),
  ledger: hookedLedger(await openLedgerOf(landscape, file, { create: false }), hook),
  open: hookedOpener(opener(landscape, { folder, env: process.env }), hook),
})
// Others write meanwhile: sooner or later the boundary is reached.
for (;;) await engine.settleAll()
