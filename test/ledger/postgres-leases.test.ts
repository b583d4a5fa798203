import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Lease, Taken, Worker } from '../../runtime/ledger/postgres/leases.ts'
import { blockSize, Leases } from '../../runtime/ledger/postgres/leases.ts'
import { migrateLedger } from '../../runtime/ledger/postgres/open.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'

let database: PostgresDatabase
let clients: readonly [pg.Client, pg.Client]
const one: Worker = { id: 'one', host: 'a', pid: 1 }
const two: Worker = { id: 'two', host: 'b', pid: 2 }

beforeAll(async () => {
  database = await postgresDatabase(await postgresServer(18))
  clients = [new pg.Client({ connectionString: database.url }), new pg.Client({ connectionString: database.url })]
  for (const client of clients) await client.connect()
  await migrateLedger(clients[0], 'shop')
})
afterAll(async () => {
  for (const client of clients) await client.end()
  await database.drop()
})

function lease({ lease: taken }: Taken): Lease {
  if (taken === null) throw new Error('another worker has it')
  return taken
}

test('one worker has a lease until it gives it back, and the next one has higher operations', async () => {
  const [a, b] = clients.map((client) => new Leases(client, 'shop', 60_000)) as [Leases, Leases]
  const first = lease(await a.take('back', one))
  expect(await b.take('back', two)).toMatchObject({ lease: null, holder: one })
  await a.giveBack(first)
  const second = lease(await b.take('back', two))
  expect(second.firstOp).toBeGreaterThanOrEqual(first.firstOp + blockSize)
  expect(await a.renew(first)).toBe(false)
  expect(await b.renew(second)).toBe(true)
  await expect(a.check([first])).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('worker two (b, process 2)') as string,
  })
  await b.check([second])
})

test('a lease that is not renewed is taken over, but not while a transaction rests on it', async () => {
  const [a, b] = clients.map((client) => new Leases(client, 'shop', 50)) as [Leases, Leases]
  const first = lease(await a.take('expired', one))
  await clients[0].query('BEGIN')
  await a.check([first])
  await sleep(80)
  let over = false
  const second = b.take('expired', two).then((taken) => ((over = true), taken))
  await sleep(80)
  expect(over).toBe(false)
  await clients[0].query('COMMIT')
  expect(lease(await second).epoch).toBe(first.epoch + 1)
})

test('workers that take leases at the same time never have the same operations', async () => {
  const leases = clients.map((client) => new Leases(client, 'shop', 60_000))
  const units = Array.from({ length: 40 }, (_, i) => `unit ${i}`)
  const taken = await Promise.all(units.map(async (unit, i) => leases[i % 2]!.take(unit, i % 2 === 0 ? one : two)))
  expect(new Set(taken.map((each) => lease(each).firstOp)).size).toBe(units.length)
})
