/** What is measured of each contender: the same statements, the same waiting. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Figures, Running } from './contender.ts'
import { other } from './contender.ts'
import type { Side } from './pair.ts'
import { insertOrders } from './pair.ts'

/** Only against a contender that stands still. */
const patienceMs = 300_000
const singleChanges = 100
const betweenMs = 50

async function until({ client }: Side, sql: string, wanted: number, pauseMs: number): Promise<void> {
  const end = performance.now() + patienceMs
  for (;;) {
    const { rows } = await client.query<{ n: number }>(sql)
    if (rows[0]?.n === wanted) return
    if (performance.now() > end) throw new Error(`${sql} gives ${rows[0]?.n} and not ${wanted}`)
    if (pauseMs > 0) await sleep(pauseMs)
  }
}

/** Rows a second from the first statement until the last row is on the other side. */
async function inserts({ pair }: Running, from: number, rows: number): Promise<number> {
  const started = performance.now()
  await insertOrders(pair.a, from, rows)
  await until(pair.b, 'SELECT count(*)::int AS n FROM orders', from + rows, 20)
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
    await until(other(pair, writer), `SELECT count(*)::int AS n FROM orders WHERE ${changes[writer].seen}`, count, 20)
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
    await sleep(betweenMs)
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
  return { insertsPerSecond, updatesPerSecond, lagMs: await lag(running, rows) }
}
