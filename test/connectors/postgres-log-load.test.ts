/** A pass that makes many rows while nobody reads, as a first load does: it has the log followed, so that it need not remember them all. */
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Feed } from '../../runtime/connectors/postgres/log/feed.ts'
import { takeOrigin } from '../../runtime/connectors/postgres/log/index.ts'
import type { PostgresVersion } from '../servers/postgres.ts'
import { hasPostgres, postgresServer } from '../servers/postgres.ts'
import type { Setting } from './postgres-log-setting.ts'
import { logged, logSetting, Reader, sessionOf } from './postgres-log-setting.ts'

const versions: readonly PostgresVersion[] = [18, 15]
const wo = logged('wo')

describe.each(versions.filter(hasPostgres))('a pass that makes many rows at PostgreSQL %i', (version) => {
  let setting: Setting
  let ours: pg.Client
  beforeEach(async () => {
    setting = await logSetting(
      await postgresServer(version),
      'CREATE TABLE wo (no text PRIMARY KEY); CREATE TABLE other (no text PRIMARY KEY)',
    )
    ours = new pg.Client(setting.database.url)
    await ours.connect()
    await takeOrigin(sessionOf(ours), 'EAM', setting.name)
  })
  afterEach(async () => {
    await ours.end()
    await setting.close()
  })

  /** A flow that has read everything up to now. */
  async function reading(adapter = wo, options = {}) {
    const stream = setting.stream(options)
    return { stream, reader: await Reader.open(stream, adapter) }
  }

  async function make(reader: Reader, keys: readonly string[]): Promise<void> {
    await ours.query('BEGIN')
    await ours.query('INSERT INTO wo SELECT unnest($1::text[])', [keys])
    const { rows } = await ours.query<[string]>({ text: reader.detection.madeAt!, rowMode: 'array' })
    await ours.query('COMMIT')
    reader.detection.made!(keys, rows[0]![0])
  }

  /** Many rows, until the feed remembers no more of them than were made last. */
  async function makeMany(reader: Reader, feed: Feed, name: string): Promise<void> {
    const rows = Array.from({ length: 10 }, (_, i) => i)
    for (let batch = 0; batch < 10 || feed.remembered > 4 * rows.length; batch++) {
      expect(batch, 'batches, and the feed still remembers too many').toBeLessThan(2_000)
      await make(
        reader,
        rows.map((i) => `${name} ${batch * rows.length + i}`),
      )
      await new Promise((resolve) => void setTimeout(resolve, 5))
    }
  }

  it('does not remember them, and nothing is lost of what others do meanwhile', async () => {
    await setting.sql(`INSERT INTO wo VALUES ('1'), ('2'), ('3')`)
    const { stream, reader } = await reading(wo, { remembered: 10, most: 300 })
    const feed = await stream.feed(wo, 'wo', {})
    const before = reader.seen
    await setting.sql(`DELETE FROM wo WHERE no IN ('1', '2')`)
    await make(reader, ['1'])
    await setting.sql(`INSERT INTO wo VALUES ('2')`)
    await setting.sql(`INSERT INTO wo SELECT 'theirs ' || i FROM generate_series(1, 1000) AS i`)
    await makeMany(reader, feed, 'ours')
    // What has died is known before it is read: somebody else's row is there anew, and one of ours.
    const died = () => ['1', '2', '3'].map((key) => reader.detection.died!(key, before) > 0)
    expect(died()).toEqual([false, true, false])
    await setting.sql(`DELETE FROM wo WHERE no = '3'`)
    const told = await reader.keys(100)
    expect(told.filter((key) => !key.startsWith('theirs'))).toEqual(['1', '2', '2', '3'])
    expect(told.filter((key) => key.startsWith('theirs'))).toEqual(Array.from({ length: 1000 }, (_, i) => `theirs ${i + 1}`))
    expect(reader.again).toBe(0)
    expect(died()).toEqual([false, false, false])
    expect(await reader.keys()).toEqual([])
  })

  it('a run that goes on with the load after another one is told of both times', async () => {
    await setting.sql(`INSERT INTO wo VALUES ('1'), ('2')`)
    const first = await reading(wo, { remembered: 10 })
    await first.reader.all()
    await first.reader.forget()
    const { position, seen } = first.reader
    await setting.sql(`DELETE FROM wo WHERE no = '1'`)
    await makeMany(first.reader, await first.stream.feed(wo, 'wo', {}), 'ours')
    await first.stream.close()
    await setting.sql(`DELETE FROM wo WHERE no IN ('ours 0', 'ours 1')`)

    const stream = setting.stream({ remembered: 10 })
    const reader = await Reader.open(stream, wo, position!)
    await setting.sql(`DELETE FROM wo WHERE no = '2'`)
    await make(reader, ['ours 0'])
    await makeMany(reader, await stream.feed(wo, 'wo', {}), 'again')
    const died = ['1', '2', 'ours 0', 'ours 1'].map((key) => reader.detection.died!(key, seen) > 0)
    expect(died).toEqual([true, true, false, true])
    expect((await reader.keys()).toSorted()).toEqual(['1', '2', 'ours 0', 'ours 1'])
    expect(reader.again).toBe(0)
  })

  it('another flow that has much to read waits, and is told all of it', async () => {
    const { stream, reader } = await reading(logged('other'), { remembered: 10, most: 300 })
    await setting.sql(`INSERT INTO other VALUES ('0')`)
    expect(await reader.keys()).toEqual(['0'])
    const loading = await Reader.open(stream, wo)
    const feed = await stream.feed(wo, 'wo', {})
    await setting.sql(`INSERT INTO other SELECT i::text FROM generate_series(1, 1000) AS i`)
    await makeMany(loading, feed, 'ours')
    expect(await reader.keys(100)).toEqual(Array.from({ length: 1000 }, (_, i) => String(i + 1)))
    expect(await loading.keys()).toEqual([])
  })

  it('a first read that comes while the log begins to be followed waits for it', async () => {
    const { reader } = await reading(wo, { remembered: 1 })
    for (let i = 0; i < 5; i++) {
      await setting.sql(`INSERT INTO wo VALUES ('theirs ${i}')`)
      await make(reader, [`ours ${i}`])
      expect(await reader.keys()).toEqual([`theirs ${i}`])
    }
  })

  it('a log that is closed while it begins to be followed leaves its slot to others', async () => {
    const { stream, reader } = await reading(wo, { remembered: 1 })
    await make(reader, ['ours'])
    await stream.close()
    const next = await Reader.open(setting.stream(), wo, reader.position!)
    await setting.sql(`INSERT INTO wo VALUES ('theirs')`)
    expect(await next.keys()).toEqual(['theirs'])
  })
})
