/** Single things, by a person: pause and resume, look again, retry, decide; alone, and beside a run that holds the ledger. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edit, json, rows, start, syncedProject, thalweg } from './command.ts'

const state = (folder: string, order: string) =>
  rows(folder, 'erp', `SELECT state FROM maintenance_order WHERE order_no = '${order}'`)[0]?.['state']
const done = (folder: string, order: string) => edit(folder, 'eam', `UPDATE wo SET status = 'DONE' WHERE wo_no = '${order}'`)
const refuse =
  "CREATE TRIGGER no_done BEFORE UPDATE ON maintenance_order WHEN NEW.state = 90 BEGIN SELECT RAISE(ABORT, 'the period is closed'); END"

interface Stands {
  readonly flows: {
    readonly flow: string
    readonly paused: Record<string, { by: string; why?: string }>
    readonly pending: Record<string, number>
  }[]
}

describe('pause and resume', () => {
  it('a paused flow does nothing until it is resumed, and status says who paused it and why', async () => {
    const folder = await syncedProject()
    expect((await thalweg(folder, ['pause', '--flow', 'workOrders', '--why', 'month end', '--by', 'anna'])).code).toBe(0)
    done(folder, 'WO-1')
    const run = await thalweg(folder, 'run --once')
    expect(run).toMatchObject({ code: 0 })
    expect(run.out).toContain('workOrders: paused (npx thalweg resume)')
    expect(state(folder, 'WO-1')).not.toBe(90)
    const { data } = await json<Stands>(folder, 'status')
    expect(data.flows.find(({ flow }) => flow === 'workOrders')!.paused).toEqual({
      workOrders: { at: expect.any(Number), by: 'anna', why: 'month end' },
    })
    await thalweg(folder, 'resume --flow workOrders')
    await thalweg(folder, 'run --once')
    expect(state(folder, 'WO-1')).toBe(90)
  })

  it('a paused system is neither read nor written; what is decided waits for it, and lands when it is resumed', async () => {
    const folder = await syncedProject()
    await thalweg(folder, 'pause --system ERP')
    done(folder, 'WO-1')
    edit(folder, 'erp', "UPDATE maintenance_order SET gl_code = '7000' WHERE order_no = 'WO-1'")
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect(state(folder, 'WO-1')).not.toBe(90)
    expect(rows(folder, 'eam', "SELECT gl_code FROM wo WHERE wo_no = 'WO-1'")).not.toEqual([{ gl_code: '7000' }])
    await thalweg(folder, 'resume --all')
    await thalweg(folder, 'run --once')
    expect(state(folder, 'WO-1')).toBe(90)
    expect(rows(folder, 'eam', "SELECT gl_code FROM wo WHERE wo_no = 'WO-1'")).toEqual([{ gl_code: '7000' }])
  })

  it('nothing is asked of a paused system, so that it may be away; and a comparison says that it rests', async () => {
    const folder = await syncedProject()
    await thalweg(folder, 'pause --system ERP')
    renameSync(join(folder, 'data/erp.sqlite'), join(folder, 'data/away.sqlite'))
    done(folder, 'WO-1')
    const run = await thalweg(folder, 'run --once')
    expect(run).toMatchObject({ code: 0, out: expect.not.stringContaining('left alone') })
    expect((await thalweg(folder, 'reconcile')).out).toContain('not compared with ERP: ERP is paused')
    const one = await thalweg(folder, 'resync --flow workOrders --key WO-1')
    expect(one).toMatchObject({ code: 0, err: expect.stringContaining('ERP is paused: it was not looked at, and what is for it waits') })
  })

  it('a paused flow is also not written to for single records, or by a repair', async () => {
    const folder = await syncedProject()
    await thalweg(folder, ['pause', '--flow', 'workOrders', '--by', 'anna', '--why', 'month end'])
    done(folder, 'WO-1')
    const refused = { code: 1, err: expect.stringContaining('workOrders was paused by anna (month end): nothing was written') }
    expect(await thalweg(folder, 'resync --flow workOrders --key WO-1')).toMatchObject(refused)
    expect(await thalweg(folder, 'dead-letters retry --flow workOrders')).toMatchObject(refused)
    expect(await thalweg(folder, 'reconcile --repair')).toMatchObject(refused)
    expect((await thalweg(folder, 'reconcile')).out).toContain('workOrders')
    expect(state(folder, 'WO-1')).not.toBe(90)
  })

  it('names that are none are refused', async () => {
    const folder = await syncedProject()
    expect(await thalweg(folder, 'pause --system EPR')).toMatchObject({ code: 64, err: expect.stringContaining('there are EAM, ERP') })
    expect((await thalweg(folder, 'pause')).code).toBe(64)
  })

  it('holds for a run that is going on', async () => {
    const folder = await syncedProject()
    const flows = join(folder, 'flows.ts')
    writeFileSync(flows, readFileSync(flows, 'utf8').replaceAll(".creates('EAM'", ".every('1s').creates('EAM'"))
    await thalweg(folder, 'generate')
    const running = start(folder, 'run')
    await running.hears('running')
    await thalweg(folder, 'pause --flow workOrders')
    done(folder, 'WO-1')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(state(folder, 'WO-1')).not.toBe(90)
    await thalweg(folder, 'resume --flow workOrders')
    await running.hears('rows written')
    expect(state(folder, 'WO-1')).toBe(90)
    running.child.kill('SIGTERM')
    expect((await running.done).code).toBe(0)
  })
})

describe('dead letters', () => {
  it('are tried again on demand, and say what still refuses them', async () => {
    const folder = await syncedProject()
    edit(folder, 'erp', refuse)
    const flows = join(folder, 'flows.ts')
    writeFileSync(flows, readFileSync(flows, 'utf8').replace(".creates('EAM'", ".onFailure({ retryFor: '1s' }).creates('EAM'"))
    await thalweg(folder, 'generate')
    done(folder, 'WO-1')
    await thalweg(folder, 'run --once')
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const still = await thalweg(folder, 'dead-letters retry --flow workOrders --key WO-1')
    expect(still).toMatchObject({ code: 1, out: expect.stringContaining('the period is closed') })
    expect((await json<{ deadLetters: object[] }>(folder, 'dead-letters')).data.deadLetters).toHaveLength(1)
    edit(folder, 'erp', 'DROP TRIGGER no_done')
    expect(await thalweg(folder, 'dead-letters retry --flow workOrders')).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 row written'),
    })
    expect(state(folder, 'WO-1')).toBe(90)
    expect((await json<{ deadLetters: object[] }>(folder, 'dead-letters')).data.deadLetters).toEqual([])
    expect((await thalweg(folder, 'dead-letters retry --flow workOrders')).out).toContain('no dead letters')
  })
})

describe('resync', () => {
  it('looks at one record in every system', async () => {
    const folder = await syncedProject()
    edit(folder, 'erp', "UPDATE maintenance_order SET description = 'Mine' WHERE order_no = 'WO-3'")
    done(folder, 'WO-1')
    expect(await thalweg(folder, 'resync --flow workOrders --key WO-3')).toMatchObject({ code: 0 })
    expect(rows(folder, 'erp', "SELECT description FROM maintenance_order WHERE order_no = 'WO-3'")).toEqual([
      { description: 'Find the vibration' },
    ])
    expect(state(folder, 'WO-1')).not.toBe(90)
    expect((await thalweg(folder, 'resync --flow workOrders')).code).toBe(64)
    const unknown = await thalweg(folder, 'resync --flow workOrders --key WO-33')
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('WO-33: no system that answers has such a record') })
  })
})

describe('beside a run that holds the ledger', () => {
  it('a review is decided, and a record looked at again, by that run', async () => {
    const folder = await syncedProject()
    const flows = join(folder, 'flows.ts')
    writeFileSync(flows, readFileSync(flows, 'utf8').replaceAll(".creates('EAM'", ".onForeignWrite('propose').creates('EAM'"))
    await thalweg(folder, 'generate')
    edit(folder, 'erp', "UPDATE maintenance_order SET description = 'Mine' WHERE order_no = 'WO-3'")
    const running = start(folder, 'run --accept all')
    await running.hears('running')
    const { data } = await json<{ reviews: { id: number }[] }>(folder, 'review')
    const took = await thalweg(folder, `review take ${data.reviews[0]!.id} EAM --by anna`)
    expect(took).toMatchObject({ code: 0, out: expect.stringContaining('EAM taken by anna'), err: expect.stringContaining('it is asked') })
    expect(rows(folder, 'erp', "SELECT description FROM maintenance_order WHERE order_no = 'WO-3'")).toEqual([
      { description: 'Find the vibration' },
    ])
    const again = await thalweg(folder, `review take ${data.reviews[0]!.id} EAM`)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('no review') })
    expect((await thalweg(folder, 'resync --flow workOrders --key WO-3')).code).toBe(0)
    running.child.kill('SIGTERM')
    expect((await running.done).code).toBe(0)
    expect((await json<{ broken: unknown }>(folder, 'audit verify')).data.broken).toBeNull()
  })
})

describe('the audit', () => {
  it('lists what was decided, and verifies itself', async () => {
    const folder = await syncedProject()
    edit(folder, 'erp', "UPDATE maintenance_order SET description = 'Mine' WHERE order_no = 'WO-3'")
    await thalweg(folder, 'run --once')
    const listed = await thalweg(folder, 'audit --kind conflict')
    expect(listed.out).toContain('foreignWrite by ERP')
    expect(listed.out).toContain('lost: "Mine"')
    expect((await thalweg(folder, 'audit --kind conflcit')).code).toBe(64)
    const { code, data } = await json<{ head: string; rows: number; broken: null }>(folder, 'audit verify')
    expect([code, data.broken]).toEqual([0, null])
    expect((await thalweg(folder, `audit verify --head ${data.head}`)).code).toBe(0)
    expect((await thalweg(folder, 'audit verify --head 00')).code).toBe(1)
  })
})
