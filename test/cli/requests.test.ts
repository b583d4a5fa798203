/** What is asked of a run that holds the ledger, where the run or whoever asks is ended, slow or late. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { lock } from '../../runtime/ledger/lock.ts'
import { refusePaused } from '../../cli/guard.ts'
import type { Request } from '../../cli/requests/request.ts'
import { patienceMs } from '../../cli/requests/request.ts'
import { edit, rows, start, syncedProject, thalweg } from './command.ts'

interface Asked {
  readonly id: number
  readonly answer: string | null
}

const ledgerOf = (folder: string) => join(folder, '.thalweg/shop.ledger.sqlite')

function inLedger<T>(folder: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(ledgerOf(folder))
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const requests = (folder: string) => inLedger(folder, (db) => db.prepare('SELECT id, answer FROM request').all() as unknown as Asked[])

/** As a command leaves it that was killed before it could take it away. */
const leave = (folder: string, at: number, answer: string | null = null) =>
  inLedger(folder, (db) => {
    const request: Request = { kind: 'resync', flow: 'assets', keys: ['C-201'], by: 'anna' }
    db.prepare('INSERT INTO request (at, body, answer) VALUES (?, ?, ?)').run(at, JSON.stringify(request), answer)
  })

const resync = ['resync', '--flow', 'assets', '--key', 'C-201']
/** Set back by a look alone: changes of assets in ERP are not detected. */
const setApart = (folder: string) => {
  edit(folder, 'erp', "UPDATE fixed_asset SET description = 'Mine' WHERE asset_no = 'C-201'")
}
const isApart = (folder: string) => rows(folder, 'erp', "SELECT 1 FROM fixed_asset WHERE description = 'Mine'").length === 1

it('a flow with a name that every object has is not taken for paused', async () => {
  await expect(refusePaused({ setting: async () => null }, 'constructor')).resolves.toBeUndefined()
})

describe('a request that is left behind', () => {
  it('is done by nobody once whoever asked would have given up, and goes', async () => {
    const folder = await syncedProject()
    leave(folder, Date.now() - patienceMs - 1_000)
    leave(folder, Date.now() - patienceMs - 1_000, '{}')
    setApart(folder)
    await thalweg(folder, 'run --once')
    expect(isApart(folder)).toBe(true)
    expect(requests(folder)).toEqual([])
  })

  it('while somebody may wait for it, is answered', async () => {
    const folder = await syncedProject()
    leave(folder, Date.now())
    setApart(folder)
    await thalweg(folder, 'run --once')
    expect(isApart(folder)).toBe(false)
    expect(requests(folder)).toEqual([{ id: 1, answer: expect.stringContaining('performed') }])
  })
})

describe('whoever asks', () => {
  it('takes the request back when stopped before the run began with it', async () => {
    const folder = await syncedProject()
    const free = lock(ledgerOf(folder))
    const asking = start(folder, resync)
    await asking.hears('it is asked')
    asking.child.kill('SIGINT')
    expect(await asking.done).toMatchObject({ code: 130, err: expect.stringContaining('nothing was done') })
    free()
    expect(requests(folder)).toEqual([])
  })

  it('waits for a request that the run has begun with, also when stopped', async () => {
    const folder = await syncedProject()
    const free = lock(ledgerOf(folder))
    const asking = start(folder, resync)
    await asking.hears('it is asked')
    inLedger(folder, (db) => db.exec('UPDATE request SET taken_at = 1'))
    asking.child.kill('SIGINT')
    await sleep(1_500)
    const performed = { exit: 0, data: {}, text: 'it is done', warnings: [] }
    inLedger(folder, (db) => db.prepare('UPDATE request SET answer = ?').run(JSON.stringify({ performed })))
    expect(await asking.done).toMatchObject({ code: 0, out: 'it is done\n' })
    free()
    expect(requests(folder)).toEqual([])
  })

  it('does it itself where the run was ended in the middle of it', async () => {
    const folder = await syncedProject()
    const free = lock(ledgerOf(folder))
    const asking = start(folder, resync)
    await asking.hears('it is asked')
    inLedger(folder, (db) => db.exec('UPDATE request SET taken_at = 1'))
    setApart(folder)
    free()
    expect(await asking.done).toMatchObject({ code: 0, out: expect.stringContaining('1 row written') })
    expect(isApart(folder)).toBe(false)
    expect(requests(folder)).toEqual([])
  })
})
