/** What stops a flow of itself, as a user meets it: too many changes at once, and fields that came to it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edit, json, rows, syncedProject, thalweg } from './command.ts'

const described = (folder: string, text: string) =>
  rows(folder, 'erp', `SELECT order_no FROM maintenance_order WHERE description = '${text}'`).length

describe('a bulk change of more records than the cap lets through', () => {
  it('stops the flow and says how it goes on; a dry run says so too', async () => {
    const folder = await syncedProject()
    edit(
      folder,
      'eam',
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
       INSERT INTO wo SELECT 'B-' || i, 'bulk', 'P-101', 'OPEN', NULL, NULL, '0.00', 'EUR' FROM n`,
    )
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    edit(folder, 'eam', `UPDATE wo SET description = 'restored'`)
    const massChanges = [{ flow: 'workOrders', system: 'EAM', changed: 1203, cap: 1000, records: 1203 }]
    expect(await json(folder, 'run --dry-run')).toMatchObject({ code: 1, data: { writes: [], massChanges } })
    const text = '1,203 of its 1,203 records were changed at EAM by others since the last pass, and 1,000 may be'
    expect((await thalweg(folder, 'run --dry-run')).out).toContain(text)
    const stopped = await thalweg(folder, 'run --once')
    expect(stopped).toMatchObject({ code: 1, out: expect.stringContaining(text) })
    expect(stopped.out).toContain('run --once --allow-changes workOrders=1203')
    expect(await json(folder, 'run --once')).toMatchObject({ code: 1, data: { problems: true, massChanges } })
    expect(described(folder, 'restored')).toBe(0)
    expect((await json(folder, 'run --dry-run --allow-changes workOrders=1203')).code).toBe(2)
    expect((await thalweg(folder, 'run --once --allow-changes workOrders=1203')).code).toBe(0)
    expect(described(folder, 'restored')).toBe(1203)
    expect(await thalweg(folder, 'run --allow-changes workOrders')).toMatchObject({ code: 64, err: expect.stringContaining('records') })
    expect((await thalweg(folder, 'run --flow assets --allow-changes workOrders=3')).code).toBe(64)
  })
})

/** The flow file, and both tables, get a field more, or lose it again. */
async function change(folder: string, what: 'add' | 'remove'): Promise<void> {
  const swap = (file: string, without: string, withIt: string) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const [from, to] = what === 'add' ? [without, withIt] : [withIt, without]
    expect(text).toContain(from)
    writeFileSync(join(folder, file), text.replace(from, to))
  }
  swap('records/work-orders.ts', '    glCode:', '    crew: z.string().nullable(),\n    glCode:')
  swap('flows.ts', `'status', 'due']`, `'status', 'due', 'crew']`)
  if (what === 'add') {
    edit(folder, 'eam', 'ALTER TABLE wo ADD COLUMN crew TEXT')
    edit(folder, 'erp', 'ALTER TABLE maintenance_order ADD COLUMN crew TEXT')
  }
  for (const line of ['generate', 'prepare --apply']) expect(await thalweg(folder, line)).toMatchObject({ code: 0 })
}

describe('a field that comes to a flow', () => {
  it('is shown until it is accepted, while the other flows go on; then it is compared, and goes again without a question', async () => {
    const folder = await syncedProject()
    await change(folder, 'add')
    edit(
      folder,
      'eam',
      `UPDATE wo SET crew = 'night' WHERE wo_no = 'WO-1'`,
      `UPDATE equipment SET status = 'DOWN' WHERE equipment_code = 'P-101'`,
    )
    edit(folder, 'erp', `UPDATE maintenance_order SET gl_code = '7000' WHERE order_no = 'WO-2'`)
    const crew = () => rows(folder, 'erp', 'SELECT crew FROM maintenance_order ORDER BY order_no').map((row) => row['crew'])
    const first = await thalweg(folder, 'run --once')
    expect(first).toMatchObject({
      code: 2,
      out: expect.stringContaining('workOrders: no match was accepted since crew came to workOrders'),
    })
    expect(first.out).toMatch(/ERP\.maintenance_order WO-1 update: crew null → night/)
    expect(crew()).toEqual([null, null, null])
    expect(rows(folder, 'erp', `SELECT state FROM fixed_asset WHERE asset_no = 'P-101'`)).toEqual([{ state: 1 }])
    expect((await thalweg(folder, 'run --dry-run')).code).toBe(2)
    expect(await thalweg(folder, 'doctor')).toMatchObject({
      code: 1,
      out: expect.stringContaining('has fields that the ledger has not compared yet'),
    })
    expect((await thalweg(folder, 'resync --flow workOrders --key WO-1')).err).toContain('thalweg match --accept')
    expect((await thalweg(folder, 'match')).out).toContain('came to it since: crew')
    expect((await thalweg(folder, 'match --accept')).code).toBe(0)
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect(crew()).toEqual(['night', null, null])
    expect(rows(folder, 'eam', `SELECT gl_code FROM wo WHERE wo_no = 'WO-2'`)).toEqual([{ gl_code: '7000' }])
    expect((await thalweg(folder, 'audit list --kind reshaped')).code).toBe(0)
    await change(folder, 'remove')
    expect(await thalweg(folder, 'run --once')).toMatchObject({ code: 0, err: expect.stringContaining('crew is no part of it any more') })
    expect(await json(folder, 'run --once')).toMatchObject({ code: 0, data: { moved: false } })
  })
})
