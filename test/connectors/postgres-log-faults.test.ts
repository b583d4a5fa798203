/** What happens to a log while it is read, and servers that give none. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addressOf } from '../../runtime/connectors/postgres/address.ts'
import { PostgresSession } from '../../runtime/connectors/postgres/session.ts'
import { logDetection, LogStream, slotState, takeOrigin } from '../../runtime/connectors/postgres/log/index.ts'
import { Replication } from '../../runtime/connectors/postgres/log/replication.ts'
import type { SystemError } from '../../runtime/ports.ts'
import type { PostgresServer } from '../servers/postgres.ts'
import { ask, postgresServer, restart, startPostgres, stopPostgres } from '../servers/postgres.ts'
import { until } from '../servers/process.ts'
import type { Setting } from './postgres-log-setting.ts'
import { dropSlot, logged, logSetting, Reader } from './postgres-log-setting.ts'

const wo = logged('wo')
const settings = {
  fsync: 'off',
  max_replication_slots: '2',
  max_active_replication_origins: '1',
  max_slot_wal_keep_size: '4MB',
  min_wal_size: '32MB',
  max_wal_size: '32MB',
}
const table = 'CREATE TABLE wo (no text PRIMARY KEY, qty int)'

async function refusal(work: () => Promise<unknown>): Promise<string> {
  const error = await work().then(
    () => null,
    (thrown: unknown) => thrown as SystemError,
  )
  return error === null ? '' : `${error.code}: ${error.message}; ${error.wayOut}`
}

/** As if the power had gone; comes back when nothing of it runs any more. */
async function crash({ pid }: PostgresServer): Promise<void> {
  process.kill(pid, 'SIGQUIT')
  const gone = () => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  }
  while (!gone()) await new Promise((resolve) => void setTimeout(resolve, 20))
}

