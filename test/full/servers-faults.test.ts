/** Flows between database servers while users of both sides write and something breaks: nothing is lost, nothing is done twice, both sides agree. */
import { globSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Kind, Place } from '../faults/estate.ts'
import { agreed, Estate } from '../faults/estate.ts'
import { askMariadb, hasMariadb, restartMariadb, startMariadb, stopMariadb } from '../servers/mariadb.ts'
import { ask, hasPostgres, restart, startPostgres, stopPostgres } from '../servers/postgres.ts'

/** A server of one's own, that may be broken. */
interface Broken {
  readonly place: Place
  signal(signal: NodeJS.Signals): void
  start(): Promise<void>
  endSessions(): Promise<void>
  stop(): void
}

const ahead = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0]
const skewed = { ...process.env, LD_PRELOAD: ahead, FAKETIME: '+300s', FAKETIME_DONT_FAKE_MONOTONIC: '1' }

async function onPostgres(version: 15 | 18, env?: NodeJS.ProcessEnv): Promise<Broken> {
  let server = await startPostgres(version, { ...(env && { env }), fsync: true })
  await ask(server, 'postgres', 'CREATE DATABASE faults')
  return {
    place: { kind: 'postgres', url: `postgres://postgres@127.0.0.1:${server.port}/faults` },
    signal: (signal) => void process.kill(server.pid, signal),
    start: async () => void (server = await restart(server, env && { env })),
    endSessions: async () =>
      void (await ask(server, 'postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'faults'`)),
    stop: () => stopPostgres(server),
  }
}
async function onMariadb(): Promise<Broken> {
  let server = await startMariadb({ fsync: true })
  await askMariadb(server, 'CREATE DATABASE faults CHARACTER SET utf8mb4')
  return {
    place: { kind: 'mariadb', url: `mariadb://tester:tester@127.0.0.1:${server.port}/faults` },
    signal: (signal) => void process.kill(server.pid, signal),
    start: async () => void (server = await restartMariadb(server)),
    endSessions: async () =>
      askMariadb(
        server,
        `BEGIN NOT ATOMIC FOR s IN (SELECT id FROM information_schema.processlist WHERE db = 'faults') DO KILL s.id; END FOR; END`,
      ),
    stop: () => stopMariadb(server, 'SIGTERM'),
  }
}

interface Pairing {
  readonly name: string
  readonly missing: boolean
  readonly erp: () => Promise<Broken>
  readonly kind: Kind
}
const pairings: readonly Pairing[] = [
  { name: 'PostgreSQL 15', kind: 'postgres', missing: !hasPostgres(15), erp: async () => onPostgres(15) },
  { name: 'MariaDB', kind: 'mariadb', missing: !hasMariadb(), erp: async () => onMariadb() },
  {
    name: 'a PostgreSQL 15 whose clock is 300 s ahead',
    kind: 'postgres',
    missing: !hasPostgres(15) || ahead === undefined,
    erp: async () => onPostgres(15, skewed),
  },
]

describe.for(pairings)('between PostgreSQL 18 and $name', ({ missing, erp: startErp, kind }) => {
  let eam: Broken
  let erp: Broken
  let estate: Estate
  beforeAll(async () => {
    if (missing) return
    eam = await onPostgres(18)
    erp = await startErp()
    estate = await Estate.make(eam.place, erp.place)
  })
  afterAll(() => {
    if (missing) return
    estate.end()
    eam.stop()
    erp.stop()
  })

  it.skipIf(missing)('a run that is killed at boundaries between effects', async () => {
    for (const at of [1, 2, 3, 5, 8, 13, 21]) {
      const said = await estate.killedAt(at)
      expect(said).toMatch(/killed (before|after) /)
    }
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
  it.skipIf(missing)('a column that goes: its system is left alone until it is back, and nothing is missed', async () => {
    await estate.erp.ask('ALTER TABLE orders RENAME COLUMN text TO gone')
    await estate.eam.ask(`INSERT INTO assets VALUES ('P-1', 'pump')`)
    expect(await estate.command('run --once', 1)).toMatch(/ERP is left alone: table orders of ERP has no column text/)
    await estate.erp.ask('ALTER TABLE orders RENAME COLUMN gone TO text')
    expect(await estate.atRest()).toEqual(agreed)
    expect(await estate.erp.ask('SELECT number, name FROM assets')).toEqual([['P-1', 'pump']])
  })
})
