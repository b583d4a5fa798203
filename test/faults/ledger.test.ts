/** A flow whose ledger is in a database, while its run is killed, stopped, and cut off from the ledger. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ledgerSchema } from '../../runtime/ledger/postgres/open.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { Running } from '../cli/command.ts'
import { agreed, Estate } from './estate.ts'

let estate: Estate
let ledger: PostgresDatabase
const drops: (() => Promise<void>)[] = []
beforeAll(async () => {
  const server = await postgresServer()
  const [eam, erp, of] = [await postgresDatabase(server), await postgresDatabase(server), await postgresDatabase(server)]
  ledger = of
  drops.push(eam.drop, erp.drop, of.drop)
  estate = await Estate.make({ kind: 'postgres', url: eam.url }, { kind: 'postgres', url: erp.url }, { ledger: ledger.url })
})
afterAll(async () => {
  estate.end()
  for (const drop of drops) await drop()
})

const inLedger = async (sql: string) => ask(ledger.server, ledger.name, sql)
/** As if its time were over. */
const expire = async () => inLedger(`UPDATE "${ledgerSchema('faults')}".lease SET until = '-infinity'`)
const sessions = (state: string) =>
  `FROM pg_stat_activity WHERE datname = '${ledger.name}' AND pid <> pg_backend_pid() AND state LIKE '${state}'`

/** Waits until the run holds the ledger. @param of default: the one that was started last */
async function held(of: Running = estate.run): Promise<void> {
  const holder = async () => (await inLedger(`SELECT pid FROM "${ledgerSchema('faults')}".lease WHERE until > now()`))[0]?.[0]
  await expect.poll(holder, { timeout: 15_000 }).toBe(of.child.pid)
}

/** Between two commits, so that nobody has to wait for the server to end one. */
async function stopBetweenCommits(of: Running = estate.run): Promise<void> {
  for (;;) {
    of.child.kill('SIGSTOP')
    await sleep(100)
    if ((await inLedger(`SELECT 1 ${sessions('idle in transaction%')}`)).length === 0) return
    of.child.kill('SIGCONT')
    await sleep(10)
  }
}

it('a run that is killed, and one that is cut off from the ledger, lose nothing and do nothing twice', async () => {
  await estate.under(async () => {
    await held()
    await estate.stop('SIGKILL')
    await expire()
    estate.start()
    await held()
    await sleep(300)
    await inLedger(`SELECT pg_terminate_backend(pid) ${sessions('%')}`)
    await sleep(500)
    if (estate.run.child.exitCode === null) return
    expect((await estate.run.done).err).toContain('nothing that was decided is lost')
    await expire()
    estate.start()
  })
  expect(await estate.atRest()).toEqual(agreed)
})

it('a run that is stopped is taken over; when it wakes up it writes nothing, and says who has taken over', async () => {
  await estate.under(async () => {
    const asleep = estate.run
    await held()
    await stopBetweenCommits()
    await expire()
    estate.start()
    await held()
    await sleep(300)
    asleep.child.kill('SIGCONT')
    const { code, err } = await asleep.done
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/worker \w+ \(.*\) has taken over all flows; nothing was written/) as string,
    })
    expect(estate.run.child.exitCode).toBe(null)
  })
  expect(await estate.atRest()).toEqual(agreed)
})

it('two workers stand by for each other: one that is killed, stopped or ended is followed by the other, and comes back to stand by', async () => {
  const standby = () => estate.start({}, 'run --standby')
  await estate.under(async () => {
    const first = estate.run
    await held(first)
    const second = standby()
    await second.hears('standing by: the ledger at')
    first.child.kill('SIGKILL')
    await first.done
    await expire()
    await held(second)
    const third = standby()
    await third.hears('standing by')
    await sleep(300)
    await stopBetweenCommits(second)
    await expire()
    await held(third)
    second.child.kill('SIGCONT')
    await second.hears('has taken over all flows')
    await sleep(300)
    third.child.kill('SIGTERM')
    expect(await third.done).toMatchObject({ code: 0 })
    await held(second)
    await sleep(300)
    const last = standby()
    await last.hears('standing by')
    last.child.kill('SIGTERM')
    expect(await last.done).toMatchObject({ code: 143, err: expect.stringContaining('while another worker held the ledger') as string })
    second.child.kill('SIGTERM')
    expect(await second.done).toMatchObject({ code: 0 })
    estate.start()
  })
  expect(await estate.atRest()).toEqual(agreed)
})

it.each([11])('a run that kills itself at boundary %i between effects loses nothing and does nothing twice', async (boundary) => {
  expect(await estate.killedAt(boundary)).toContain('killed ')
  await expire()
  expect(await estate.atRest()).toEqual(agreed)
})