describe('a log that is read', () => {
  let server: PostgresServer
  let setting: Setting
  beforeAll(async () => {
    server = await startPostgres(18, { settings })
  })
  beforeEach(async () => {
    setting = await logSetting(server, table)
  })
  afterEach(async () => setting.close())
  afterAll(() => stopPostgres(server))

  it('is read on where the server ended and was started again, and nothing comes that the ledger had', async () => {
    const reader = await Reader.open(setting.stream(), wo)
    await setting.sql(`INSERT INTO wo VALUES ('1')`)
    expect(await reader.keys()).toEqual(['1'])
    await reader.forget()
    await setting.sql(`INSERT INTO wo VALUES ('2')`)
    await crash(server)
    await expect.poll(async () => refusal(async () => reader.all())).toMatch(/^logBroken: the log of EAM cannot be read/)
    server = await restart(server, { settings })
    await ask(server, setting.database.name, `INSERT INTO wo VALUES ('3')`)
    const next = await Reader.open(setting.stream(), wo, reader.position!)
    const told = await next.keys()
    expect(told.at(-1)).toBe('3')
    expect(told).not.toContain('1')
    expect(next.again).toBe(0)
  })

  it('a reader that is killed loses nothing', async () => {
    const start = (await (await logDetection(setting.stream(), wo, 'wo')).head()).position!
    await setting.ended()
    const script = new URL('./postgres-log-reader.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [script, setting.database.url, setting.name, start], { stdio: ['ignore', 'pipe', 'inherit'] })
    await setting.sql(`INSERT INTO wo SELECT i::text FROM generate_series(1, 50) AS i`)
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const reader = await Reader.open(setting.stream(), wo, start)
    expect(await reader.keys()).toHaveLength(50)
    expect(reader.again).toBe(0)
  })

  it('a slot that was dropped is made anew, and everything read again', async () => {
    const first = await Reader.open(setting.stream(), wo)
    await setting.sql(`INSERT INTO wo VALUES ('1')`)
    await first.all()
    await setting.ended()
    await dropSlot(server, setting.name)
    await setting.sql(`INSERT INTO wo VALUES ('2')`)
    const reader = await Reader.open(setting.stream(), wo, first.position!)
    expect((await reader.read()).hints).toEqual([])
    expect(reader.again).toBe(1)
    await setting.sql(`INSERT INTO wo VALUES ('3')`)
    expect(await reader.keys()).toEqual(['3'])
    expect(reader.again).toBe(1)
  })

  it('a slot that was dropped and made anew by somebody is one that lost changes', async () => {
    const first = await Reader.open(setting.stream(), wo)
    await setting.ended()
    await dropSlot(server, setting.name)
    await setting.sql(`INSERT INTO wo VALUES ('2')`)
    await setting.sql(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [setting.name])
    const reader = await Reader.open(setting.stream(), wo, first.position!)
    await reader.all()
    expect(reader.again).toBe(1)
  })

  it('a slot that fell too far behind is made anew; before that it is seen', async () => {
    const first = await Reader.open(setting.stream(), wo)
    await first.all()
    await setting.ended()
    const before = await slotState('EAM', setting.name, { connectionString: setting.database.url })
    expect(before).toMatchObject({ walStatus: 'reserved', activePid: null, database: setting.database.name })
    await setting.sql(`CREATE TABLE heap AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 40000)`)
    const late = await slotState('EAM', setting.name, { connectionString: setting.database.url })
    expect(late!.behind).toBeGreaterThan(before!.behind + 30_000_000)
    for (let i = 0; i < 3; i++) await setting.sql('SELECT pg_switch_wal()').then(async () => setting.sql('CHECKPOINT'))
    expect(await slotState('EAM', setting.name, { connectionString: setting.database.url })).toMatchObject({ walStatus: 'lost' })
    const reader = await Reader.open(setting.stream(), wo, first.position!)
    await reader.all()
    expect(reader.again).toBe(1)
    await setting.sql(`INSERT INTO wo VALUES ('3')`)
    expect(await reader.keys()).toEqual(['3'])
  })

  it('one that another process reads is left to it', async () => {
    const reader = await Reader.open(setting.stream(), wo)
    await reader.all()
    const other = await Reader.open(setting.stream({ heldMs: 100 }), wo, reader.position!)
    expect(await refusal(async () => other.read())).toMatch(/^slotInUse: another process reads the log of EAM .* stop the other run/)
  })

  it('a server that was restored, or is another one, is recognised', async () => {
    const reader = await Reader.open(setting.stream(), wo)
    const at = JSON.parse(reader.position!) as { readonly seq: number; readonly server: string; readonly timeline: number }
    const reading = async (position: object, limit: number) =>
      (await logDetection(setting.stream(), wo, 'wo')).changes(JSON.stringify(position), limit)
    for (const limit of [0, 10]) {
      expect(await refusal(async () => reading({ ...at, server: '1' }, limit))).toMatch(/^wentBack: .*another server.*match --accept/)
      expect(await refusal(async () => reading({ ...at, seq: at.seq + 2 ** 40 }, limit))).toMatch(/^wentBack: .*further than it is written/)
      expect(await refusal(async () => reading({ ...at, timeline: 2 }, limit))).toMatch(/^wentBack: .*later timeline/)
    }
    expect(await refusal(async () => reading(at, 0))).toBe('')
  })

  it('a server that was recovered is read on, up to the point to which it was', async () => {
    const reader = await Reader.open(setting.stream(), wo)
    await reader.all()
    await setting.ended()
    await crash(server)
    const signal = join(server.folder, 'data', 'recovery.signal')
    writeFileSync(signal, '')
    chmodSync(signal, 0o666)
    server = await restart(server, { settings: { ...settings, restore_command: 'false' } })
    await until('the end of recovery', 20_000, async () => {
      if (String(await ask(server, 'postgres', 'SELECT pg_is_in_recovery()')) !== 'false') throw new Error('it goes on')
    })
    await ask(server, setting.database.name, `INSERT INTO wo VALUES ('1')`)
    const next = await Reader.open(setting.stream(), wo, reader.position!)
    expect(await next.keys()).toEqual(['1'])
    expect(next.again).toBe(0)
    const [[written]] = (await ask(server, 'postgres', `SELECT pg_current_wal_lsn() - '0/0'::pg_lsn`)) as [[string]]
    const beyond = JSON.stringify({ ...(JSON.parse(reader.position!) as object), seq: Number(written) - 1 })
    const late = await Reader.open(setting.stream(), wo, beyond)
    expect(await refusal(async () => late.read())).toMatch(/^wentBack: .*the point to which it was recovered/)
  })

  it('what is committed and not to be seen yet is told when it is', async () => {
    const reader = await Reader.open(setting.stream(), wo)
    const standby = async (name: string) => {
      await ask(server, 'postgres', `ALTER SYSTEM SET synchronous_standby_names = '${name}'`)
      await ask(server, 'postgres', 'SELECT pg_reload_conf()')
    }
    // A commit waits for a copy that is not there: the log has it, and nobody sees it.
    await standby('nobody')
    await setting.sql('SET synchronous_commit = on')
    const woken = new Promise<void>((resolve) => {
      reader.detection.onArrival!(resolve)
    })
    expect(await reader.keys()).toEqual([])
    const committed = setting.sql(`INSERT INTO wo VALUES ('1')`)
    await woken
    expect(await reader.read()).toEqual({ hints: [], more: false })
    expect(await ask(server, setting.database.name, 'SELECT no FROM wo')).toEqual([])
    const again = new Promise<void>((resolve) => {
      reader.detection.onArrival!(resolve)
    })
    await standby('')
    await Promise.all([committed, again])
    expect(await reader.keys()).toEqual(['1'])
  })

  it('a server without a free slot says so', async () => {
    const reader = await Reader.open(setting.stream(), wo)
    await setting.ended()
    await dropSlot(server, setting.name)
    const others = ['a', 'b']
    for (const slot of others) await setting.sql(`SELECT pg_create_physical_replication_slot('${slot}')`)
    const late = await Reader.open(setting.stream(), wo, reader.position!)
    expect(await refusal(async () => late.read())).toMatch(/^noFreeSlot: .*max_replication_slots/)
    for (const slot of others) await dropSlot(server, slot)
  })

  it('a server that keeps track of no more origins says so', async () => {
    const open = async () => PostgresSession.connect('EAM', addressOf('EAM', setting.database.url), undefined)
    const sessions = [await open(), await open()]
    await takeOrigin(sessions[0]!, 'EAM', setting.name)
    expect(await refusal(async () => takeOrigin(sessions[1]!, 'EAM', setting.name))).toMatch(
      /^noRoomForOrigin: .*max_active_replication_origins/,
    )
    for (const session of sessions) await session.close()
  })

  it('a slot of that name that is not ours is left alone', async () => {
    const reader = await Reader.open(setting.stream(), wo)
    await setting.ended()
    await dropSlot(server, setting.name)
    await setting.sql(`SELECT pg_create_physical_replication_slot($1)`, [setting.name])
    const late = await Reader.open(setting.stream(), wo, reader.position!)
    expect(await refusal(async () => late.read())).toMatch(/^foreignSlot: /)
    await dropSlot(server, setting.name)
    await ask(server, 'postgres', `SELECT pg_create_logical_replication_slot('${setting.name}', 'pgoutput')`)
    const elsewhere = await Reader.open(setting.stream(), wo, reader.position!)
    expect(await refusal(async () => elsewhere.read())).toMatch(/^foreignSlot: .*one of the database postgres/)
  })
})

describe('a log that cannot be read', () => {
  let setting: Setting
  beforeAll(async () => {
    setting = await logSetting(
      await postgresServer(18),
      `${table}; CREATE TABLE keyed (no text, own serial PRIMARY KEY); CREATE ROLE reader_${process.pid} LOGIN; GRANT SELECT ON wo TO reader_${process.pid}`,
    )
  })
  afterEach(async () => setting.ended())
  afterAll(async () => {
    await setting.sql(`DROP OWNED BY reader_${process.pid}; DROP ROLE reader_${process.pid}`.split(';')[0]!)
    await setting.sql(`DROP ROLE reader_${process.pid}`)
    await setting.close()
  })

  it('a role without the right to', async () => {
    const stream = setting.stream({ config: { connectionString: setting.database.urlOf(`reader_${process.pid}`) } })
    const reader = await Reader.open(stream, wo)
    expect(await refusal(async () => reader.read())).toMatch(/^noReplicationRight: .*ALTER ROLE … REPLICATION/)
  })

  it('a role with that right and no other reads it', async () => {
    await setting.sql(`ALTER ROLE reader_${process.pid} REPLICATION`)
    const stream = setting.stream({ config: { connectionString: setting.database.urlOf(`reader_${process.pid}`) } })
    const reader = await Reader.open(stream, wo)
    await setting.sql(`INSERT INTO wo VALUES ('1')`)
    expect(await reader.keys()).toEqual(['1'])
  })

  it('a table that is not published', async () => {
    expect(await refusal(async () => logDetection(setting.stream(), logged('none'), 'none'))).toMatch(
      /^notPublished: .*thalweg prepare --apply/,
    )
  })

  it('a key that the log does not hold of a deleted row', async () => {
    expect(await refusal(async () => logDetection(setting.stream(), logged('keyed'), 'keyed'))).toMatch(
      /^noReplicaIdentity: .* hold no of a row .*REPLICA IDENTITY FULL/,
    )
  })

  it('a server that writes no log for it', async () => {
    const server = await startPostgres(18, { settings: { wal_level: 'replica' } })
    await ask(server, 'postgres', `${table}; CREATE PUBLICATION p FOR ALL TABLES`)
    const stream = new LogStream({
      system: 'EAM',
      name: 'p',
      config: { connectionString: `postgres://postgres@127.0.0.1:${server.port}/postgres` },
    })
    expect(await refusal(async () => logDetection(stream, wo, 'wo'))).toMatch(/^walLevel: .*wal_level=replica.*set wal_level=logical/)
    await stream.close()
    stopPostgres(server)
  })
})

it('gives up on a server that takes the connection and then says nothing', async () => {
  const bytes = (type: string, ...body: number[]) => Buffer.from([type.charCodeAt(0), 0, 0, 0, body.length + 4, ...body])
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    // It is let in, and the server is ready for a query.
    socket.once('data', () => socket.write(Buffer.concat([bytes('R', 0, 0, 0, 0), bytes('Z', 'I'.charCodeAt(0))])))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { config } = addressOf('ERP', `postgres://someone@127.0.0.1:${port}/erp`)
  const nobody = { data: () => undefined, upTo: () => undefined, broken: () => undefined }
  const start = Replication.start(
    { ...config, connectionTimeoutMillis: 200 },
    { slot: 's', publication: 's', from: 0, withoutOrigins: false },
    nobody,
  )
  await expect(start).rejects.toThrow('no answer for 0.2 s')
  server.close()
})
