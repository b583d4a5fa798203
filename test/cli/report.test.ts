import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edit, json, project, start, syncedProject, thalweg } from './command.ts'

describe('report', () => {
  it('is one screen, or a page that is the same byte for byte wherever it is made', async () => {
    const folder = await syncedProject()
    edit(folder, 'erp', "UPDATE maintenance_order SET description = 'Mine' WHERE order_no = 'WO-3'")
    await thalweg(folder, 'run --once')
    const { code, out } = await thalweg(folder, 'report')
    expect(code).toBe(0)
    expect(out).toContain('workOrders.description WO-3  foreignWrite by owner')
    expect(out).toContain('npx thalweg trace workOrders WO-3 description')
    const said = await thalweg(folder, 'report --html first.html')
    expect(said).toEqual({ code: 0, out: 'The report is in first.html: open it in any browser.\n', err: '' })
    await thalweg(folder, 'report --html second.html', { TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8', COLUMNS: '40' })
    const page = readFileSync(join(folder, 'first.html'), 'utf8')
    expect(page).toContain('thalweg trace workOrders WO-3 description')
    expect(readFileSync(join(folder, 'second.html'), 'utf8')).toBe(page)
  })

  it('is a document for programs, of the flows that were named', async () => {
    const folder = await syncedProject()
    const { code, data } = await json<{ flows: { flow: string }[]; landscape: string }>(folder, 'report --flow workOrders --since 7d')
    expect(code).toBe(0)
    expect(data.flows.map(({ flow }) => flow)).toEqual(['workOrders'])
  })

  it('works while a run holds the ledger', async () => {
    const folder = await syncedProject()
    const run = start(folder, 'run')
    await run.hears('running')
    expect(await thalweg(folder, 'report')).toMatchObject({ code: 0, err: '' })
    run.child.kill('SIGTERM')
    await run.done
  })

  it('says where there is no ledger yet, and how to make one', async () => {
    const { code, err } = await thalweg(await project(), 'report')
    expect(code).toBe(1)
    expect(err).toContain('there is no ledger at')
    expect(err).toContain('match --accept')
  })

  it('says where the plan beside the generated code is gone', async () => {
    const folder = await syncedProject()
    const [landscape] = readdirSync(join(folder, 'generated'))
    rmSync(join(folder, 'generated', landscape!, 'plan.json'))
    const { code, err } = await thalweg(folder, 'report')
    expect(code).toBe(1)
    expect(err).toContain('plan.json cannot be read')
    expect(err).toContain('thalweg generate')
  })

  it('says where the page cannot be written', async () => {
    const { code, err } = await thalweg(await syncedProject(), 'report --html no/such/folder.html')
    expect(code).toBe(1)
    expect(err).toContain('no such file')
  })

  it.each([
    ['report --since yesterday', 'neither a duration nor a time'],
    ['report --since 2999-01-01', 'lies after the newest time in the ledger'],
    ['report --now soon', '--now soon is no time'],
    ['report --flow workOrder', 'workOrders'],
    // It would be written over.
    ['report --html flows.ts', '--html flows.ts names no page'],
  ])('%s is a wrong command line', async (line, said) => {
    const { code, err, out } = await thalweg(await syncedProject(), line)
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toContain(said)
  })
})
