import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import pg from 'pg'
import { logDetection, takeOrigin } from '../../runtime/connectors/postgres/log/index.ts'
import type { ServerDetection } from '../../runtime/connectors/server/detection.ts'
import type { Position } from '../../runtime/ports.ts'
import type { PostgresVersion } from '../servers/postgres.ts'
import { hasPostgres, postgresServer } from '../servers/postgres.ts'
import type { Setting } from './postgres-log-setting.ts'
import { logged, logSetting, Reader, sessionOf } from './postgres-log-setting.ts'

const versions: readonly PostgresVersion[] = [18, 15]

describe.each(versions.filter(hasPostgres))('the log of PostgreSQL %i', (version) => {
  let setting: Setting
  const wo = logged('wo')
  beforeAll(async () => {
    setting = await logSetting(
      await postgresServer(version),
      `CREATE TABLE wo (no text PRIMARY KEY, qty int, note text);
       CREATE TABLE other (no text PRIMARY KEY, qty int);
       CREATE TABLE pair (a int, b timestamptz, c char(5), d boolean, note text, PRIMARY KEY (a, b, c, d));
       CREATE TABLE shared (site text, no text NOT NULL, gone boolean, PRIMARY KEY (site, no));
       CREATE TABLE alone (no text PRIMARY KEY, site text);
       ALTER TABLE pair REPLICA IDENTITY FULL;`,
    )
  })
  beforeEach(async () => {
    await setting.sql('TRUNCATE wo, other, pair, shared, alone')
  })
  afterEach(async () => setting.ended())
  afterAll(async () => setting.close())

  /** A flow that has read everything up to now. */
  async function reading(adapter = wo, options = {}) {
    const stream = setting.stream(options)
    return { stream, reader: await Reader.open(stream, adapter) }
  }

  /** What is told from a position on to one who only looks: no ledger holds it. */
  async function lookedAt(detection: ServerDetection, from: Position, limit: number): Promise<string[]> {
    const keys: string[] = []
    for (let at = from; ;) {
      const { hints, position, more } = await detection.changes(at, limit)
      if (!more) return keys
      keys.push(...hints.map(({ key }) => key))
      at = position!
    }
  }

  it('tells every kind of change, in the order of the commits', async () => {
    const { reader } = await reading()
    await setting.sql(`INSERT INTO wo VALUES ('1', 1), ('2', 2)`)
    await setting.sql(`UPDATE wo SET qty = 3 WHERE no = '2'`)
    await setting.sql(`INSERT INTO other VALUES ('x')`)
    await setting.sql(`UPDATE wo SET no = '4' WHERE no = '1'`)
    await setting.sql(`DELETE FROM wo WHERE no = '2'`)
    const hints = await reader.all()
    expect(hints.map(({ key }) => key)).toEqual(['1', '2', '2', '1', '4', '2'])
    expect(hints.every(({ op, at }) => op === null && Math.abs(at! - Date.now()) < 60_000)).toBe(true)
    expect(hints[0]!.change).toMatch(/^log [0-9A-F]+\/[0-9A-F]+$/)
    expect(await reader.read()).toEqual({ hints: [], more: false })
  })

  it('commits that overtake one another are told in the order in which they committed', async () => {
    const { reader } = await reading()
    const slow = new pg.Client(setting.database.url)
    await slow.connect()
    await slow.query(`BEGIN; INSERT INTO wo VALUES ('late')`)
    await setting.sql(`INSERT INTO wo VALUES ('early')`)
    expect(await reader.keys()).toEqual(['early'])
    await slow.query('COMMIT')
    expect(await reader.keys()).toEqual(['late'])
    await slow.end()
  })

  it('knows the death of a row although one is there again', async () => {
    const { reader } = await reading()
    await setting.sql(`INSERT INTO wo VALUES ('1', 1)`)
    await reader.all()
    const before = reader.seen
    await setting.sql(`DELETE FROM wo WHERE no = '1'`)
    await setting.sql(`INSERT INTO wo VALUES ('1', 1)`)
    await reader.read()
    const death = reader.detection.died!('1', before)
    expect(death).toBeGreaterThan(before)
    expect(reader.detection.died!('1', death)).toBe(0)
    expect(reader.detection.died!('2', before)).toBe(0)
    await reader.all()
    expect(reader.detection.died!('1', reader.seen)).toBe(0)
  })

  it('a row that we made after a death is not the one that died', async () => {
    const { reader } = await reading()
    await setting.sql(`INSERT INTO wo VALUES ('1', 1), ('2', 1)`)
    await reader.all()
    const before = reader.seen
    await setting.sql('DELETE FROM wo')
    const ours = new pg.Client(setting.database.url)
    await ours.connect()
    await takeOrigin(sessionOf(ours), 'EAM', setting.name)
    await ours.query(`BEGIN; INSERT INTO wo VALUES ('1', 1)`)
    const { rows } = await ours.query<[string]>({ text: reader.detection.madeAt!, rowMode: 'array' })
    await ours.query('COMMIT')
    reader.detection.made!(['1'], rows[0]![0])
    await reader.read()
    expect(['1', '2'].map((key) => reader.detection.died!(key, before) > 0)).toEqual([false, true])
    await setting.sql(`DELETE FROM wo WHERE no = '1'`)
    await reader.read()
    expect(reader.detection.died!('1', before)).toBeGreaterThan(before)
    await ours.end()
  })

  it('another key is the death of the old one', async () => {
    const { reader } = await reading()
    await setting.sql(`INSERT INTO wo VALUES ('1', 1)`)
    await reader.all()
    const before = reader.seen
    await setting.sql(`UPDATE wo SET no = '2' WHERE no = '1'`)
    await reader.read()
    expect(reader.detection.died!('1', before)).toBeGreaterThan(before)
    expect(reader.detection.died!('2', before)).toBe(0)
  })

  it('a table that was emptied is read again, in its turn', async () => {
    const { reader } = await reading()
    await setting.sql(`INSERT INTO wo VALUES ('1', 1)`)
    await reader.all()
    const before = reader.seen
    await setting.sql(`BEGIN; INSERT INTO wo VALUES ('2'); TRUNCATE wo; INSERT INTO wo VALUES ('1'); COMMIT`)
    expect((await reader.read()).hints.map(({ key }) => key)).toEqual(['2'])
    expect(reader.again).toBe(0)
    expect((await reader.read()).hints).toEqual([])
    expect(reader.again).toBe(1)
    expect(reader.detection.died!('1', before)).toBeGreaterThan(before)
    expect(await reader.keys()).toEqual(['1'])
    expect(reader.again).toBe(1)
  })

  it('keys are as a cast to text gives them', async () => {
    const { reader } = await reading(logged('pair', ['a', 'b', 'c', 'd']))
    await setting.sql(`INSERT INTO pair VALUES (1, '2026-02-03 04:05:06.123456+02', 'ab', true)`)
    await setting.sql(`UPDATE pair SET note = 'x'`)
    const [cast] = await setting
      .sql(`SET TimeZone = 'UTC'`)
      .then(async () => setting.sql('SELECT a::text, b::text, c::text, d::text FROM pair'))
    expect(await reader.keys()).toEqual([JSON.stringify(cast), JSON.stringify(cast)])
    expect(cast).toEqual(['1', '2026-02-03 02:05:06.123456+00', 'ab', 'true'])
  })

  it('a column that is stored apart and did not change is no part of an update, and the key is', async () => {
    const { reader } = await reading()
    const large = Array.from({ length: 20_000 }, (_, i) => String((i * 7919) % 9973)).join('')
    await setting.sql(`INSERT INTO wo VALUES ('1', 1, $1)`, [large])
    await setting.sql(`UPDATE wo SET qty = 2`)
    expect(await reader.keys()).toEqual(['1', '1'])
  })

  it('leaves out what we write, and nothing of what others write under an origin of theirs', async () => {
    const { reader } = await reading()
    const ours = new pg.Client(setting.database.url)
    const theirs = new pg.Client(setting.database.url)
    await Promise.all([ours.connect(), theirs.connect()])
    await takeOrigin(sessionOf(ours), 'EAM', setting.name)
    await ours.query(`INSERT INTO wo VALUES ('ours', 1)`)
    await setting.sql(`INSERT INTO wo VALUES ('theirs', 1)`)
    expect(await reader.keys()).toEqual(['theirs'])
    const origin = `other_${setting.name}`
    await theirs.query(`SELECT pg_replication_origin_create('${origin}')`)
    await theirs.query(`SELECT pg_replication_origin_session_setup('${origin}')`)
    await theirs.query(`INSERT INTO wo VALUES ('replicated', 1)`)
    await ours.query(`UPDATE wo SET qty = 2`)
    expect(await reader.keys()).toEqual(['replicated'])
    await Promise.all([ours.end(), theirs.end()])
    await setting.sql(`SELECT pg_replication_origin_drop('${origin}')`)
  })

  it('sessions that write at once have an origin each', async () => {
    const clients = [1, 2].map(() => new pg.Client(setting.database.url))
    const taken: string[] = []
    for (const client of clients) {
      await client.connect()
      taken.push(await takeOrigin(sessionOf(client), 'EAM', setting.name))
    }
    expect(new Set(taken).size).toBe(2)
    for (const client of clients) await client.end()
  })

  it('what was not acknowledged comes again, what was does not', async () => {
    const first = await reading()
    const start = first.reader.position!
    await setting.sql(`INSERT INTO wo VALUES ('1')`)
    await setting.sql(`INSERT INTO wo VALUES ('2')`)
    expect(await first.reader.keys(1)).toEqual(['1', '2'])
    await first.stream.close()

    const stream = setting.stream()
    const second = await Reader.open(stream, wo, start)
    expect((await second.read(1)).hints.map(({ key }) => key)).toEqual(['1'])
    await second.forget()
    const held = second.position!
    expect(await second.keys()).toEqual(['2'])

    await stream.close()
    const third = setting.stream()
    expect(await (await Reader.open(third, wo, held)).keys()).toEqual(['2'])
    await third.close()
    // Somebody whose ledger is older than what the server still has is told so.
    const old = await Reader.open(setting.stream(), wo, start)
    await old.read()
    expect(old.again).toBe(1)
  })

  it('who looks from where the ledger stands is told all of it, though the flow has read ahead', async () => {
    const { stream, reader } = await reading()
    const ledger = reader.position!
    for (const no of ['1', '2', '3']) await setting.sql(`INSERT INTO wo VALUES ('${no}')`)
    expect(await reader.keys(1)).toEqual(['1', '2', '3'])
    expect(await lookedAt(await logDetection(stream, wo, 'wo'), ledger, 2)).toEqual(['1', '2', '3'])
    expect(await reader.keys()).toEqual([])
  })

  it('who reads ahead of the ledger may read it again, and what has died is known until the ledger has it', async () => {
    const { stream, reader } = await reading()
    await setting.sql(`INSERT INTO wo VALUES ('1')`)
    await reader.all()
    const { position, seen } = reader
    await setting.sql(`DELETE FROM wo WHERE no = '1'`)
    await setting.sql(`INSERT INTO wo VALUES ('1')`)
    await setting.sql(`INSERT INTO wo VALUES ('2')`)
    const ahead = async () => lookedAt(reader.detection, position!, 1)
    const told = ['1', '1', '2']
    expect(await ahead()).toEqual(told)
    const died = () => reader.detection.died!('1', seen) > 0
    expect(died()).toBe(true)
    expect(await ahead()).toEqual(told)
    expect(died()).toBe(true)
    const feed = await stream.feed(wo, 'wo', {})
    expect([feed.size, feed.remembered]).toEqual([3, 1])
    expect(await reader.keys(1)).toEqual(told)
    expect([feed.size, feed.remembered, died()]).toEqual([0, 0, false])
  })

  it('hands out a large transaction in portions, and goes on within it after a restart', async () => {
    const { stream, reader } = await reading(wo, { most: 300 })
    const start = reader.position!
    await setting.sql(`INSERT INTO wo SELECT i::text FROM generate_series(1, 2000) AS i`)
    await setting.sql(`INSERT INTO wo VALUES ('after')`)
    const got: string[] = []
    for (let calls = 0; calls < 6; calls++) got.push(...(await reader.read(150)).hints.map(({ key }) => key))
    await reader.forget()
    await stream.close()
    const nextRun = setting.stream({ most: 300 })
    got.push(...(await (await Reader.open(nextRun, wo, reader.position!)).keys(150)))
    await nextRun.close()
    expect(got).toEqual([...Array.from({ length: 2000 }, (_, i) => String(i + 1)), 'after'])
    // From where it began, all of it once more; a portion is what has arrived by then.
    const again = await Reader.open(setting.stream({ most: 300 }), wo, start)
    const first: string[] = []
    while (first.length < 10) first.push(...(await again.read(10)).hints.map(({ key }) => key))
    expect(first.slice(0, 10)).toEqual(got.slice(0, 10))
  })

  it('two flows read one slot, each at its speed, and memory stays as small as it is to be', async () => {
    const { stream, reader } = await reading(wo, { most: 200 })
    const slow = await Reader.open(stream, logged('other'))
    for (let i = 0; i < 30; i++)
      await setting.sql(
        `WITH a AS (INSERT INTO wo SELECT ${i} || '-' || n FROM generate_series(1, 40) AS n)
         INSERT INTO other SELECT ${i} || '-' || n FROM generate_series(1, 40) AS n`,
      )
    const expected = Array.from({ length: 1200 }, (_, i) => `${Math.floor(i / 40)}-${(i % 40) + 1}`)
    expect((await slow.read(10)).hints).toHaveLength(10)
    expect(await reader.keys(100)).toEqual(expected)
    expect(await slow.keys(100)).toEqual(expected.slice(10))
    expect(await reader.keys()).toEqual([])
  })

  it('a flow that is far behind within a large transaction gets all of it', async () => {
    const { stream, reader } = await reading(wo, { most: 300 })
    const slow = await Reader.open(stream, logged('other'))
    await setting.sql(
      `DO $$ BEGIN FOR i IN 1..2000 LOOP INSERT INTO wo VALUES (i::text); INSERT INTO other VALUES (i::text); END LOOP; END $$`,
    )
    const all = Array.from({ length: 2000 }, (_, i) => String(i + 1))
    const first = (await slow.read(30)).hints.map(({ key }) => key)
    const [half, rest]: [string[], string[]] = [[], []]
    while (half.length < 1500) half.push(...(await reader.read(50)).hints.map(({ key }) => key))
    rest.push(...(await slow.keys(70)))
    expect([...first, ...rest]).toEqual(all)
    expect([...half, ...(await reader.keys(50))]).toEqual(all)
  })

  it('wakes whoever waits as soon as something is committed', async () => {
    const { reader } = await reading()
    await reader.all()
    const woken = new Promise<void>((resolve) => {
      reader.detection.onArrival!(resolve)
    })
    await setting.sql(`INSERT INTO wo VALUES ('1')`)
    await woken
    expect(await reader.keys()).toEqual(['1'])
  })

  describe('of a table that holds rows of others too', () => {
    const within = [
      { column: 'site', is: { param: 'scope_0' } },
      { column: 'gone', is: true, deleted: true },
    ] as const
    const north = { ...logged('shared'), detect: { kind: 'log', within } } as const
    const opened = async () => Reader.open(setting.stream(), north, undefined, { scope_0: 'NORTH' })

    it('a row of others that dies is none of ours, and one that leaves or is marked dies', async () => {
      await setting.sql(
        `INSERT INTO shared VALUES ('NORTH', '1', false), ('SOUTH', '1', false), ('NORTH', '2', false), ('NORTH', '3', false)`,
      )
      const reader = await opened()
      const before = reader.seen
      // One transaction, which comes as a whole: what has arrived of several may be the first of them.
      await setting.sql(`
        BEGIN;
        DELETE FROM shared WHERE site = 'SOUTH';
        UPDATE shared SET site = 'WEST' WHERE no = '2';
        UPDATE shared SET gone = true WHERE no = '3';
        COMMIT`)
      const keys: string[] = []
      while (keys.length < 2) keys.push(...(await reader.read()).hints.map(({ key }) => key))
      expect(keys).toEqual(['2', '3'])
      expect(['1', '2', '3'].map((key) => reader.detection.died!(key, before) > 0)).toEqual([false, true, true])
    })

    it('a row that leaves is told also where the log does not hold what it was', async () => {
      await setting.sql(`INSERT INTO alone VALUES ('1', 'NORTH')`)
      const alone = { ...logged('alone'), detect: { kind: 'log', within: [{ column: 'site', is: 'NORTH' }] } } as const
      const reader = await Reader.open(setting.stream(), alone)
      await setting.sql(`UPDATE alone SET site = 'SOUTH'`)
      expect(await reader.keys()).toEqual(['1'])
    })
  })

  it('reads many rows fast', async ({ annotate }) => {
    const { reader } = await reading()
    const rows = 50_000
    await setting.sql(`INSERT INTO wo SELECT i::text, i, repeat('x', 100) FROM generate_series(1, ${rows}) AS i`)
    const began = performance.now()
    expect(await reader.all(2000)).toHaveLength(rows)
    await annotate(`${Math.round(rows / (performance.now() - began))}k rows/s decoded`)
  })

  it('an idle flow keeps its position, and follows the log where others write much', async () => {
    const { reader } = await reading()
    await reader.all()
    const before = reader.position
    await setting.sql(`INSERT INTO other VALUES ('1')`)
    await reader.all()
    expect(reader.position).toBe(before)
    await setting.sql(`CREATE TABLE heap AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 20000)`)
    await reader.all()
    // Only now it is certain that nothing of it was left out.
    await reader.all()
    expect(reader.position).not.toBe(before)
    await setting.sql('DROP TABLE heap')
  })
})
