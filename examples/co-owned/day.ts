/**
 * A day with fields that both sides write, on real databases with the real command line: both edit at once under every policy, and what each policy makes of it is
 * told from the ledger; a person decides what was held, and overturns what was decided. The script itself decides nothing.
 *
 *   npm run start:co-owned
 */
import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { landscape } from '../../generated/co-owned/index.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { Terminal } from '../terminal.ts'
import { buildDatabases } from './build.ts'
import { contests, statement } from './contests.ts'
import type { Traced } from './report.ts'
import { contestLine } from './report.ts'

const here = import.meta.dirname
const terminal = new Terminal(here, { CRM_DB: 'data/crm.sqlite', ERP_DB: 'data/erp.sqlite', WMS_DB: 'data/wms.sqlite' })
const started = performance.now()
/** Longer than the clocks of two systems may be apart: what is written after it is later, and no tie. */
const laterMs = 1_200

const traced = ({ flow, key, unit }: (typeof contests)[number]) => terminal.ask<Traced>('trace', flow, key, unit)

async function lastDecision(): Promise<number> {
  const ledger = await openLedgerOf(landscape, join(here, '.thalweg/co-owned.ledger.sqlite'), { readOnly: true })
  const rows = await ledger.audit({ limit: 1_000_000 })
  await ledger.close()
  return Math.max(0, ...rows.map(({ id }) => id))
}

rmSync(join(here, '.thalweg'), { recursive: true, force: true })
buildDatabases(join(here, 'data'))
console.log(
  'Three databases: CRM and ERP share customers, ERP and WMS share stock, ERP orders and WMS receives. ERP already holds half of both.',
)

terminal.thalweg('check')
terminal.thalweg('generate')
terminal.thalweg('prepare', '--apply')
terminal.thalweg('match', '--accept')

console.log('\nFirst sync: equal values agree; where both hold a customer, its tags are joined')
terminal.thalweg('run', '--once')
const before = await lastDecision()

console.log('\nBoth sides write the same field of the same record, one for each policy')
for (const database of ['crm', 'wms', 'erp']) {
  const statements = contests.flatMap(({ writes }) => (writes[database] === undefined ? [] : [statement(writes[database])]))
  for (const sql of statements) console.log(`  ${database.toUpperCase()}: ${sql}`)
  terminal.edit(database, ...statements)
  await setTimeout(laterMs)
}
terminal.thalweg('run', '--once')

console.log('\nWhat each policy made of it')
const after = contests.map(traced)
for (const [i, contest] of contests.entries()) console.log(contestLine(contest, after[i]!, before))

console.log('\nStock has a key of two parts: the same item at other locations is untouched')
for (const location of [1, 6, 50]) {
  const erp = terminal.value('erp', `SELECT quantity FROM item_balance WHERE item_no = 'AR-5381' AND location_no = ${location}`)
  const wms = terminal.value('wms', `SELECT pieces FROM bin_stock WHERE sku = 'AR-5381' AND zone = ${location}`)
  console.log(`  AR-5381 at ${location}: ERP ${erp}, WMS ${wms}`)
}

console.log('\nCredit control decides what was held')
const { reviews } = terminal.ask<{ readonly reviews: readonly { readonly id: number }[] }>('review', 'list')
const [review] = reviews
if (review === undefined) throw new Error('no review is open')
terminal.thalweg('review', 'show', String(review.id))
terminal.thalweg('review', 'take', String(review.id), 'ERP', '--by', 'credit-control')

console.log('\nSales wants the note back that was lost to the later one')
const notes = after[contests.findIndex(({ policy }) => policy === 'lastWriteWins')]!
const lost = notes.history.find(({ id, kind }) => id > before && kind === 'conflict')
if (lost === undefined) throw new Error('no note was lost')
terminal.thalweg('review', 'overturn', String(lost.id), '--by', 'sales')
terminal.thalweg('trace', 'customers', '300', 'notes')

console.log('\nNothing is left to do, and systems compared with each other agree')
terminal.thalweg('run', '--once')
terminal.thalweg('reconcile')
terminal.thalweg('report')

console.log(`
Done in ${((performance.now() - started) / 1_000).toFixed(1)} s. The databases are in ${join(relative(process.cwd(), here), 'data')}: change rows with any SQLite client, and try
  npx thalweg run ${terminal.flows} --once
  npx thalweg trace customers 296 address --flows ${terminal.flows}
  npx thalweg report ${terminal.flows} --html report.html
The policy table is generated/co-owned/policies.md; a page for each policy is in docs/policies.`)
