/**
 * How a batch of rows gets into PostgreSQL: as one array for each column, which is how Thalweg writes, or by COPY into a temporary table and from there. Both insert
 * on condition and are told which rows were made, one transaction a batch. Processor time is that of the client and, beside it, of the server's session.
 *
 *   BENCH_ROWS=100000 node scripts/bench.mjs copy
 */
import { readFileSync } from 'node:fs'
import type { Connection, Submittable } from 'pg'
import pg from 'pg'
import { startPostgres, stopPostgres } from '../test/servers/postgres.ts'
import { Stopwatch, tell } from './measure.ts'

const rows = Number(process.env['BENCH_ROWS'] ?? 100_000)
const batch = 2_000
const columns = 'number description asset technician status due hours gl_code project priority cost currency'.split(' ')
const types = 'text text text text text date numeric(9,2) text text integer numeric(12,2) text'.split(' ')
const typed = columns.map((column, i) => `w.${column}::${types[i]!}`).join(', ')
const stored = columns.map((column, i) => `${column} ${types[i]!}`).join(', ')
const aside = columns.map((column) => `${column} text`).join(', ')

type Row = readonly (string | null)[]

function row(i: number): Row {
  const technician = i % 3 > 0 ? `technician ${i % 40}` : null
  const number = `WO-${String(i).padStart(8, '0')}`
  return [
    number,
    `replace hydraulic hose on drill ${i}`,
    `1234.01.${i % 60}`,
    technician,
    'OPEN',
    '2026-11-24',
    '7.50',
    null,
    `P-${i % 100}`,
    `${i % 5}`,
    `${i % 1_000}.25`,
    'AUD',
  ]
}

/** `COPY … FROM STDIN` of one text. */
class CopyIn implements Submittable {
  readonly done: Promise<void>
  readonly #sql: string
  readonly #text: string
  #resolve: () => void = () => undefined
  #reject: (error: Error) => void = () => undefined

  constructor(sql: string, text: string) {
    this.#sql = sql
    this.#text = text
    this.done = new Promise((resolve, reject) => ([this.#resolve, this.#reject] = [resolve, reject]))
  }

  submit(connection: Connection): void {
    connection.query(this.#sql)
  }
  handleCopyInResponse(connection: Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }): void {
    connection.sendCopyFromChunk(Buffer.from(this.#text))
    connection.endCopyFrom()
  }
  handleCommandComplete(): void {}
  handleReadyForQuery(): void {
    this.#resolve()
  }
  handleError(error: Error): void {
    this.#reject(error)
  }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const cell = (value: string | null) => (value === null ? '\\N' : value.replaceAll(/[\\\t\n\r]/g, (c) => escapes[c]!))

const insert = (from: string) => `INSERT INTO orders SELECT ${typed} FROM ${from} ON CONFLICT (number) DO NOTHING RETURNING number`
const arrays = `unnest(${columns.map((_, i) => `$${i + 1}::text[]`).join(', ')}) AS w (${columns.join(', ')})`

const ways: Readonly<Record<string, (client: pg.Client, some: readonly Row[]) => Promise<number | null>>> = {
  'an array for each column': async (client, some) => {
    const values = columns.map((_, i) => some.map((each) => each[i]!))
    return (await client.query({ name: 'arrays', text: insert(arrays), values, rowMode: 'array' })).rowCount
  },
  'COPY, then out of the temporary table': async (client, some) => {
    const copy = new CopyIn('COPY aside FROM STDIN', some.map((each) => `${each.map(cell).join('\t')}\n`).join(''))
    client.query(copy)
    await copy.done
    return (await client.query({ name: 'aside', text: insert('aside AS w'), rowMode: 'array' })).rowCount
  },
}

/** User and system time of a process, which Linux counts in hundredths of a second. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const server = await startPostgres(18, { fsync: true })
process.once('exit', () => stopPostgres(server))
const client = new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${server.port}/postgres` })
await client.connect()
await client.query(`CREATE TABLE orders (${stored}, PRIMARY KEY (number)); CREATE TEMPORARY TABLE aside (${aside}) ON COMMIT DELETE ROWS`)
const { rows: sessions } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
const { pid } = sessions[0]!

const spent = new Map(Object.keys(ways).map((name) => [name, { watch: new Stopwatch(), serverMs: 0, rows: 0 }]))
// Each once more than it is counted, and in turn: A B B A.
const names = Object.keys(ways)
for (const [round, name] of [...names, ...names, ...names.toReversed(), ...names, ...names.toReversed()].entries()) {
  await client.query('TRUNCATE orders')
  const before = processorMs(pid)
  const watch = round < names.length ? new Stopwatch() : spent.get(name)!.watch
  for (let from = 0; from < rows; from += batch) {
    const some = Array.from({ length: Math.min(batch, rows - from) }, (_, i) => row(from + i))
    await watch.measure(async () => {
      await client.query('BEGIN')
      const made = await ways[name]!(client, some)
      await client.query('COMMIT')
      if (made !== some.length) throw new Error(`${made} rows were made and not ${some.length}`)
    })
  }
  if (round < names.length) continue
  spent.get(name)!.serverMs += processorMs(pid) - before
  spent.get(name)!.rows += rows
}
for (const [name, { watch, serverMs, rows: count }] of spent) {
  tell(name, count, watch.spent)
  console.log(`  ${''.padEnd(48)} ${((serverMs * 1_000) / count).toFixed(2).padStart(7)} µs of the server's session a row`)
}
await client.end()
