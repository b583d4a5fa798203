/** A ledger in a database whose server goes away: whether a commit landed is known where it can be, and said where it cannot. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openServerLedger } from '../../runtime/ledger/postgres/ledger.ts'
import { ledgerSchema } from '../../runtime/ledger/postgres/open.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { nothing } from './commit.ts'
import { entry, shapes } from './entries.ts'

const database = await postgresDatabase(await postgresServer(18))
/** What becomes of the next COMMIT: it goes on as ever, the server gets it and nobody hears so, or it does not get there. */
let next: 'goes on' | 'lands unheard' | 'is lost' = 'goes on'
let proxy: Server
const sockets = new Set<Socket>()

beforeAll(async () => {
  proxy = createServer((client) => {
    const server = connect(database.server.port, '127.0.0.1')
    const cut = () => [client, server].forEach((each) => each.destroy())
    for (const each of [client, server]) {
      sockets.add(each)
      each.on('error', cut).on('close', cut)
    }
    let deaf = false
    client.on('data', (data) => {
      const commits = data.includes('COMMIT')
      if (commits && next === 'is lost') {
        next = 'goes on'
        return cut()
      }
      deaf ||= commits && next === 'lands unheard'
      server.write(data)
    })
    server.on('data', (data) => {
      if (!deaf) return client.write(data)
      next = 'goes on'
      return cut()
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  proxy.close()
  await database.drop()
})

const url = () =>
  database.url.replace(String(database.server.port), String((proxy.address() as AddressInfo).port)).replace('postgres@', 'postgres:s3cret@')
const open = async (landscape: string): Promise<Ledger> => openServerLedger(url(), { landscape, flows: shapes, create: true })
const put = async (ledger: Ledger, key: string) =>
  ledger.commit({
    ...nothing,
    entries: [{ flow: 'orders', key, entry: entry() }],
    audit: [{ flow: 'orders', key, at: 1, kind: 'decided', body: {} }],
  })

it('a commit that landed unheard is read back, and the ledger goes on over another connection', async () => {
  const ledger = await open('unheard')
  next = 'lands unheard'
  await put(ledger, 'a')
  await put(ledger, 'b')
  expect(await ledger.keys('orders', null, 9)).toEqual(['a', 'b'])
  expect((await ledger.audit({})).map(({ id, key }) => [id, key])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
  await ledger.close()
})

it('a commit that did not get there is none, and is said so without the password', async () => {
  const ledger = await open('lost')
  next = 'is lost'
  await expect(put(ledger, 'a')).rejects.toMatchObject({
    name: 'LedgerError',
    code: 'unreachable',
    message: expect.not.stringContaining('s3cret') as string,
    wayOut: expect.stringContaining('nothing that was decided is lost') as string,
  })
  expect(await ledger.keys('orders', null, 9)).toEqual([])
  await put(ledger, 'a')
  expect(await ledger.keys('orders', null, 9)).toEqual(['a'])
  await ledger.close()
})

/** The server ends them, and everybody has time to hear of it. */
async function endSessions(): Promise<void> {
  const { name, server } = database
  await ask(server, name, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`)
  await sleep(200)
}

it('is given back by a run that ends, also over another connection', async () => {
  const ledger = await open('back')
  await endSessions()
  await ledger.close()
  const next = await open('back')
  expect(next.id).toBe(ledger.id)
  await next.close()
})

it('a connection that is cut between commits is made anew', async () => {
  const ledger = await open('cut')
  await put(ledger, 'a')
  await endSessions()
  await put(ledger, 'b')
  expect(await ledger.keys('orders', null, 9)).toEqual(['a', 'b'])
  await ledger.close()
})

it.each([
  ['nothing answers', (at: string) => at.replace(/:\d+\//, ':1/'), 'unreachable', 'nothing answers there'],
  ['there is no such database', (at: string) => at.replace(/\/\w+$/, '/nowhere'), 'unreachable', 'there is no such database'],
  ['the URL names no host', () => 'postgres:///x', 'unreachable', 'names no host'],
])('where %s, that is said with the way out', async (_, change, code, message) => {
  const error: unknown = await openServerLedger(change(url()), { landscape: 'estate', flows: shapes }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'LedgerError', code, message: expect.stringContaining(message) as string })
  expect(JSON.stringify([(error as Error).message, error])).not.toContain('s3cret')
})

it('a user without rights is told which', async () => {
  await (await open('rights')).close()
  await ask(
    database.server,
    database.name,
    `CREATE ROLE ${database.name}_reader LOGIN; GRANT USAGE ON SCHEMA "${ledgerSchema('rights')}" TO ${database.name}_reader; GRANT SELECT ON ALL TABLES IN SCHEMA "${ledgerSchema('rights')}" TO ${database.name}_reader`,
  )
  const reader = database.urlOf(`${database.name}_reader`)
  await expect(openServerLedger(reader, { landscape: 'rights', flows: shapes })).rejects.toMatchObject({
    code: 'readOnly',
    wayOut: expect.stringContaining('own the schema of the ledger') as string,
  })
  const ledger = await openServerLedger(reader, { landscape: 'rights', flows: shapes, readOnly: true })
  expect(await ledger.keys('orders', null, 9)).toEqual([])
  await ledger.close()
  await ask(database.server, database.name, `DROP OWNED BY ${database.name}_reader; DROP ROLE ${database.name}_reader`)
})
