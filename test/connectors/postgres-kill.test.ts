/** A PostgreSQL server that stops in the middle: what is told of an operation afterwards is what its rows say. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PostgresServer } from '../servers/postgres.ts'
import { postgresDatabase, restart, startPostgres, stopPostgres } from '../servers/postgres.ts'
import { insertOf, thingShape } from './conformance-shape.ts'
import { openPostgres } from '../../runtime/connectors/postgres/index.ts'
import { postgresAdapter, postgresSchema, postgresStatements } from './postgres-setting.ts'

const settings = { synchronous_commit: 'on', fsync: 'off' }
const shape = thingShape('outbox')
const batch = 50
let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres(18, { settings })
})
afterAll(() => stopPostgres(server))

it('has all rows of an operation or none, and says which; what was answered is there', async () => {
  const database = await postgresDatabase(server)
  const table = 'CREATE TABLE things (name text PRIMARY KEY, title text NOT NULL, remark text, size integer NOT NULL)'
  const { schema } = await postgresSchema(database, table, [shape])
  const open = async () => openPostgres({ name: 'ERP', url: database.url, schema, statements: postgresStatements, env: {} })
  let op = 0
  for (let round = 0; round < 4; round++) {
    const system = await open()
    const bound = await system.bind(postgresAdapter(shape))
    const ended = exited(server.pid)
    setTimeout(() => process.kill(server.pid, 'SIGQUIT'), 40 + round * 25)
    const answered: number[] = []
    let last: string
    for (;;) {
      const writes = keysOf(++op).map(({ key }) => insertOf(key, ['pump', null, '1']))
      const { outcome } = await bound.deliver(op, writes)
      last = outcome
      if (outcome !== 'answered') break
      answered.push(op)
    }
    expect(['unreachable', 'uncertain']).toContain(last)
    await system.close()
    await ended
    server = await restart(server, { settings })
    const again = await open()
    const rows = await again.bind(postgresAdapter(shape))
    const there = async (of: number) => (await rows.look(keysOf(of))).filter(({ present }) => present).length
    for (const each of answered) expect(await there(each)).toBe(batch)
    const { state } = await again.resolve(op)
    expect(await there(op)).toBe(state === 'landed' ? batch : 0)
    expect((await rows.changes(null, 10_000)).hints).toHaveLength(await rows.count())
    await again.close()
  }
})

function keysOf(op: number): { readonly key: string; readonly seen: number }[] {
  return Array.from({ length: batch }, (_, i) => ({ key: `${op}.${i}`, seen: 0 }))
}

async function exited(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => void setTimeout(resolve, 10))
  }
}
