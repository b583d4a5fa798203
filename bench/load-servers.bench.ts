/**
 * Memory of a first load by `log` from one PostgreSQL cluster to another, two-way, rows of twelve columns, by the command as users start it: the most that it held
 * when each tenth of the rows was there, and once a change made after the load is on the other side. It must not depend on how many rows there are.
 *
 *   BENCH_ROWS=100000,5000000 npm run bench -- load-servers     takes some fifteen minutes, and some 15 GB for files
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { hasPostgres } from '../test/servers/postgres.ts'
import { peakMb } from './servers/figures.ts'
import { startThalweg } from './servers/thalweg.ts'

const megabytes = (pid: number | null) => `${Math.round(peakMb(pid) ?? 0)} MB`
const figure = (n: number) => Math.round(n).toLocaleString('en').padStart(11)

async function load(rows: number): Promise<void> {
  const { pair, pid, stop } = await startThalweg('partitioned.ts', 'log', rows)
  try {
    const started = performance.now()
    /** Orders are read and made in the order of their numbers, from 0 on. */
    const made = async () => {
      const sql = `SELECT coalesce(max(right(number, 8)::int) + 1, 0) AS n FROM (SELECT number FROM orders ORDER BY number DESC LIMIT 1) AS last`
      return (await pair.b.client.query<{ n: number }>(sql)).rows[0]!.n
    }
    for (let tenth = 1; tenth <= 10; tenth++) {
      while ((await made()) < (rows * tenth) / 10) await sleep(100)
      console.log(`${figure((rows * tenth) / 10)} rows   ${megabytes(pid)} at most so far`)
    }
    const seconds = (performance.now() - started) / 1_000
    await pair.a.client.query(`UPDATE orders SET technician = 'after' WHERE number = 'WO-00000000'`)
    const after = `SELECT FROM orders WHERE number = 'WO-00000000' AND technician = 'after'`
    while ((await pair.b.client.query(after)).rowCount === 0) await sleep(100)
    console.log(`${figure(rows / seconds)} rows/s; ${megabytes(pid)} at most, with what came after`)
  } finally {
    await stop()
  }
}

if (!hasPostgres(18)) console.log('PostgreSQL 18 is not installed: npm ci')
else for (const rows of (process.env['BENCH_ROWS'] ?? '100000,1000000').split(',').map(Number)) await load(rows)
