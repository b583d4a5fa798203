/** What is measured of each contender: the same statements, the same waiting. */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Figures, Running } from './contender.ts'
import { other } from './contender.ts'
import type { Side } from './pair.ts'
import { insertOrders } from './pair.ts'

/** Only against a contender that stands still: so long without a row. A transaction is read as a whole before its first row goes on, which takes longer the larger it is. */
const patienceMs = 300_000
const patienceARowMs = 0.2
const singleChanges = 100
/** Not in step with a flow that asks at intervals: the pauses take every length up to this one. */
const betweenMs = 100

/** Counting many rows takes a server's time away from what is measured: the pause is ten times as long as the count took. */
async function until({ client }: Side, sql: string, wanted: number): Promise<void> {
  let last = { n: -1, at: performance.now() }
  for (;;) {
    const asked = performance.now()
    const { rows } = await client.query<{ n: number }>(sql)
    const [now, n] = [performance.now(), rows[0]!.n]
    if (n === wanted) return
    if (n !== last.n) last = { n, at: now }
    else if (now > last.at + patienceMs + patienceARowMs * wanted) throw new Error(`${sql} gives ${n} and not ${wanted}`)
    await sleep(Math.max(20, 10 * (now - asked)))
  }
}

/** Linux tells the most that a process ever held. */
export function peakMb(pid: number | null): number | null {
  if (pid === null || !existsSync(`/proc/${pid}/status`)) return null
  const [, kb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return kb === undefined ? null : Number(kb) / 1_024
}

/** Rows a second from the first statement until the last row is on the other side. */
async function inserts({ pair }: Running, from: number, rows: number): Promise<number> {
  const started = performance.now()
  await insertOrders(pair.a, from, rows)
  await until(pair.b, 'SELECT count(*)::int AS n FROM orders', from + rows)
  return (rows * 1_000) / (performance.now() - started)
}

/** Where both sides write, each changes its half of the rows, in fields of its own. */
const changes = {
  a: { set: `status = 'DONE', hours = hours + 1`, seen: `status = 'DONE'`, half: 'right(number, 1) < $1' },
  b: { set: `gl_code = 'GL-1', project = 'P'`, seen: `gl_code = 'GL-1'`, half: 'right(number, 1) >= $1' },
} as const

async function updates({ pair, writers }: Running, rows: number): Promise<number> {
  const border = writers.length === 1 ? 'x' : '5'
  const started = performance.now()
  const made = await Promise.all(
    writers.map(async (writer) => {
      const { set, half } = changes[writer]
      const { rowCount } = await pair[writer].client.query(`UPDATE orders SET ${set} WHERE ${half}`, [border])
      return { writer, count: rowCount ?? 0 }
    }),
  )
  for (const { writer, count } of made)
    await until(other(pair, writer), `SELECT count(*)::int AS n FROM orders WHERE ${changes[writer].seen}`, count)
  const changed = made.reduce((sum, { count }) => sum + count, 0)
  if (changed !== rows) throw new Error(`${changed} rows were updated and not ${rows}`)
  return (rows * 1_000) / (performance.now() - started)
}

/** The server looks and sleeps by itself: a client that asks without a pause would take a processor away from what is measured. */
async function seen({ client }: Side, where: string): Promise<void> {
  await client.query(`DO $$ BEGIN
    FOR i IN 1 .. ${patienceMs * 10} LOOP
      IF EXISTS (SELECT FROM orders WHERE ${where}) THEN RETURN; END IF;
      PERFORM pg_sleep(0.0001);
    END LOOP;
    RAISE EXCEPTION 'the change is not there';
  END $$`)
}

/** From the commit on one side until a reader on the other side sees it. */
async function lag({ pair }: Running, rows: number): Promise<Figures['lagMs']> {
  const times: number[] = []
  for (let i = 0; i < singleChanges; i++) {
    const number = `WO-${String((i * 7) % rows).padStart(8, '0')}`
    await pair.a.client.query(`UPDATE orders SET technician = $1 WHERE number = $2`, [`single ${i}`, number])
    const committed = performance.now()
    await seen(pair.b, `number = '${number}' AND technician = 'single ${i}'`)
    times.push(performance.now() - committed)
    await sleep((betweenMs * (i % 20)) / 20)
  }
  const sorted = times.toSorted((x, y) => x - y)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!
  return { p50: at(0.5), p95: at(0.95) }
}

export async function figuresOf(running: Running, rows: number): Promise<Figures> {
  // A few rows first: what is done once is no part of the figures.
  await inserts(running, 0, 10)
  const insertsPerSecond = await inserts(running, 10, rows - 10)
  const updatesPerSecond = await updates(running, rows)
  const lagMs = await lag(running, rows)
  return { insertsPerSecond, updatesPerSecond, lagMs, peakMb: peakMb(running.pid) }
}
