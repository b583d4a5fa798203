import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { edit, json, rows, start, syncedProject, thalweg } from './command.ts'

interface Status {
  readonly flows: {
    flow: string
    waiting: Record<string, number>
    deadLetters: number
    deletesHeldBack: number
    figures: { lag?: { p50: number }; success?: { rate: number }; conflicts: Record<string, number> }
  }[]
}
const state = (folder: string, order: string) =>
  rows(folder, 'erp', `SELECT state FROM maintenance_order WHERE order_no = '${order}'`)[0]?.['state']

describe('keeping systems agreed', () => {
  it('edits on both sides meet; only own columns are written; trace names writer, policy and what lost', async () => {
    const folder = await syncedProject()
    edit(folder, 'eam', "UPDATE wo SET status = 'DONE' WHERE wo_no = 'WO-1'")
    edit(
      folder,
      'erp',
      "UPDATE maintenance_order SET gl_code = '7000' WHERE order_no = 'WO-1'",
      "UPDATE maintenance_order SET description = 'Mine' WHERE order_no = 'WO-3'",
    )
    expect((await json<{ writes: unknown[] }>(folder, 'run --dry-run')).code).toBe(2)
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect(state(folder, 'WO-1')).toBe(90)
    expect(rows(folder, 'eam', "SELECT gl_code FROM wo WHERE wo_no = 'WO-1'")).toEqual([{ gl_code: '7000' }])
    expect(rows(folder, 'erp', "SELECT description FROM maintenance_order WHERE order_no = 'WO-3'")).toEqual([
      { description: 'Find the vibration' },
    ])
    const { data } = await json<{
      units: { unit: string; origin: string; policy: string; writer: string; flowVersion: string }[]
      history: { kind: string; conflict?: string; body: { lost?: unknown } }[]
    }>(folder, 'trace workOrders WO-3 description')
    expect(data.units).toEqual([
      expect.objectContaining({
        unit: 'description',
        origin: 'EAM',
        policy: 'owner',
        writer: 'EAM',
        flowVersion: expect.stringMatching(/^[0-9a-f]{12}$/),
      }),
    ])
    expect(data.history).toContainEqual(
      expect.objectContaining({ kind: 'conflict', conflict: 'foreignWrite', body: expect.objectContaining({ lost: ['Mine'] }) }),
    )
    const status = await json<Status>(folder, 'status')
    const orders = status.data.flows.find(({ flow }) => flow === 'workOrders')!
    expect(orders.figures).toMatchObject({ lag: { p50: expect.any(Number) }, success: { rate: 1 }, conflicts: { foreignWrite: 1 } })
  })

  it('watches until it is asked to stop, and reconciles in its rhythm, while status and trace read beside it and a second run is refused', async () => {
    const folder = await syncedProject()
    edit(folder, 'eam', "UPDATE wo SET status = 'DONE' WHERE wo_no = 'WO-3'")
    const flows = join(folder, 'flows.ts')
    writeFileSync(flows, readFileSync(flows, 'utf8').replace("to: 'ERP' })", "to: 'ERP' }).reconcile({ every: '1s', repair: 'byPolicy' })"))
    await thalweg(folder, 'generate')
    edit(folder, 'erp', "UPDATE fixed_asset SET location = 'Hall 9' WHERE asset_no = 'P-101'")
    const running = start(folder, 'run')
    await running.hears('rows written: workOrders 1')
    await running.hears('assets: drift in 1 record repaired, 1 row written')
    const [status, trace, second] = await Promise.all([
      thalweg(folder, 'status'),
      thalweg(folder, 'trace workOrders WO-1'),
      thalweg(folder, 'run --once'),
    ])
    expect([status.code, trace.code]).toEqual([0, 0])
    expect(second.code).toBe(1)
    expect(second.err).toContain(`is held by process ${running.child.pid}`)
    running.child.kill('SIGTERM')
    const { code, err } = await running.done
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('stopping') })
    expect(state(folder, 'WO-3')).toBe(90)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'a single run that gets %s ends behind a batch with %i, leaves no write in doubt, and the next one goes on',
    { timeout: 60_000 },
    async (signal, exit) => {
      const folder = await syncedProject()
      edit(
        folder,
        'eam',
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000) INSERT INTO wo SELECT 'N-' || i, 'new', 'P-101', 'OPEN', NULL, NULL, '0.00', 'EUR' FROM n",
      )
      const orders = () => Number(rows(folder, 'erp', 'SELECT count(*) AS orders FROM maintenance_order')[0]!['orders'])
      const ledger = new DatabaseSync(join(folder, '.thalweg/shop.ledger.sqlite'), { readOnly: true })
      const told = (sql: string) => Number(Object.values(ledger.prepare(sql).get()!)[0])
      const before = told('SELECT count(*) FROM audit')
      const running = start(folder, 'run --once')
      for (const since = Date.now(); told('SELECT count(*) FROM audit') === before && Date.now() - since < 30_000;)
        await new Promise((resolve) => setTimeout(resolve, 5))
      running.child.kill(signal)
      const { code, err } = await running.done
      expect({ code, err }).toEqual({ code: exit, err: expect.stringContaining(`stopped by ${signal}, before everything was written`) })
      expect(orders()).toBeLessThan(8_003)
      expect(told('SELECT count(*) FROM pending')).toBe(0)
      ledger.close()
      expect((await thalweg(folder, 'run --once')).code).toBe(0)
      expect(orders()).toBe(8_003)
    },
  )

  it('an edited statement is obeyed, and told', async () => {
    const folder = await syncedProject()
    const file = join(folder, 'generated/shop/flows/workOrders/ERP.ts')
    const text = readFileSync(file, 'utf8')
    const edited = text.replace(
      /("state" = CASE WHEN :set_\d+ THEN ).* (ELSE)/,
      (_all, before: string, after: string) => `${before}77 ${after}`,
    )
    expect(edited).not.toBe(text)
    writeFileSync(file, edited)
    appendFileSync(join(folder, 'generated/shop/policies.md'), 'ERP writes it all.\n')
    edit(folder, 'eam', "UPDATE wo SET status = 'DONE' WHERE wo_no = 'WO-1'")
    const { err } = await thalweg(folder, 'run --once')
    expect(err).toContain('edited by hand since it was generated, and obeyed: flows/workOrders/ERP.ts\n')
    expect(err).toContain('edited by hand since it was generated, which changes nothing: policies.md\n')
    expect(state(folder, 'WO-1')).toBe(77)
  })

  it('generated code that is behind the flow file runs, with a warning; a broken flow file stops nothing', async () => {
    const folder = await syncedProject()
    const flows = join(folder, 'flows.ts')
    writeFileSync(flows, readFileSync(flows, 'utf8').replace("foreignCreate: 'report'", "foreignCreate: 'remove'"))
    const behind = await thalweg(folder, 'run --once')
    expect(behind).toMatchObject({ code: 0, err: expect.stringContaining('is not what flows.ts says now') })
    writeFileSync(flows, 'export default {')
    expect(await thalweg(folder, 'run --once')).toMatchObject({ code: 0, err: '' })
  })

  it('deletes beyond the cap wait until they are allowed', async () => {
    const folder = await syncedProject()
    edit(folder, 'eam', 'DELETE FROM wo')
    const capped = await thalweg(folder, 'run --once')
    expect(capped.code).toBe(1)
    expect(capped.out).toContain('--allow-deletes workOrders=3')
    expect(rows(folder, 'erp', 'SELECT order_no FROM maintenance_order')).toHaveLength(3)
    const { data } = await json<Status>(folder, 'status')
    expect(data.flows.find(({ flow }) => flow === 'workOrders')!.deletesHeldBack).toBe(3)
    expect((await thalweg(folder, 'run --once --allow-deletes workOrders=3')).code).toBe(0)
    expect(rows(folder, 'erp', 'SELECT order_no FROM maintenance_order')).toHaveLength(0)
    expect((await thalweg(folder, 'run --allow-deletes workOrders')).code).toBe(64)
    expect((await thalweg(folder, 'run --allow-deletes orders=3')).code).toBe(64)
  })

  it('a record that cannot be applied goes to the dead letters, the others go on, and it heals by a later change', async () => {
    const folder = await syncedProject()
    edit(folder, 'eam', "UPDATE wo SET status = 'WHATEVER' WHERE wo_no = 'WO-1'", "UPDATE wo SET status = 'DONE' WHERE wo_no = 'WO-3'")
    expect((await thalweg(folder, 'run --once')).code).toBe(1)
    expect(state(folder, 'WO-3')).toBe(90)
    const { code, data } = await json<{ deadLetters: { flow: string; key: string; system: string; detail: string }[] }>(
      folder,
      'dead-letters',
    )
    expect(code).toBe(1)
    expect(data.deadLetters).toEqual([
      expect.objectContaining({ flow: 'workOrders', key: 'WO-1', system: 'EAM', detail: expect.stringContaining('WHATEVER') }),
    ])
    edit(folder, 'eam', "UPDATE wo SET status = 'DONE' WHERE wo_no = 'WO-1'")
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect(await thalweg(folder, 'dead-letters')).toMatchObject({ code: 0, out: 'No dead letters.\n' })
    expect(state(folder, 'WO-1')).toBe(90)
  })

  it('reconcile finds what no detection sees, says so with 1, and repairs it in the owner’s direction', async () => {
    const folder = await syncedProject()
    expect((await thalweg(folder, 'reconcile')).code).toBe(0)
    edit(
      folder,
      'erp',
      "UPDATE fixed_asset SET location = 'Hall 9' WHERE asset_no = 'P-101'",
      "DELETE FROM maintenance_order WHERE order_no = 'WO-2'",
    )
    const { code, data } = await json<{
      drift: number
      flows: { flow: string; differences: { key: string; class: string; fields: unknown }[] }[]
    }>(folder, 'reconcile')
    expect(code).toBe(1)
    expect(data.flows.find(({ flow }) => flow === 'assets')!.differences).toEqual([
      expect.objectContaining({ key: 'P-101', class: 'foreignWrite', fields: { location: ['Hall 1', 'Hall 9'] } }),
    ])
    expect((await thalweg(folder, 'status')).out).toMatch(/drift +1 record, at/)
    expect((await thalweg(folder, 'reconcile --repair')).code).toBe(0)
    expect(rows(folder, 'erp', "SELECT location FROM fixed_asset WHERE asset_no = 'P-101'")).toEqual([{ location: 'Hall 1' }])
    expect(rows(folder, 'erp', "SELECT order_no FROM maintenance_order WHERE order_no = 'WO-2'")).toHaveLength(1)
  })
})

