/**
 * node --expose-gc bench/ledger.bench.ts [rows] [records in a batch] [URL of an empty Postgres database]
 *
 * What a record costs in the ledger, as the engine uses it: two systems, 12 fields, batches of 2,000 or as many as said, two commits a batch (decided with its pending writes
 * and audit; landed). Then, of a file, the size of an entry at rest, against the record's own bytes.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Entry, SystemState } from '../runtime/entry.ts'
import { openLedger } from '../runtime/ledger/index.ts'
import type { AuditRow, LedgerCommit } from '../runtime/ports.ts'
import { wideKey, wideRow } from '../test/connectors/wide.ts'
import { scratch, Stopwatch, tell } from './measure.ts'

const rows = Number(process.argv[2] ?? 100_000)
const batch = Number(process.argv[3] ?? 2_000)
const url = process.argv[4]
const file = join(scratch(), 'bench.ledger.sqlite')
const fields = ['description', 'status', 'gl_code', 'cost', 'currency', 'asset', 'vendor', 'hours', 'priority', 'opened', 'due', 'notes']
const flow = { name: 'workOrders', systems: ['EAM', 'ERP'], units: fields, fields, held: [fields, fields] }
const ledger = await openLedger(url ?? file, { landscape: 'bench', flows: [flow], create: true })
const nothing: LedgerCommit = { entries: [], audit: [], openReviews: [], closeReviews: [], positions: [], landed: [], figures: [] }
const version = 'b1946ac92492d2347c6235b4d2611184'
const at = Date.UTC(2026, 10, 24)

function created(i: number, op: number): Entry {
  const g = wideRow(i) as Entry['g']
  const stamp = { n: 1, origin: 0, at, change: 'first load', version }
  const source: SystemState = { present: true, b: null, d: null, dl: 1, apart: 'no', pend: null, dirty: null, seen: 0, id: null, key: null }
  const pend = {
    op,
    kind: 'insert' as const,
    units: fields.map((_, u) => u),
    values: wideRow(i),
    n: fields.map(() => 1),
    ln: 1,
    doubtful: false,
    after: { b: null, d: null, dl: 1, key: null },
  }
  return {
    rev: 0,
    live: true,
    inc: 1,
    ln: 1,
    lo: 0,
    g,
    stamp: fields.map(() => stamp),
    held: null,
    lifeHeld: 0,
    s: [source, { ...source, present: false, dl: 0, pend }],
    rounds: 0,
    swing: null,
  }
}

function edited(entry: Entry, i: number, op: number): Entry {
  const g = entry.g.slice()
  const old = g[2]!
  g[2] = `N${i % 90}`
  const n = entry.stamp[2]!.n + 1
  const stamp = entry.stamp.slice()
  stamp[2] = { n, origin: 0, at: at + 1, change: `outbox ${i}`, version }
  const values = new Array<string>(12)
  values[2] = g[2]
  const d = entry.stamp.map((each) => each.n)
  const b = wideRow(i)
  b[2] = old as string
  const told = entry.s[1]!
  return {
    ...entry,
    g,
    stamp,
    s: [
      entry.s[0]!,
      {
        ...told,
        b,
        d,
        pend: { op, kind: 'update', units: [2], values, n: [n], ln: 1, doubtful: false, after: { b: null, d: null, dl: 1, key: null } },
      },
    ],
  }
}

function audit(kind: AuditRow['kind'], i: number): AuditRow {
  const body =
    kind === 'created'
      ? { change: 'first load', version }
      : { was: [`GL${i % 90}`], by: 'EAM', n: 2, change: `outbox ${i}`, policy: 'owner', version }
  return { flow: flow.name, key: wideKey(i), at, kind, system: 'EAM', ...(kind === 'created' ? {} : { unit: 'gl_code' }), body }
}

const keys = (from: number) => Array.from({ length: Math.min(batch, rows - from) }, (_, i) => wideKey(from + i))
function* starts() {
  for (let from = 0; from < rows; from += batch) yield from
}

/** With the write-ahead log moved into the file; 0 of a database. */
function settledSize(): number {
  if (url !== undefined) return 0
  const db = new DatabaseSync(file)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  return statSync(file).size
}

const load = new Stopwatch()
for (const from of starts()) {
  const names = keys(from)
  await load.measure(async () => ledger.read(flow.name, names))
  const op = ledger.drawOps(1)
  const entries = names.map((key, i) => ({ flow: flow.name, key, entry: created(from + i, op) }))
  const commit = {
    ...nothing,
    entries,
    audit: entries.map((_, i) => audit('created', from + i)),
    positions: [{ flow: flow.name, system: 'EAM', position: `{"page":"${from}"}` }],
  }
  await load.measure(async () => ledger.commit(commit))
  await load.measure(async () => ledger.commit({ ...nothing, landed: [op] }))
}
tell('first load: read, commit decided, commit landed', rows, load.spent)
const atRest = settledSize()

const update = new Stopwatch()
for (const from of starts()) {
  const names = keys(from)
  const entries = await update.measure(async () => ledger.read(flow.name, names))
  const op = ledger.drawOps(1)
  const writes = names.map((key, i) => ({ flow: flow.name, key, entry: edited(entries[i]!, from + i, op) }))
  const commit = { ...nothing, entries: writes, audit: writes.map((_, i) => audit('decided', from + i)) }
  await update.measure(async () => ledger.commit(commit))
  await update.measure(async () => ledger.commit({ ...nothing, landed: [op] }))
}
tell('update: read, commit decided, commit landed', rows, update.spent)
const read = new Stopwatch()
for (const from of starts()) {
  const names = keys(from)
  await read.measure(async () => ledger.read(flow.name, names))
}
tell('read', rows, read.spent)
await ledger.close()

const values =
  Array.from({ length: rows }, (_, i) => Buffer.byteLength(JSON.stringify(wideRow(i)))).reduce((sum, bytes) => sum + bytes, 0) / rows
if (url === undefined)
  process.stdout.write(
    `  file after the first load, audit and all: ${Math.round(atRest / rows)} bytes a record; its values are ${Math.round(values)} bytes\n`,
  )
