/** One process holds a ledger in a database; whoever comes after one that was killed or stopped goes on, and the one that wakes up writes nothing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'
import { openServerLedger } from '../../runtime/ledger/postgres/ledger.ts'
import { Leases } from '../../runtime/ledger/postgres/leases.ts'
import type { Ledger } from '../../runtime/ports.ts'
import { LedgerError } from '../../runtime/ports.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { nothing } from './commit.ts'
import { entry, shapes } from './entries.ts'

const database = await postgresDatabase(await postgresServer(18))
afterAll(async () => database.drop())
const leaseMs = 600

async function holder(landscape: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'held-server.ts'), database.url, landscape, String(leaseMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdout.setEncoding('utf8')
  const says = async (): Promise<string> => String((await once(child.stdout, 'data'))[0]).trim()
  expect(await says()).toBe('held')
  return { child, says }
}

const open = async (landscape: string): Promise<Ledger> => openServerLedger(database.url, { landscape, flows: shapes }, leaseMs)

/** As soon as nobody holds it any more. */
async function opened(landscape: string): Promise<Ledger> {
  for (const since = Date.now(); ;) {
    try {
      return await open(landscape)
    } catch (error) {
      if (!(error instanceof LedgerError && error.code === 'busy') || Date.now() - since > 15_000) throw error
      await sleep(50)
    }
  }
}

it('is held as long as its process lives, and said by whom; readers need not wait', async () => {
  const { child } = await holder('living')
  await sleep(2 * leaseMs)
  await expect(open('living')).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining(`process ${child.pid} on `) as string,
    wayOut: expect.stringContaining('let that run finish or stop it') as string,
  })
  const reader = await openServerLedger(database.url, { landscape: 'living', flows: shapes, readOnly: true })
  expect(await reader.keys('orders', null, 9)).toEqual(['first'])
  await expect(reader.commit({ ...nothing, settings: [{ name: 'x', value: 'y' }] })).rejects.toMatchObject({ code: 'readOnly' })
  await reader.close()
  child.kill('SIGKILL')
  const after = await opened('living')
  expect(await after.keys('orders', null, 9)).toEqual(['first'])
  await after.close()
})

it('is not taken over in the middle of a commit, and is when the server has ended it', async () => {
  await (await openServerLedger(database.url, { landscape: 'committing', flows: shapes, create: true })).close()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const leases = new Leases(client, 'committing', 1)
  const { lease } = await leases.take('all flows', { id: 'w', host: 'h', pid: 1 })
  await client.query('BEGIN')
  await leases.check([lease!])
  await expect(open('committing')).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('in the middle of a commit') as string,
  })
  await client.query('ROLLBACK')
  await client.end()
  await (await open('committing')).close()
})

it('is taken over from a process that does not answer; when it wakes up it writes nothing and says who has it', async () => {
  const { child, says } = await holder('stopped')
  child.kill('SIGSTOP')
  const ours = await opened('stopped')
  await ours.commit({ ...nothing, entries: [{ flow: 'orders', key: 'ours', entry: entry() }] })
  child.stdin.write('\n')
  child.kill('SIGCONT')
  expect(await says()).toMatch(/^busy: worker \w+ \(.*, process \d+\) has taken over all flows; nothing was written$/)
  expect(await ours.keys('orders', null, 9)).toEqual(['first', 'ours'])
  expect(ours.drawOps(1)).toBeGreaterThan(2 ** 20)
  const reader = await openServerLedger(database.url, { landscape: 'stopped', flows: shapes, readOnly: true })
  await ours.outgrow(2 ** 22)
  expect(await reader.opHigh()).toBe(2 ** 22)
  await reader.close()
  await ours.close()
})
