import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { edit, json, project, rows, syncedProject, thalweg } from './command.ts'

interface Match {
  readonly flows: { flow: string; rows: Record<string, number>; pairs: number; orphans: Record<string, number> }[]
}
interface Compared {
  readonly flow: string
  readonly differing: { readonly units: object; readonly examples: object[] }
  readonly invalid: Record<string, object>
}
interface Preview {
  readonly writes: { system: string; key: string; kind: string; fields: Record<string, unknown> }[]
}
const orders = 'SELECT wo_no, status, gl_code, cost FROM wo ORDER BY wo_no'

describe('from two databases that disagree to two that agree', () => {
  it('prepare prints the SQL and changes nothing; --apply runs it; --undo takes it away', async () => {
    const folder = await project()
    const before = rows(folder, 'erp', 'SELECT name FROM sqlite_schema ORDER BY name')
    const undo = await thalweg(folder, 'prepare --undo --system ERP')
    expect(undo.code).toBe(0)
    expect(undo.out).toContain('DROP TABLE IF EXISTS "thalweg_outbox_workOrders"')
    expect(rows(folder, 'erp', 'SELECT name FROM sqlite_schema ORDER BY name')).toEqual(before)
    expect((await thalweg(folder, 'prepare --undo --system ERP --apply')).code).toBe(0)
    expect(rows(folder, 'erp', "SELECT name FROM sqlite_schema WHERE name LIKE 'thalweg%'")).toEqual([])
    const unfit = await thalweg(folder, 'match')
    expect(unfit.code).toBe(1)
    expect(unfit.err).toContain('ERP is not prepared')
    expect((await thalweg(folder, 'prepare --apply')).code).toBe(0)
    expect(rows(folder, 'erp', 'SELECT name FROM sqlite_schema ORDER BY name')).toEqual(before)
  })

  it('match says what differs, what the flow would make of it, and what cannot be read', async () => {
    const folder = await project()
    edit(folder, 'eam', "UPDATE wo SET status = 'ON FIRE' WHERE wo_no = 'WO-3'")
    const { data } = await json<{ flows: Compared[] }>(folder, 'match')
    const orders = data.flows.find(({ flow }) => flow === 'workOrders')!
    expect(orders).toMatchObject({ pairs: 1, equal: 0, differing: { records: 1 } })
    expect(orders.differing.units).toEqual({
      status: { records: 1, reviews: 0 },
      glCode: { records: 1, reviews: 0 },
      price: { records: 1, reviews: 0 },
    })
    expect(orders.differing.examples).toContainEqual({
      key: 'WO-2',
      unit: 'price',
      values: { EAM: ['450.00', 'EUR'], ERP: ['475.00', 'EUR'] },
      stands: ['475.00', 'EUR'],
      review: false,
    })
    expect(orders.invalid['EAM']).toMatchObject({ rows: 1, examples: [{ key: 'WO-3' }] })
    const { out } = await thalweg(folder, 'match')
    expect(out).toContain(
      'workOrders: EAM 3, ERP 1; 1 in common, 0 of them equal\n  1 record differs: status in 1, glCode in 1, price in 1\n',
    )
    expect(out).toContain('    WO-2 status: EAM "IN_PROGRESS", ERP "OPEN" → "IN_PROGRESS"\n')
    expect(out).toContain('  1 row in EAM with a value that is none of the field’s: WO-3 (status: ')
  })

  it('until a match is accepted a run only shows what it would do, and exits with 2', async () => {
    const folder = await project()
    const { code, data } = await json<Match>(folder, 'match')
    expect(code).toBe(0)
    expect(data.flows).toContainEqual(
      expect.objectContaining({ flow: 'workOrders', rows: { EAM: 3, ERP: 1 }, pairs: 1, orphans: { EAM: 2, ERP: 0 } }),
    )
    const before = rows(folder, 'erp', 'SELECT * FROM maintenance_order')
    const shown = await json<Preview>(folder, 'run --once')
    expect(shown.code).toBe(2)
    expect(shown.data.writes).toContainEqual(
      expect.objectContaining({
        system: 'EAM',
        key: 'WO-2',
        kind: 'update',
        fields: expect.objectContaining({ cost: { from: '450.00', to: '475.00' } }),
      }),
    )
    expect(rows(folder, 'erp', 'SELECT * FROM maintenance_order')).toEqual(before)
    expect(existsSync(join(folder, '.thalweg'))).toBe(false)
  })

  it('flows without a match are shown beside those that run, and the exit tells whether they would write', async () => {
    interface Beside {
      readonly flows: { flow: string; written: number }[]
      readonly notAccepted: { flows: string[]; writes: { system: string; key: string }[] }
    }
    const folder = await project()
    expect((await thalweg(folder, 'match --accept --flow assets')).code).toBe(0)
    const before = rows(folder, 'erp', 'SELECT * FROM maintenance_order')
    const { code, data } = await json<Beside>(folder, 'run --once')
    expect(code).toBe(2)
    expect(data.flows.map(({ flow, written }) => [flow, written > 0])).toEqual([['assets', true]])
    expect(data.notAccepted.flows).toEqual(['workOrders'])
    expect(data.notAccepted.writes).toContainEqual(expect.objectContaining({ system: 'ERP', key: 'WO-1' }))
    expect(rows(folder, 'erp', 'SELECT * FROM maintenance_order')).toEqual(before)
    const told = await thalweg(folder, 'run --once')
    expect(told.out).toContain(
      'workOrders: no match was accepted yet, so nothing was written there (npx thalweg match --accept).\nA run would write 4 rows',
    )
    edit(folder, 'erp', 'DELETE FROM maintenance_order')
    edit(folder, 'eam', 'DELETE FROM wo')
    expect(await json(folder, 'run --once')).toMatchObject({ code: 0, data: { notAccepted: { flows: ['workOrders'], writes: [] } } })
  })

  it('an accepted match lets a run write: each field takes its writer’s value; a second run has nothing to do', async () => {
    const folder = await syncedProject()
    expect(rows(folder, 'eam', orders)[1]).toEqual({ wo_no: 'WO-2', status: 'IN_PROGRESS', gl_code: '6110', cost: '475.00' })
    expect(rows(folder, 'erp', 'SELECT order_no, state, gl_code FROM maintenance_order ORDER BY order_no')).toEqual([
      { order_no: 'WO-1', state: 10, gl_code: null },
      { order_no: 'WO-2', state: 20, gl_code: '6110' },
      { order_no: 'WO-3', state: 10, gl_code: null },
    ])
    const dump = () =>
      (['eam', 'erp'] as const)
        .map((name) => dumpOf(join(folder, `data/${name}.sqlite`)))
        .concat(dumpOf(join(folder, '.thalweg/shop.ledger.sqlite')))
    const before = dump()
    const idle = await json<{ moved: boolean }>(folder, 'run --once')
    expect({ code: idle.code, moved: idle.data.moved }).toEqual({ code: 0, moved: false })
    expect(dump()).toEqual(before)
    expect(await json(folder, 'run --dry-run')).toMatchObject({ code: 0, data: { writes: [] } })
  })

  it('where the flow says so, a person decides what differs on the first day', async () => {
    const folder = await project()
    const flows = join(folder, 'flows.ts')
    writeFileSync(flows, readFileSync(flows, 'utf8').replace(".creates('EAM'", ".firstSync({ whereTheyDiffer: 'review' }).creates('EAM'"))
    expect((await thalweg(folder, 'generate')).code).toBe(0)
    expect(readFileSync(join(folder, 'generated/shop/policies.md'), 'utf8')).toContain('What differs on the first day waits for a review')
    const held = () => [
      rows(folder, 'eam', orders)[1],
      rows(folder, 'erp', "SELECT state, gl_code FROM maintenance_order WHERE order_no = 'WO-2'"),
    ]
    const before = held()
    expect((await thalweg(folder, 'match')).out).toContain(
      '1 record differs: status in 1 (a person is asked), glCode in 1 (a person is asked)',
    )
    const shown = await json<{ reviews: { count: number; examples: object[] } }>(folder, 'run --dry-run --flow workOrders')
    expect(shown.data.reviews.count).toBe(3)
    expect(shown.data.reviews.examples).toContainEqual({
      flow: 'workOrders',
      key: 'WO-2',
      unit: 'glCode',
      conflict: 'bothCreated',
      values: { EAM: { glCode: '6100' }, ERP: { glCode: '6110' } },
    })
    expect((await thalweg(folder, 'run --dry-run')).out).toContain('  workOrders WO-2 glCode: EAM "6100", ERP "6110"\n')
    expect((await thalweg(folder, 'match --accept')).code).toBe(0)
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect(held()).toEqual(before)
    const { data } = await json<{ reviews: { id: number; unit: string; addressee: string }[] }>(folder, 'review')
    const review = data.reviews.find(({ unit }) => unit === 'status')!
    expect(review.addressee).toBe('EAM')
    const refused = await thalweg(folder, `review take ${review.id} ERP`)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('change it at EAM: the review closes by itself once all are equal')
    expect(refused.err).toContain(`thalweg review take ${review.id} EAM gives the others what EAM holds`)
    expect((await thalweg(folder, `review take ${review.id} EAM`)).code).toBe(0)
    expect(rows(folder, 'erp', "SELECT state FROM maintenance_order WHERE order_no = 'WO-2'")).toEqual([{ state: 20 }])
  })

  it('without its ledger a run stops and says so; accepting again takes new bases and doubles nothing', async () => {
    const folder = await syncedProject()
    rmSync(join(folder, '.thalweg'), { recursive: true })
    const stopped = await thalweg(folder, 'run --once')
    expect(stopped.code).toBe(1)
    expect(stopped.err).toContain('there is no ledger at .thalweg/shop.ledger.sqlite')
    expect(stopped.err).toContain('match --accept')
    edit(folder, 'eam', "UPDATE wo SET cost = '1.00', status = 'DONE' WHERE wo_no = 'WO-2'")
    expect((await thalweg(folder, 'match --accept')).code).toBe(0)
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect(rows(folder, 'eam', orders)).toHaveLength(3)
    expect(rows(folder, 'eam', orders)[1]).toEqual({ wo_no: 'WO-2', status: 'DONE', gl_code: '6110', cost: '475.00' })
    expect(rows(folder, 'erp', "SELECT state FROM maintenance_order WHERE order_no = 'WO-2'")).toEqual([{ state: 90 }])
    expect((await thalweg(folder, 'trace workOrders WO-2 cost')).out).toContain('lost: "1.00"')
  })

  it('a system that is not itself is not written to', async () => {
    const folder = await syncedProject()
    renameSync(join(folder, 'data/erp.sqlite'), join(folder, 'data/erp-real.sqlite'))
    await thalweg(folder, ['init', join(folder, 'copy')])
    renameSync(join(folder, 'copy/data/erp.sqlite'), join(folder, 'data/erp.sqlite'))
    expect((await thalweg(folder, 'run --once')).err).toContain('ERP is not prepared')
    await thalweg(folder, 'prepare --apply')
    const { code, err } = await thalweg(folder, 'run --once')
    expect(code).toBe(1)
    expect(err).toContain('ERP was prepared anew since')
    expect(rows(folder, 'erp', 'SELECT order_no FROM maintenance_order')).toEqual([{ order_no: 'WO-2' }])
  })

  it('a system that was prepared anew is read anew once the match is accepted: no position of before is used', async () => {
    const folder = await syncedProject()
    await thalweg(folder, 'prepare --undo --system ERP --apply')
    await thalweg(folder, 'prepare --apply')
    edit(folder, 'erp', "UPDATE maintenance_order SET gl_code = '8000' WHERE order_no = 'WO-1'")
    expect((await thalweg(folder, 'run --once')).err).toContain('ERP was prepared anew since')
    expect((await thalweg(folder, 'match --accept')).code).toBe(0)
    edit(folder, 'erp', "UPDATE maintenance_order SET gl_code = '8001' WHERE order_no = 'WO-2'")
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect(rows(folder, 'eam', "SELECT gl_code FROM wo WHERE wo_no IN ('WO-1', 'WO-2') ORDER BY wo_no")).toEqual([
      { gl_code: '8000' },
      { gl_code: '8001' },
    ])
    expect((await thalweg(folder, 'reconcile')).code).toBe(0)
  })
})

function dumpOf(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all()
    return tables.map(({ name }) => `${String(name)} ${JSON.stringify(db.prepare(`SELECT * FROM "${String(name)}"`).all())}`).join('\n')
  } finally {
    db.close()
  }
}
