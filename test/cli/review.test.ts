import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edit, emptyFolder, json, rows, syncedProject, thalweg } from './command.ts'

interface Listed {
  readonly reviews: { readonly id: number; readonly unit: string; readonly conflict: string; readonly addressee: string | null }[]
}
const description = (folder: string, system: 'eam' | 'erp') =>
  rows(
    folder,
    system,
    system === 'eam'
      ? "SELECT description AS d FROM wo WHERE wo_no = 'WO-3'"
      : "SELECT description AS d FROM maintenance_order WHERE order_no = 'WO-3'",
  )[0]!['d']

/** A project in which ERP proposes a value to EAM, the writer of the field; made once and copied. */
let made: Promise<string> | undefined
async function proposal(): Promise<string> {
  const folder = await syncedProject()
  const flows = join(folder, 'flows.ts')
  writeFileSync(flows, readFileSync(flows, 'utf8').replace(".creates('EAM'", ".onForeignWrite('propose').creates('EAM'"))
  await thalweg(folder, 'generate')
  edit(folder, 'erp', "UPDATE maintenance_order SET description = 'Mine' WHERE order_no = 'WO-3'")
  await thalweg(folder, 'run --once --accept all')
  return folder
}
async function proposed(): Promise<{ readonly folder: string; readonly id: number }> {
  made ??= proposal()
  const folder = join(emptyFolder(), 'shop')
  cpSync(await made, folder, { recursive: true, verbatimSymlinks: true })
  const { data } = await json<Listed>(folder, 'review')
  return { folder, id: data.reviews[0]!.id }
}

describe('a review', () => {
  const before = 'Find the vibration'

  it('is listed with whom it is for', async () => {
    const { folder } = await proposed()
    const { data } = await json<Listed>(folder, 'review')
    expect(data.reviews).toEqual([expect.objectContaining({ unit: 'description', conflict: 'foreignWrite', addressee: 'EAM' })])
  })

  it('shows the decided value and what every system holds', async () => {
    const { folder, id } = await proposed()
    const { data } = await json<{ units: { values: object; held: { system: string; values: object }[] }[] }>(folder, `review show ${id}`)
    expect(data.units[0]!.values).toEqual({ description: before })
    expect(data.units[0]!.held).toEqual([
      expect.objectContaining({ system: 'EAM', values: { description: before } }),
      expect.objectContaining({ system: 'ERP', values: { description: 'Mine' } }),
    ])
    expect((await thalweg(folder, 'status')).out).toContain('1 open (npx thalweg review)')
  })

  it('takes the side of the writer: the other is set back, with the author in the audit', async () => {
    const { folder, id } = await proposed()
    expect(await thalweg(folder, `review take ${id} EAM --by anna`)).toMatchObject({ code: 0 })
    expect([description(folder, 'eam'), description(folder, 'erp')]).toEqual([before, before])
    expect((await json<Listed>(folder, 'review')).data.reviews).toEqual([])
    const { data } = await json<{ history: { kind: string; body: object }[] }>(folder, 'trace workOrders WO-3 description')
    const overruled = data.history.find(({ kind }) => kind === 'overruled')!
    expect(overruled.body).toMatchObject({ lost: ['Mine'], change: `review ${id}, EAM taken by anna` })
    const { out } = await thalweg(folder, 'trace workOrders WO-3 description')
    expect(out).toContain(`from a person, review ${id}, EAM taken by anna`)
    expect(out).toMatch(/description by a person .*before: "Find the vibration" of EAM \[\d+\]/)
    expect((await thalweg(folder, 'run --once')).out).not.toContain('written')
  })

  it('does not write a field in its owner’s system: it is changed there, and the review closes itself', async () => {
    const { folder, id } = await proposed()
    const { code, err } = await thalweg(folder, `review take ${id} ERP`)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('EAM owns description') })
    edit(folder, 'eam', "UPDATE wo SET description = 'Mine' WHERE wo_no = 'WO-3'")
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect((await json<Listed>(folder, 'review')).data.reviews).toEqual([])
    expect([description(folder, 'eam'), description(folder, 'erp')]).toEqual(['Mine', 'Mine'])
  })

  it('is ignored: everything stays as it is until the writer changes it', async () => {
    const { folder, id } = await proposed()
    expect((await thalweg(folder, `review ignore ${id}`)).code).toBe(0)
    expect([description(folder, 'eam'), description(folder, 'erp')]).toEqual([before, 'Mine'])
    edit(folder, 'eam', "UPDATE wo SET description = 'New' WHERE wo_no = 'WO-3'")
    expect((await thalweg(folder, 'run --once')).code).toBe(0)
    expect(description(folder, 'erp')).toBe('New')
  })

  it('that closed by itself in the look before the decision is not decided', async () => {
    const { folder, id } = await proposed()
    edit(folder, 'erp', `UPDATE maintenance_order SET description = '${before}' WHERE order_no = 'WO-3'`)
    const { code, err } = await thalweg(folder, `review take ${id} EAM`)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('has closed meanwhile') })
  })

  it('does not take a row where the source is never written: it says where to make it, and goes on from there', async () => {
    const folder = await syncedProject()
    const flows = join(folder, 'flows.ts')
    const [assets] = readFileSync(flows, 'utf8').split('  // Both write')
    writeFileSync(flows, `${assets}  workOrders: flow('workOrders').oneWay({ from: 'EAM', to: 'ERP' }).onForeignCreate('review'),\n})\n`)
    await thalweg(folder, 'generate')
    const row = "VALUES ('WO-9', 'Typed here', 'P-101', 10, NULL, NULL, '1.00', 'EUR')"
    edit(folder, 'erp', `INSERT INTO maintenance_order ${row}`)
    await thalweg(folder, 'run --once --accept all')
    const open = async () => (await json<Listed>(folder, 'review')).data.reviews
    const { id } = (await open())[0]!
    const { code, err } = await thalweg(folder, `review take ${id} ERP`)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('EAM has no row of it, and workOrders writes none there') })
    expect(err).toContain('create it at EAM, and take ERP then; or')
    expect(await open()).toHaveLength(1)
    expect((await thalweg(folder, `review take ${id} EAM`)).code).toBe(0)
    expect(rows(folder, 'erp', "SELECT 1 FROM maintenance_order WHERE order_no = 'WO-9'")).toEqual([])
  })

  it.each([
    ['review shwo 1', 64, 'review cannot shwo'],
    ['review take', 64, '<number> is missing'],
    ['review take 1', 64, '<choice> is missing'],
    ['review show 99', 1, 'no review 99 is open'],
    ['review overturn 99999', 1, 'has no decision 99999'],
  ])('%s says what is wrong', async (line, code, text) => {
    const { folder } = await proposed()
    const said = await thalweg(folder, line)
    expect({ code: said.code, err: said.err }).toEqual({ code, err: expect.stringContaining(text) })
  })
})
