/**
 * Whole runs, SQLite to SQLite, twelve fields, ledger and audit on, everything on disk: first load of a one-way flow, and updates on both sides of a
 * partitioned two-way flow, and of one with three policies of several writers where one row in a hundred is edited on both. Beside them what the files themselves can do: a plain copy of the same rows, read and inserted without anything in between.
 *
 *   BENCH_ROWS=100000,1000000 npm run bench -- sync
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Ran } from './landscape.ts'
import { Landscape, sql } from './landscape.ts'
import { columns, fillOrders, orderTable } from './orders.ts'

const sizes = (process.env['BENCH_ROWS'] ?? '100000').split(',').map(Number)
const tables = ['copied', 'shared', 'contested']

/** What reading the rows of one file and inserting them into another costs, in batches, and nothing else. */
function plainCopy(folder: string, rows: number): number {
  const from = new DatabaseSync(join(folder, 'a.sqlite'))
  const to = new DatabaseSync(join(folder, 'plain.sqlite'))
  to.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE copied (number TEXT PRIMARY KEY NOT NULL, description, asset, technician, status, due, hours, gl_code, project, priority, cost, currency) WITHOUT ROWID',
  )
  const read = from.prepare(`SELECT ${columns.join(', ')} FROM copied WHERE number > ? ORDER BY number LIMIT 2000`)
  read.setReturnArrays(true)
  const insert = to.prepare(`INSERT INTO copied VALUES (${columns.map(() => '?').join(', ')})`)
  const started = performance.now()
  for (let after = ''; ;) {
    const page = read.all(after) as unknown as string[][]
    if (page.length === 0) break
    to.exec('BEGIN')
    for (const row of page) insert.run(...row)
    to.exec('COMMIT')
    after = page.at(-1)![0]!
  }
  const ms = performance.now() - started
  from.close()
  to.close()
  return (rows * 1_000) / ms
}

const landscape = await Landscape.of('orders')
for (const rows of sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
  landscape.build(folder, tables.map(orderTable), (db, system) => {
    if (system === 'A') for (const table of tables) fillOrders(db, table, rows)
  })
  const plain = plainCopy(folder, rows)
  let peak = 0
  const timed = (flow: string) => {
    const result = landscape.settle(folder, flow)
    peak = Math.max(peak, result.peak)
    return result
  }
  landscape.accept(folder)

  const load = timed('copied')
  const ledgerBytes = statSync(join(folder, 'ledger.sqlite')).size
  console.log(`${rows} rows × 12 fields`)
  console.log(
    `  first load, one-way    ${Math.round((rows * 1_000) / load.ms)} rows/s (${load.written} written; ${((load.cpuMs * 1_000) / rows).toFixed(1)} µs of processor time a row); plain copy of the same rows ${Math.round(plain)} rows/s`,
  )
  console.log(`  ledger                 ${Math.round(ledgerBytes / rows)} bytes a record, audit included`)
  const updates = Math.min(rows, 100_000)
  /** Half of the rows is edited on each side: more of them would be a mass change. @param alsoThere share of all that is edited on both */
  const edit = (table: string, here: string, there: string, alsoThere = 0) => {
    const half = (order: string, limit: number) => `number IN (SELECT number FROM ${table} ORDER BY number ${order} LIMIT ${limit})`
    sql(folder, 'A', `UPDATE ${table} SET ${here} WHERE ${half('ASC', updates / 2)}`)
    sql(folder, 'B', `UPDATE ${table} SET ${there} WHERE ${half('DESC', Math.round(updates * (0.5 - alsoThere)))}`)
    if (alsoThere > 0) sql(folder, 'B', `UPDATE ${table} SET ${there} WHERE ${half('ASC', Math.round(updates * alsoThere))}`)
  }
  const told = (name: string, { written, ms, cpuMs }: Ran) =>
    console.log(
      `  ${name.padEnd(22)} ${Math.round((written * 1_000) / ms)} updates/s (${written} written; ${((cpuMs * 1_000) / written).toFixed(1)} µs of processor time a row)`,
    )
  timed('shared')
  edit('shared', "status = 'DONE', hours = '8.00'", "gl_code = 'GL-1'")
  const update = timed('shared')
  told('updates, partitioned', update)
  timed('contested')
  edit(
    'contested',
    "description = 'by a', technician = 'a', hours = '8.00'",
    "description = 'by b', technician = 'b', hours = '9.00'",
    0.01,
  )
  const contested = timed('contested')
  told('three policies, 1 %', contested)
  console.log(
    `  of partitioned         ${Math.round((100 * contested.written * update.ms) / (contested.ms * update.written))} %, by processor time ${Math.round((100 * update.cpuMs * contested.written) / (contested.cpuMs * update.written))} %`,
  )
  const idle = timed('shared')
  console.log(`  idle pass              ${idle.ms.toFixed(1)} ms, ${idle.written} written`)
  console.log(`  peak memory            ${Math.round(peak / 2 ** 20)} MB`)
  rmSync(folder, { recursive: true, force: true })
}
