/**
 * A day in the life of the first example, on real databases with the real engine: first sync, edits on both sides, a foreign write, a delete, a run that is
 * killed and started again, reconciliation. What is printed is read from the ledger and the databases; the script decides nothing.
 *
 *   npm run start:work-orders
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { landscape } from '../../generated/work-orders/index.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { cli, Terminal } from '../terminal.ts'
import { buildDatabases } from './build.ts'
import { decisionLines } from './report.ts'

const here = import.meta.dirname
const ledgerFile = join(here, '.thalweg/work-orders.ledger.sqlite')
const terminal = new Terminal(here, {
  EAM_DB: 'data/eam.sqlite',
  ERP_DB: 'data/erp.sqlite',
  PROC_DB: 'data/proc.sqlite',
  ERP_COMPANY: 'NORTH',
})
const started = performance.now()

async function decisionsSince(audit: number): Promise<number> {
  const ledger = await openLedgerOf(landscape, ledgerFile, { readOnly: true })
  const rows = (await ledger.audit({ limit: 1_000_000 })).filter(({ id }) => id > audit)
  await ledger.close()
  const lines = decisionLines(rows)
  if (lines.length > 0) console.log(['What the ledger now says of it:', ...lines.map((line) => `  ${line}`)].join('\n'))
  return Math.max(audit, ...rows.map(({ id }) => id))
}

/** Starts a run and kills it as soon as the ledger holds a write that is decided and not yet known to have landed. */
async function killedRun(): Promise<string> {
  const child = spawn(process.execPath, [cli, 'run', join(here, 'flows.ts'), '--once'], { env: terminal.env, stdio: 'ignore' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const db = new DatabaseSync(ledgerFile, { readOnly: true })
  const pending = db.prepare('SELECT count(*) AS rows FROM pending')
  let rows = 0
  while (child.exitCode === null && rows === 0) {
    rows = Number(pending.get()!['rows'])
    await new Promise((resolve) => setImmediate(resolve))
  }
  child.kill('SIGKILL')
  await exited
  db.close()
  return rows === 0 ? 'it had finished before it could be killed' : `killed with ${rows} writes decided and not known to have landed`
}

// ─── The day ─────────────────────────────────────────────────────────────────────────────────────

rmSync(join(here, '.thalweg'), { recursive: true, force: true })
buildDatabases(join(here, 'data'))
console.log('Three databases: EAM runs maintenance, ERP does finance, PROC keeps vendors. ERP already holds half of the work orders.')

terminal.thalweg('check')
terminal.thalweg('generate', '--out', 'generated')
terminal.thalweg('prepare', '--apply')
terminal.thalweg('match', '--accept')

console.log('\nFirst sync: what both hold is compared, each field takes its writer’s value')
terminal.thalweg('run', '--once')
let audit = await decisionsSince(0)

console.log('\nOperations and finance edit the same orders at the same time')
terminal.edit(
  'eam',
  "UPDATE wo SET status = 'DONE', hours = '7.25' WHERE wo_no IN ('2374', '2255')",
  "UPDATE equipment SET status = 'D' WHERE equipment_code = '1234.01.01'",
)
terminal.edit(
  'erp',
  "UPDATE maintenance_order SET gl_code = 'GL-7000', cost = 1250.5 WHERE order_no IN ('2374', '2255')",
  "UPDATE requisition SET approval = 'REJECTED' WHERE requisition_no = 'PR-00001'",
)
terminal.edit(
  'proc',
  "UPDATE vendors SET name = 'Litware & Sons', modified = '2026-11-24 08:00:00.000' WHERE account_number = 'LITWARE0001'",
)
terminal.thalweg('run', '--once')
audit = await decisionsSince(audit)

console.log('\nA foreign write: somebody in finance closes an order, which is operations’ to say')
terminal.edit(
  'erp',
  'UPDATE maintenance_order SET state = 90 WHERE order_no = (SELECT max(order_no) FROM maintenance_order WHERE state = 10)',
)
terminal.thalweg('run', '--once')
audit = await decisionsSince(audit)

console.log('\nA delete in EAM, and one in ERP, which may not delete')
terminal.edit('eam', "DELETE FROM wo WHERE wo_no = '2043'")
terminal.edit('erp', "DELETE FROM maintenance_order WHERE order_no = '2255'")
terminal.thalweg('run', '--once')
audit = await decisionsSince(audit)

console.log('\nFive hundred orders change, and the run is killed in the middle')
terminal.edit('eam', "UPDATE wo SET technician = 'night shift', hours = '3.00'")
console.log(`  ${await killedRun()}`)
console.log('  started again:')
terminal.thalweg('run', '--once')
audit = await decisionsSince(audit)

console.log('\nReconciliation: systems compared with each other, not with the ledger')
terminal.thalweg('reconcile')
terminal.thalweg('report')

const { flows } = terminal
console.log(`
Done in ${((performance.now() - started) / 1_000).toFixed(1)} s. The databases are in ${join(relative(process.cwd(), here), 'data')}: change rows with any SQLite client, and try
  npx thalweg run ${flows} --once
  npx thalweg trace workOrders 2374 status --flows ${flows}
  npx thalweg explain workOrders.status --flows ${flows}
  npx thalweg status ${flows}
  npx thalweg report ${flows} --html report.html
The policy table is generated/work-orders/policies.md; every statement that runs is below generated/work-orders/flows.`)
