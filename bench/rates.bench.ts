/**
 * First load of the history of exchange rates that the European Central Bank publishes, from its file to two systems, ledger and audit on, everything on disk.
 * Beside it a plain copy: the file parsed once and inserted into two databases without anything in between. A rate counts once, however many systems get it.
 *
 *   BENCH_ECB=eurofxref-hist.csv npm run bench -- rates     the bank's own file instead of one of its size and shape, every cell of which is a rate
 */
import { parse } from 'csv-parse/sync'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Landscape } from './landscape.ts'
import { placeOf } from './place.ts'

/** As many days and currencies as the published history has: newest first, and a comma at the end of each line. */
function made(): string {
  const [days, currencies] = [6_983, 41]
  const codes = Array.from({ length: currencies }, (_, i) => `X${String.fromCodePoint(65 + Math.floor(i / 26), 65 + (i % 26))}`)
  const lines = Array.from({ length: days }, (_, back) => {
    const day = new Date(Date.UTC(2026, 3, 13) - back * 86_400_000).toISOString().slice(0, 10)
    return `${day},${codes.map((_, i) => `${1 + i * 13}.${String(1_000 + (((back * 41 + i) * 7_919) % 9_000))}`).join(',')},`
  })
  return `${['Date', ...codes].join(',')},\n${lines.join('\n')}\n`
}

const table = 'CREATE TABLE rate (day TEXT NOT NULL, currency TEXT NOT NULL, rate TEXT NOT NULL, PRIMARY KEY (day, currency)) WITHOUT ROWID'

/** @returns how many rates there are, and how many a second were copied */
function plainCopy(folder: string, text: string): { readonly rates: number; readonly perSecond: number } {
  const targets = ['one', 'two'].map((name) => {
    const db = new DatabaseSync(join(folder, `plain-${name}.sqlite`))
    db.exec(`PRAGMA journal_mode = WAL; ${table}`)
    return { db, insert: db.prepare('INSERT INTO rate VALUES (?, ?, ?)') }
  })
  const started = performance.now()
  const [head, ...days] = parse(text, { relax_column_count: true })
  const rows = days.flatMap(([day, ...cells]) =>
    cells.flatMap((cell, i) => (cell === '' || cell === 'N/A' ? [] : [[day!, head![i + 1]!, cell]])),
  )
  for (let from = 0; from < rows.length; from += 2_000) {
    for (const { db, insert } of targets) {
      db.exec('BEGIN')
      for (const row of rows.slice(from, from + 2_000)) insert.run(...row)
      db.exec('COMMIT')
    }
  }
  const ms = performance.now() - started
  for (const { db } of targets) db.close()
  return { rates: rows.length, perSecond: (rows.length * 1_000) / ms }
}

const published = process.env['BENCH_ECB']
const text = published === undefined ? made() : readFileSync(published, 'utf8')
const landscape = await Landscape.of('rates')
const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
landscape.build(folder, [table])
const bank = placeOf(folder, 'Bank', 'folder')
mkdirSync(bank)
const file = join(bank, 'eurofxref-hist.csv')
writeFileSync(file, text)
// It has lain there for an hour: nobody waits for it to be complete.
const hourAgo = Date.now() / 1_000 - 3_600
utimesSync(file, hourAgo, hourAgo)
const { rates, perSecond: plain } = plainCopy(folder, text)
landscape.accept(folder)
const { ms, cpuMs, written, peak } = landscape.settle(folder, 'rates')
const figure = (n: number) => Math.round(n).toLocaleString('en')
console.log(`${figure(rates)} rates of three columns to two systems${published === undefined ? ', made' : ''}`)
console.log(
  `  first load             ${figure((rates * 1_000) / ms)} rates/s, ${figure((written * 1_000) / ms)} rows written/s (${figure(written)} written; ${((cpuMs * 1_000) / rates).toFixed(1)} µs of processor time a rate); plain copy to two files ${figure(plain)} rates/s`,
)
console.log(`  ledger                 ${Math.round(statSync(join(folder, 'ledger.sqlite')).size / rates)} bytes a record, audit included`)
console.log(`  peak memory            ${Math.round(peak / 2 ** 20)} MB`)
rmSync(folder, { recursive: true, force: true })
