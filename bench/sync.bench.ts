/**
 * Whole runs, SQLite to SQLite, twelve fields, ledger and audit on, everything on disk: first load of a one-way flow, and updates on both sides of a
 * partitioned two-way flow, and of one with three policies of several writers where one row in a hundred is edited on both. Beside them what the files themselves can do: a plain copy of the same rows, read and inserted without anything in between.
 *
 *   BENCH_ROWS=100000,1000000 npm run bench -- sync
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { generate } from '../codegen/generate.ts'
import { buildPlan, loadPortfolio } from '../codegen/index.ts'
import type { GeneratedLandscape } from '../runtime/door.ts'
import { sqlSystem } from '../runtime/sql-system.ts'

const sizes = (process.env['BENCH_ROWS'] ?? '100000').split(',').map(Number)
const flowFile = join(import.meta.dirname, 'estate/flows.ts')
const out = join(import.meta.dirname, '.generated')
/** As the command starts itself. */
const memoryFlags = (process.env['BENCH_NODE'] ?? '--max-semi-space-size=8').split(' ').filter((flag) => flag !== '')
const tables = ['copied', 'shared', 'contested']
const columns = [
  'number',
  'description',
  'asset',
  'technician',
  'status',
  'due',
  'hours',
  'gl_code',
  'project',
  'priority',
  'cost',
  'currency',
]

async function generated(): Promise<GeneratedLandscape> {
  const loaded = await loadPortfolio(flowFile)
  if (!('portfolio' in loaded)) throw new Error(JSON.stringify(loaded.findings))
  const plan = await buildPlan(loaded.portfolio, { folder: join(import.meta.dirname, 'estate') })
  for (const [path, text] of generate(plan, { outDir: join(out, 'bench'), flowsDir: join(import.meta.dirname, 'estate') })) {
    const file = join(out, 'bench', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const module = (await import(pathToFileURL(join(out, 'bench/index.ts')).href)) as { landscape: GeneratedLandscape }
  return module.landscape
}

function build(folder: string, landscape: GeneratedLandscape, rows: number): void {
  for (const [file, system] of [
    ['a.sqlite', 'A'],
    ['b.sqlite', 'B'],
  ] as const) {
    const db = new DatabaseSync(join(folder, file))
    db.exec('PRAGMA journal_mode = WAL')
    for (const table of tables) {
      db.exec(
        `CREATE TABLE ${table} (number TEXT PRIMARY KEY NOT NULL, description TEXT NOT NULL, asset TEXT NOT NULL, technician TEXT, status TEXT NOT NULL, due TEXT, hours TEXT NOT NULL, gl_code TEXT, project TEXT, priority INTEGER NOT NULL, cost TEXT NOT NULL, currency TEXT NOT NULL) WITHOUT ROWID`,
      )
    }
    if (system === 'A') fill(db, rows)
    for (const { file: script, name } of sqlSystem(landscape, system).ddl) if (name === 'capture') db.exec(readFileSync(script, 'utf8'))
    db.close()
  }
}

function fill(db: DatabaseSync, rows: number): void {
  for (const table of tables) {
    const insert = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    db.exec('BEGIN')
    for (let i = 0; i < rows; i++) {
      const key = `WO-${String(i).padStart(8, '0')}`
      insert.run(
        key,
        `replace hydraulic hose on drill ${i}`,
        `1234.01.${i % 60}`,
        i % 3 === 0 ? null : `technician ${i % 40}`,
        'OPEN',
        '2026-11-24',
        '7.50',
        null,
        `P-${i % 100}`,
        i % 5,
        `${i % 1000}.25`,
        'AUD',
      )
    }
    db.exec('COMMIT')
  }
}

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

const landscape = await generated()
for (const rows of sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
  build(folder, landscape, rows)
  const plain = plainCopy(folder, rows)
  const run = (flow: string, ...mode: string[]) => {
    const args = [
      '--disable-warning=ExperimentalWarning',
      ...memoryFlags,
      join(import.meta.dirname, 'run-flow.ts'),
      join(out, 'bench/index.ts'),
      folder,
      flow,
      ...mode,
    ]
    return execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  }
  let peak = 0
  const timed = (flow: string) => {
    const result = JSON.parse(run(flow)) as { readonly ms: number; readonly written: number; readonly peak: number; readonly cpuMs: number }
    peak = Math.max(peak, result.peak)
    return result
  }
  run('copied', 'accept')

  const load = timed('copied')
  const ledgerBytes = statSync(join(folder, 'ledger.sqlite')).size
  console.log(`${rows} rows × 12 fields`)
  console.log(
    `  first load, one-way    ${Math.round((rows * 1_000) / load.ms)} rows/s (${load.written} written; ${((load.cpuMs * 1_000) / rows).toFixed(1)} µs of processor time a row); plain copy of the same rows ${Math.round(plain)} rows/s`,
  )
  console.log(`  ledger                 ${Math.round(ledgerBytes / rows)} bytes a record, audit included`)
  const updates = Math.min(rows, 100_000)
  const both = (file: string, sql: string) => {
    const db = new DatabaseSync(join(folder, file))
    db.exec(sql)
    db.close()
  }
  /** Half of the rows is edited on each side: more of them would be a mass change. @param alsoThere share of all that is edited on both */
  const edit = (table: string, here: string, there: string, alsoThere = 0) => {
    const half = (order: string, limit: number) => `number IN (SELECT number FROM ${table} ORDER BY number ${order} LIMIT ${limit})`
    both('a.sqlite', `UPDATE ${table} SET ${here} WHERE ${half('ASC', updates / 2)}`)
    both('b.sqlite', `UPDATE ${table} SET ${there} WHERE ${half('DESC', Math.round(updates * (0.5 - alsoThere)))}`)
    if (alsoThere > 0) both('b.sqlite', `UPDATE ${table} SET ${there} WHERE ${half('ASC', Math.round(updates * alsoThere))}`)
  }
  const told = (name: string, { written, ms, cpuMs }: ReturnType<typeof timed>) =>
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
