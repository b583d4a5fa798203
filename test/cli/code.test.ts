import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { json, project, thalweg } from './command.ts'

describe('check, generate, explain', () => {
  it('a wrong flow file gives its code at its line and column, and nothing is generated', async () => {
    const folder = await project()
    const file = join(folder, 'flows.ts')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(".owner(['glCode', 'price'], 'ERP')", ".owner('glCode' as never, 'ERP')"))
    const { code, data } = await json<{ findings: { code: string; severity: string; at: { file: string; line: number } }[] }>(
      folder,
      'check',
    )
    expect(code).toBe(1)
    expect(data.findings).toContainEqual(expect.objectContaining({ severity: 'error', at: expect.objectContaining({ file: 'flows.ts' }) }))
    const said = await thalweg(folder, 'check')
    expect(said.out).toMatch(/^flows\.ts:\d+:\d+ {2}error TW\d+ {2}.*price/m)
    const before = readFileSync(join(folder, 'generated/shop/plan.json'), 'utf8')
    expect((await thalweg(folder, 'generate')).code).toBe(1)
    expect(readFileSync(join(folder, 'generated/shop/plan.json'), 'utf8')).toBe(before)
  })

  it('a warning that a flow allows is listed with its reason, and is no finding', async () => {
    const folder = await project()
    const file = join(folder, 'flows.ts')
    const text = readFileSync(file, 'utf8').replace(/^.*flow\('assets'\).*$/m, '')
    writeFileSync(file, text.replace(".deletes('EAM'", ".allows('TW111', 'finance keeps assets by hand')\n    .deletes('EAM'"))
    const { code, out } = await thalweg(folder, 'check')
    expect(code).toBe(0)
    expect(out).toMatch(
      /nothing to find fault with\.\n\nAllowed:\n {2}flows\.ts:\d+:\d+ {2}TW111 .*\n {4}flows\.ts:\d+:6 {2}because finance keeps assets by hand\n$/,
    )
    const { data } = await json<{ warnings: number; findings: unknown[]; allowed: unknown[] }>(folder, 'check')
    expect({ warnings: data.warnings, findings: data.findings }).toEqual({ warnings: 0, findings: [] })
    expect(data.allowed).toMatchObject([{ code: 'TW111', flow: 'workOrders', allowed: { because: 'finance keeps assets by hand' } }])
  })

  it('a flow file that does not compile is a finding, without a stack trace', async () => {
    const folder = await project()
    writeFileSync(join(folder, 'flows.ts'), 'export default portfolio({\n  oops oops\n')
    const { code, out, err } = await thalweg(folder, 'check')
    expect(code).toBe(1)
    expect(out).toMatch(/^flows\.ts:2:\d+ {2}error TW\d+/m)
    expect(out + err).not.toMatch(/^\s+at /m)
  })

  it('generate --check exits 2 when anything on disk is not what would be written', async () => {
    const folder = await project()
    expect((await thalweg(folder, 'generate --check')).code).toBe(0)
    appendFileSync(join(folder, 'generated/shop/index.ts'), '// mine\n')
    const { code, data } = await json<{ stale: unknown }>(folder, 'generate --check')
    expect({ code, stale: data.stale }).toEqual({ code: 2, stale: [{ path: 'index.ts', why: 'differs' }] })
    const { err } = await thalweg(folder, 'generate')
    expect(err).toContain('edited by hand: index.ts')
    expect((await thalweg(folder, 'generate --check')).code).toBe(0)
  })

  it('generate --check names what a landscape that was renamed has left behind, and what to do', async () => {
    const folder = await project()
    const file = ['landscape.ts', 'flows.ts']
      .map((name) => join(folder, name))
      .find((name) => readFileSync(name, 'utf8').includes(`name: 'shop'`))!
    writeFileSync(file, readFileSync(file, 'utf8').replace(`name: 'shop'`, `name: 'store'`))
    const { err } = await thalweg(folder, 'generate')
    expect(err).toContain('generated/shop is of the landscape shop, which the flow file no longer makes: delete that folder')
    const { code, data } = await json<{ stale: unknown; abandoned: { landscape: string }[] }>(folder, 'generate --check')
    expect({ code, stale: data.stale, abandoned: data.abandoned.map(({ landscape }) => landscape) }).toEqual({
      code: 2,
      stale: [],
      abandoned: ['shop'],
    })
    rmSync(join(folder, 'generated/shop'), { recursive: true })
    expect((await thalweg(folder, 'generate --check')).code).toBe(0)
  })

  it('explain names writer, way, step, and an outcome for every conflict kind', async () => {
    const folder = await project()
    const { code, data } = await json<{
      unit: string
      writer: string
      systems: string[]
      step: number
      outcomes: Record<string, { occurs: boolean; what: string }>
    }>(folder, 'explain workOrders.cost')
    expect(code).toBe(0)
    expect(data).toMatchObject({
      unit: 'price',
      writer: 'ERP',
      systems: ['EAM', 'ERP'],
      step: 3,
      outcomes: { foreignWrite: { occurs: true }, tie: { occurs: false } },
    })
    expect(Object.keys(data.outcomes)).toHaveLength(11)
    const { out } = await thalweg(folder, 'explain workOrders.status')
    expect(out).toMatch(/written by +EAM/)
    expect(out).toContain('maintenance_order.state (OPEN is 10')
    expect(await thalweg(folder, 'explain workOrders.statsu')).toMatchObject({
      code: 64,
      err: expect.stringContaining('did you mean status?'),
    })
    const { data: played } = await json<{ cases: { name: string; moments: unknown[] }[] }>(folder, 'explain workOrders.status --timeline')
    expect(played.cases.find(({ name }) => name === 'edit')?.moments).toHaveLength(3)
  })
})
