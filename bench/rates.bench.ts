/**
 * First load of a long history of exchange rates from one system to two, ledger and audit on, everything on disk. Beside it a plain copy: the same rows read once
 * and inserted into two files without anything in between. A rate counts once, however many systems get it.
 *
 *   BENCH_ECB=eurofxref-hist.csv npm run bench -- rates     the European Central Bank's own file instead of rows of its shape
 */
import { parse } from 'csv-parse/sync'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Landscape } from './landscape.ts'
import { fileOf } from './place.ts'

type Rate = readonly [day: string, currency: string, rate: string]

/** A line a day, newest first, a column for each currency, `N/A` where there is no rate, and a comma at the end of each line. */
function published(file: string): Rate[] {
  const [head, ...days] = parse(readFileSync(file, 'utf8'), { relax_column_count: true })
  return days.flatMap(([day, ...cells]) =>
    cells.flatMap((cell, i): Rate[] => (cell === '' || cell === 'N/A' ? [] : [[day!, head![i + 1]!, cell]])),
  )
}

/** As many days and currencies as the published history has, a rate in each cell. */
function made(): Rate[] {
  const [days, currencies] = [6_983, 41]
  const code = (i: number) => `X${String.fromCodePoint(65 + Math.floor(i / 26), 65 + (i % 26))}`
  return Array.from({ length: days * currencies }, (_, i): Rate => {
    const day = new Date(Date.UTC(1999, 0, 4) + Math.floor(i / currencies) * 86_400_000).toISOString().slice(0, 10)
    return [day, code(i % currencies), `${1 + (i % currencies) * 13}.${String(1_000 + ((i * 7_919) % 9_000))}`]
  })
}

const table = 'CREATE TABLE rate (day TEXT NOT NULL, currency TEXT NOT NULL, rate TEXT NOT NULL, PRIMARY KEY (day, currency)) WITHOUT ROWID'

function plainCopy(folder: string, rows: number): number {
  const from = new DatabaseSync(fileOf(folder, 'Bank'))
  const targets = ['one', 'two'].map((name) => {
    const db = new DatabaseSync(join(folder, `plain-${name}.sqlite`))
    db.exec(`PRAGMA journal_mode = WAL; ${table}`)
    return { db, insert: db.prepare('INSERT INTO rate VALUES (?, ?, ?)') }
  })
  const read = from.prepare('SELECT day, currency, rate FROM rate WHERE (day, currency) > (?, ?) ORDER BY day, currency LIMIT 2000')
  read.setReturnArrays(true)
  const started = performance.now()
  for (let after: readonly string[] = ['', '']; ;) {
    const page = read.all(after[0]!, after[1]!) as unknown as string[][]
    if (page.length === 0) break
    for (const { db, insert } of targets) {
      db.exec('BEGIN')
      for (const row of page) insert.run(...row)
      db.exec('COMMIT')
    }
    after = page.at(-1)!
  }
  const ms = performance.now() - started
  for (const { db } of targets) db.close()
  from.close()
  return (rows * 1_000) / ms
}

const file = process.env['BENCH_ECB']
const rates = file === undefined ? made() : published(file)
const landscape = await Landscape.of('rates')
const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
landscape.build(folder, [table], (db, system) => {
  if (system !== 'Bank') return
  const insert = db.prepare('INSERT INTO rate VALUES (?, ?, ?)')
  db.exec('BEGIN')
  for (const rate of rates) insert.run(...rate)
  db.exec('COMMIT')
})
const plain = plainCopy(folder, rates.length)
landscape.accept(folder)
const { ms, cpuMs, written, peak } = landscape.settle(folder, 'rates')
const figure = (n: number) => Math.round(n).toLocaleString('en')
console.log(`${figure(rates.length)} rates of three columns to two systems${file === undefined ? ', made' : ''}`)
console.log(
  `  first load             ${figure((rates.length * 1_000) / ms)} rates/s, ${figure((written * 1_000) / ms)} rows written/s (${figure(written)} written; ${((cpuMs * 1_000) / rates.length).toFixed(1)} µs of processor time a rate); plain copy to two files ${figure(plain)} rates/s`,
)
console.log(
  `  ledger                 ${Math.round(statSync(join(folder, 'ledger.sqlite')).size / rates.length)} bytes a record, audit included`,
)
console.log(`  peak memory            ${Math.round(peak / 2 ** 20)} MB`)
rmSync(folder, { recursive: true, force: true })
