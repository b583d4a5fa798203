/** Copies of two tables, kept by looking at what the log tells, while several clients write, readers end in the middle, and memory is short. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../sim/random.ts'
import type { PostgresVersion } from '../servers/postgres.ts'
import { hasPostgres, postgresServer } from '../servers/postgres.ts'
import type { Setting } from './postgres-log-setting.ts'
import { logged, logSetting, Reader } from './postgres-log-setting.ts'

const versions: readonly PostgresVersion[] = [18, 15]
const tables = ['wo', 'other'] as const
const forMs = 1_500

/** A transaction of a few changes of few keys, so that they meet. */
function transaction(random: Random): string {
  const key = () => String(random.below(40))
  const change = () => {
    const table = tables[random.below(2)]!
    const kind = random.below(12)
    if (kind < 5) return `INSERT INTO ${table} VALUES ('${key()}', ${random.below(1000)}) ON CONFLICT (no) DO UPDATE SET qty = excluded.qty`
    if (kind < 8) return `UPDATE ${table} SET qty = ${random.below(1000)} WHERE no = '${key()}'`
    if (kind < 10) return `DELETE FROM ${table} WHERE no = '${key()}'`
    if (kind < 11)
      return `INSERT INTO ${table} SELECT i::text, ${random.below(1000)} FROM generate_series(0, 39) AS i ON CONFLICT (no) DO UPDATE SET qty = excluded.qty`
    const [from, to] = [key(), key()]
    return `UPDATE ${table} SET no = '${to}' WHERE no = '${from}' AND NOT EXISTS (SELECT FROM ${table} WHERE no = '${to}')`
  }
  const changes = Array.from({ length: 1 + random.below(4) }, change)
  return `BEGIN; ${changes.join('; ')}; ${random.below(10) === 0 ? 'ROLLBACK' : 'COMMIT'}`
}

async function writes(url: string, seed: number, until: number): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`SET deadlock_timeout = '10ms'`)
  const random = new Random(seed)
  let done = 0
  while (Date.now() < until) {
    try {
      await client.query(transaction(random))
      done++
    } catch {
      // Deadlocks, and keys that somebody else has taken.
      await client.query('ROLLBACK')
    }
  }
  await client.end()
  return done
}

describe.each(versions.filter(hasPostgres))('the log of PostgreSQL %i', (version) => {
  let setting: Setting
  beforeAll(async () => {
    setting = await logSetting(
      await postgresServer(version),
      tables.map((name) => `CREATE TABLE ${name} (no text PRIMARY KEY, qty int)`).join(';'),
    )
  })
  afterAll(async () => setting.close())

  it('tells all that it takes to keep copies', async () => {
    const random = new Random(5)
    const copies = tables.map(() => new Map<string, unknown>())
    let readers: Reader[] = []
    const open = async () => {
      await setting.ended()
      const stream = setting.stream({ most: 60 })
      const positions = readers.map(({ position }) => position!)
      readers = []
      for (const [i, table] of tables.entries()) readers.push(await Reader.open(stream, logged(table), positions[i]))
    }
    /** @returns whether there may be more */
    const step = async (i: number): Promise<boolean> => {
      const { hints, more } = await readers[i]!.read(1 + random.below(30))
      const keys = [...new Set(hints.map(({ key }) => key))]
      const there = new Map((await setting.sql(`SELECT no, qty FROM ${tables[i]!} WHERE no = ANY ($1)`, [keys])) as [string, unknown][])
      for (const key of keys) {
        if (there.has(key)) copies[i]!.set(key, there.get(key))
        else copies[i]!.delete(key)
      }
      return more
    }
    await open()
    const until = Date.now() + forMs
    const writing = Promise.all([1, 2, 3].map(async (seed) => writes(setting.database.url, seed, until)))
    let restarts = 0
    while (Date.now() < until) {
      await step(random.below(4) === 0 ? 1 : 0)
      if (random.below(20) === 0) await readers[0]!.detection.forget(leastOf(readers))
      if (random.below(60) === 0) {
        await open()
        restarts++
      }
    }
    expect((await writing).reduce((sum, done) => sum + done, 0)).toBeGreaterThan(50)
    for (const i of tables.keys()) while (await step(i));
    for (const [i, table] of tables.entries()) {
      const rows = (await setting.sql(`SELECT no, qty FROM ${table} ORDER BY no COLLATE "C"`)) as [string, unknown][]
      expect([...copies[i]!].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(rows)
    }
    expect(restarts).toBeGreaterThan(0)
    expect(readers.map(({ again }) => again)).toEqual([0, 0])
  })
})

function leastOf(readers: readonly Reader[]): string {
  const seq = (position: string) => (JSON.parse(position) as { readonly seq: number }).seq
  return readers.map(({ position }) => position!).sort((a, b) => seq(a) - seq(b))[0]!
}
