/** Flows between database servers while users of both sides write and something breaks: nothing is lost, nothing is done twice, both sides agree. */
import { globSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Detect, Kind, Place } from '../faults/estate.ts'
import { agreed, Estate } from '../faults/estate.ts'
import type { Wire } from '../faults/wire.ts'
import { wireTo } from '../faults/wire.ts'
import { askMariadb, hasMariadb, restartMariadb, startMariadb, stopMariadb } from '../servers/mariadb.ts'
import { ask, hasPostgres, restart, startPostgres, stopPostgres } from '../servers/postgres.ts'

/** A server of one's own, that may be broken. */
interface Broken {
  readonly place: Place
  /** To it, for a flow. */
  readonly wire: Wire
  signal(signal: NodeJS.Signals): void
  start(): Promise<void>
  endSessions(): Promise<void>
  /** Of statements, in sessions from now on; 0: none. */
  limitTime(ms: number): Promise<void>
  stop(): void
}

const faketime = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0]
const skewed = { ...process.env, LD_PRELOAD: faketime, FAKETIME: '+300s', FAKETIME_DONT_FAKE_MONOTONIC: '1' }

async function onPostgres(version: 15 | 18, env?: NodeJS.ProcessEnv): Promise<Broken> {
  let server = await startPostgres(version, { ...(env && { env }), fsync: true })
  await ask(server, 'postgres', 'CREATE DATABASE faults')
  return {
    place: { kind: 'postgres', url: `postgres://postgres@127.0.0.1:${server.port}/faults` },
    wire: await wireTo(server.port),
    signal: (signal) => void process.kill(server.pid, signal),
    start: async () => void (server = await restart(server, env && { env })),
    endSessions: async () =>
      void (await ask(server, 'postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'faults'`)),
    limitTime: async (ms) => void (await ask(server, 'postgres', `ALTER DATABASE faults SET statement_timeout = ${ms}`)),
    stop: () => stopPostgres(server),
  }
}
async function onMariadb(): Promise<Broken> {
  let server = await startMariadb({ fsync: true })
  await askMariadb(server, 'CREATE DATABASE faults CHARACTER SET utf8mb4')
  return {
    place: { kind: 'mariadb', url: `mariadb://tester:tester@127.0.0.1:${server.port}/faults` },
    wire: await wireTo(server.port),
    signal: (signal) => void process.kill(server.pid, signal),
    start: async () => void (server = await restartMariadb(server)),
    endSessions: async () =>
      askMariadb(
        server,
        `BEGIN NOT ATOMIC FOR s IN (SELECT id FROM information_schema.processlist WHERE db = 'faults') DO KILL s.id; END FOR; END`,
      ),
    limitTime: async (ms) => askMariadb(server, `SET GLOBAL max_statement_time = ${ms / 1_000}`),
    stop: () => stopMariadb(server, 'SIGTERM'),
  }
}

/** Drops what a run reads, and does something else before it can be read again. */
function dropSlots(gap = ''): string {
  return `DO $$
    DECLARE slot record;
    BEGIN
      FOR slot IN SELECT slot_name AS name FROM pg_replication_slots WHERE database = current_database() LOOP
        LOOP
          BEGIN
            PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = slot.name;
            PERFORM pg_drop_replication_slot(slot.name);
            EXIT;
          EXCEPTION WHEN object_in_use THEN
            PERFORM pg_sleep(0.005);
          END;
        END LOOP;
      END LOOP;
      ${gap}
    END $$`
}
/** By the users of EAM, who keep it as they keep all they do. */
const deleteSome = `
  WITH gone AS (DELETE FROM orders WHERE number IN (SELECT number FROM orders WHERE number LIKE 'N-%' LIMIT 5) RETURNING number)
  INSERT INTO done (number, what) SELECT number, 'delete' FROM gone;`

interface Pairing {
  readonly name: string
  readonly missing: boolean
  readonly erp: () => Promise<Broken>
  readonly kind: Kind
  readonly detect: Detect
  readonly aheadS?: number
  /** The first of the boundaries at which its runs are killed, of which every third is its. */
  readonly first: number
}
/** Every third boundary of each of three pairings, so many times: 51 in all. */
const kills = 17
const pairings: readonly Pairing[] = [
  {
    name: 'PostgreSQL 15, by their logs',
    kind: 'postgres',
    missing: !hasPostgres(15),
    erp: async () => onPostgres(15),
    detect: 'log',
    first: 1,
  },
  { name: 'MariaDB', kind: 'mariadb', missing: !hasMariadb(), erp: async () => onMariadb(), detect: 'outbox', first: 2 },
  {
    name: 'a PostgreSQL 15 whose clock is 300 s ahead',
    kind: 'postgres',
    missing: !hasPostgres(15) || faketime === undefined,
    erp: async () => onPostgres(15, skewed),
    aheadS: 300,
    detect: 'outbox',
    first: 3,
  },
]

describe.for(pairings)('between PostgreSQL 18 and $name', ({ missing, erp: startErp, kind, detect, first, aheadS = 0 }) => {
  let eam: Broken
  let erp: Broken
  let estate: Estate
  beforeAll(async () => {
    if (missing) return
    eam = await onPostgres(18)
    erp = await startErp()
    estate = await Estate.make(eam.place, erp.place, { detect })
    const now = { postgres: 'SELECT extract(epoch FROM now())', mariadb: 'SELECT unix_timestamp(now(6))' }[kind]
    const ahead = Number((await estate.erp.ask(now))[0]![0]) - Date.now() / 1000
    if (Math.abs(ahead - aheadS) > 5) throw new Error(`the clock of the server is ${ahead} s ahead, not ${aheadS}`)
  })
  afterAll(() => {
    if (missing) return
    estate.end()
    for (const { stop, wire } of [eam, erp]) {
      wire.close()
      stop()
    }
  })

  it.skipIf(missing)('a run that is killed at boundaries between effects', async () => {
    for (let kill = 0; kill < kills; kill++) expect(await estate.killedAt(first + 3 * kill)).toMatch(/^killed (before|after) /)
    expect(await estate.atRest()).toEqual(agreed)
  })
  it.skipIf(missing)('sessions that are ended', async () => {
    await estate.under(async () => {
      for (let i = 0; i < 5; i++) {
        await eam.endSessions()
        await sleep(100)
        await erp.endSessions()
        await sleep(100)
      }
    })
    expect(await estate.atRest()).toEqual(agreed)
  })
  it.skipIf(missing)('statements that are ended after a few milliseconds', async () => {
    await estate.under(async () => {
      for (const ms of [1, 4, 0])
        for (const server of [eam, erp]) {
          await server.limitTime(ms)
          await server.endSessions()
          await sleep(400)
        }
    })
    expect(await estate.atRest()).toEqual(agreed)
  })
  it.skipIf(missing)('connections that are cut in the middle of a batch, a message, or a stream', async () => {
    const through = ({ place: { url }, wire }: Broken) => url.replace(/:\d+\//, `:${wire.port}/`)
    await estate.under(
      async () => {
        for (const bytes of [1, 300, 2_000, 7_001, 30_000, 111_111])
          for (const { wire } of [eam, erp]) {
            await wire.cutAfter(bytes)
            await sleep(100)
          }
      },
      { EAM_URL: through(eam), ERP_URL: through(erp) },
    )
    expect(await estate.atRest()).toEqual(agreed)
  })
  it.skipIf(missing || detect !== 'log')(
    'slots that are dropped: every row is read again, and what was deleted meanwhile is found',
    async () => {
      await estate.under(async () => {
        await estate.erp.apart(dropSlots())
        await estate.eam.apart(dropSlots(deleteSome))
        await sleep(1_500)
        await estate.eam.apart(dropSlots(deleteSome))
      })
      expect(await estate.atRest()).toEqual(agreed)
    },
  )
  it.skipIf(missing)('a server that stands still for some seconds, and goes on', async () => {
    await estate.under(async () => {
      for (const server of [erp, eam]) {
        server.signal('SIGSTOP')
        await sleep(3_000)
        server.signal('SIGCONT')
        await sleep(500)
      }
    })
    expect(await estate.atRest()).toEqual(agreed)
  })
  it.skipIf(missing)('a server that is killed, and started again', async () => {
    await estate.under(async () => {
      for (const server of [erp, eam]) {
        // A postmaster that is killed outright leaves children behind; this is what a crash of the server looks like from outside.
        server.signal(server.place.kind === 'postgres' ? 'SIGQUIT' : 'SIGKILL')
        await sleep(1_000)
        await server.start()
        await sleep(1_000)
      }
    })
    expect(await estate.atRest()).toEqual(agreed)
  })
  it.skipIf(missing)('a column that is added, and one that is widened', async () => {
    const widen = { postgres: 'ALTER COLUMN text TYPE varchar(200)', mariadb: 'MODIFY text VARCHAR(200) NOT NULL' }[kind]
    await estate.under(async () => {
      await estate.erp.apart(`ALTER TABLE orders ADD remark varchar(20)`)
      await estate.erp.apart(`ALTER TABLE orders ${widen}`)
    })
    expect(await estate.atRest()).toEqual(agreed)
  })
  it.skipIf(missing)('a column that goes: its flow stops until it is back, and no other; nothing is missed', async () => {
    await estate.erp.ask('ALTER TABLE orders RENAME COLUMN text TO gone')
    await estate.eam.ask(`INSERT INTO assets VALUES ('P-1', 'pump')`)
    expect(await estate.command('run --once', 1)).toMatch(/ERP is left alone by orders: table orders of ERP has no column text/)
    expect(await estate.erp.ask('SELECT number, name FROM assets')).toEqual([['P-1', 'pump']])
    await estate.erp.ask('ALTER TABLE orders RENAME COLUMN gone TO text')
    expect(await estate.atRest()).toEqual(agreed)
  })
})