describe('what can be wrong with the world', () => {
  it('names that the environment lacks are named in one line', async () => {
    const folder = await syncedProject()
    writeFileSync(join(folder, '.env'), '')
    const { code, err } = await thalweg(folder, 'run --once')
    expect(code).toBe(1)
    expect(err.split('\n')[0]).toBe('error not set: EAM_DB, ERP_DB')
    writeFileSync(join(folder, '.env'), 'EAM_DB=nowhere.sqlite\nERP_DB=data/erp.sqlite\n')
    expect((await thalweg(folder, 'run --once', { EAM_DB: 'data/eam.sqlite' })).code).toBe(0)
  })

  it('a database that is missing stops its flows only, and is made by nobody', async () => {
    const folder = await syncedProject()
    const { code, out } = await thalweg(folder, 'run --once', { EAM_DB: 'nowhere.sqlite' })
    expect(code).toBe(1)
    expect(out).toContain('EAM is left alone: there is no file')
    const doctor = await json<{ problems: number; systems: { system: string; findings: { ok: boolean; text: string }[] }[] }>(
      folder,
      'doctor',
      { EAM_DB: 'nowhere.sqlite' },
    )
    expect(doctor.code).toBe(1)
    expect(doctor.data.systems.find(({ system }) => system === 'EAM')!.findings[0]).toMatchObject({
      ok: false,
      text: expect.stringContaining('nowhere.sqlite'),
    })
  })

  it('doctor finds a table without its column, triggers of another version, and a table without an index on the key', async () => {
    const folder = await syncedProject()
    expect((await thalweg(folder, 'doctor')).code).toBe(0)
    edit(
      folder,
      'erp',
      'DROP TRIGGER "thalweg_capture_workOrders_update"',
      'CREATE TRIGGER thalweg_guard_old BEFORE DELETE ON fixed_asset BEGIN SELECT 1; END',
    )
    edit(
      folder,
      'eam',
      'ALTER TABLE equipment RENAME TO old',
      'CREATE TABLE equipment AS SELECT equipment_code, description, status FROM old',
    )
    const { code, out } = await thalweg(folder, 'doctor')
    expect(code).toBe(1)
    expect(out).toContain('missing: thalweg_capture_workOrders_update')
    expect(out).toContain('left over, and still acting: thalweg_guard_old')
    expect(out).toContain('table equipment has no column location')
    edit(folder, 'eam', 'ALTER TABLE equipment ADD COLUMN location TEXT')
    expect((await thalweg(folder, 'doctor')).out).toContain('equipment has no index on its key (equipment_code)')
    expect((await thalweg(folder, 'prepare --apply')).out).toContain('DROP TRIGGER "thalweg_guard_old"')
  })

  it('prepare touches nothing in a database that another landscape prepared', async () => {
    const folder = await syncedProject()
    edit(
      folder,
      'erp',
      `UPDATE thalweg_prepared SET landscape = 'other'`,
      'CREATE TRIGGER thalweg_guard_other BEFORE DELETE ON fixed_asset BEGIN SELECT 1; END',
    )
    const before = rows(folder, 'erp', 'SELECT name, sql FROM sqlite_schema ORDER BY name')
    const { code, err } = await thalweg(folder, 'prepare --apply')
    expect(code).toBe(1)
    expect(err).toContain('was prepared for another system or landscape, and nothing was changed')
    expect(rows(folder, 'erp', 'SELECT name, sql FROM sqlite_schema ORDER BY name')).toEqual(before)
  })

  it('a damaged ledger is told with a way out, and nothing is written', async () => {
    const folder = await syncedProject()
    const ledger = join(folder, '.thalweg/shop.ledger.sqlite')
    writeFileSync(ledger, 'this is no ledger')
    for (const line of ['run --once', 'status', 'doctor']) {
      const { code, out, err } = await thalweg(folder, line)
      expect(code).toBe(1)
      expect(out + err).toContain('damaged')
      expect(err).not.toMatch(/^\s+at /m)
    }
  })

  it.skipIf(process.getuid?.() === 0)('a disk that cannot be written is told', async () => {
    const folder = await syncedProject()
    chmodSync(join(folder, '.thalweg'), 0o500)
    expect((await thalweg(folder, 'run --once')).code).toBe(1)
    chmodSync(join(folder, '.thalweg'), 0o700)
  })
})
