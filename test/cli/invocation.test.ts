/** Commands in what is said can be pasted into the shell in which they were printed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Input } from '../../cli/input.ts'
import { pasteableFor } from '../../cli/invocation.ts'
import { edit, emptyFolder, syncedProject, thalweg } from './command.ts'

const nowhere = { PATH: '' }
const here = pasteableFor(null, nowhere)

describe('a command in a sentence', () => {
  it.for([
    ['take new bases: thalweg match --accept', 'take new bases: npx thalweg match --accept'],
    ['(thalweg dead-letters)', '(npx thalweg dead-letters)'],
    ['`thalweg run --once`', '`npx thalweg run --once`'],
    ['npx thalweg check', 'npx thalweg check'],
    ['npm install thalweg', 'npm install thalweg'],
    ['thalweg needs Node 24', 'thalweg needs Node 24'],
    ['thalweg checks', 'thalweg checks'],
    ['node_modules/.bin/thalweg run', 'node_modules/.bin/thalweg run'],
    ['lost: "first thalweg run \\" and thalweg run"; thalweg run', 'lost: "first thalweg run \\" and thalweg run"; npx thalweg run'],
  ])('%s', ([said, pasteable]) => expect(here(said!)).toBe(pasteable))

  it('names the same places as the one that said it', () => {
    const input = (args: Record<string, string>, options: Record<string, string>) =>
      pasteableFor(new Input(args, options), nowhere)('thalweg run')
    expect(input({ flows: 'examples/flows.ts' }, {})).toBe('npx thalweg --flows examples/flows.ts run')
    expect(input({}, { flows: 'a b.ts', out: "it's" })).toBe(`npx thalweg --flows 'a b.ts' --out 'it'\\''s' run`)
    expect(input({}, { config: 'etc/thalweg.json' })).toBe('npx thalweg --config etc/thalweg.json run')
  })

  it('is written without npx where the command is in the path, and not only inside a package', () => {
    const [global, local] = [emptyFolder(), join(emptyFolder(), 'node_modules/.bin')]
    mkdirSync(local, { recursive: true })
    for (const folder of [global, local]) writeFileSync(join(folder, 'thalweg'), '')
    expect(pasteableFor(null, { PATH: [local, global].join(delimiter) })('thalweg run')).toBe('thalweg run')
    expect(pasteableFor(null, { PATH: local })('thalweg run')).toBe('npx thalweg run')
  })

  it('runs as it was printed, from another folder', { timeout: 30_000 }, async () => {
    const shop = await syncedProject()
    const outside = join(shop, '..')
    const { err } = await thalweg(outside, ['trace', 'workOrders', 'WO-9', '--flows', 'shop/flows.ts'])
    expect(err).toContain('its keys are written like')
    const { err: hint } = await thalweg(outside, ['review', 'overturn', '999', '--flows', 'shop/flows.ts'])
    expect(hint).toContain('npx thalweg --flows shop/flows.ts trace <flow> <key>')
    const told = await thalweg(outside, ['--flows', 'shop/flows.ts', 'trace', 'workOrders', 'WO-1'])
    expect(told.code).toBe(0)
  })
})

describe('names that do not exist', () => {
  it.each([
    ['run --once --flow workOrder', 'did you mean workOrders?'],
    ['dead-letters --flow orders', 'the flows are assets, workOrders'],
    ['trace orders WO-1', 'the flows are assets, workOrders'],
  ])('%s is a wrong command line', async (line, said) => {
    const { code, err } = await thalweg(await syncedProject(), line)
    expect(code).toBe(64)
    expect(err).toContain(said)
  })

  it('a field that a record lacks is told with the others, each once', async () => {
    const { err } = await thalweg(await syncedProject(), 'trace workOrders WO-1 colour')
    expect(err).toContain('it carries description, asset, status, due, glCode, price, cost, currency')
  })
})

describe('generated code that was edited until it broke', () => {
  it.each([
    ['deletes: true', 'deletes: nowhere.to', /flows\/workOrders\/ERP\.ts:\d+ cannot be loaded: nowhere is not defined/],
    ['text, ', 'text, texts, ', /flows\/workOrders\/ERP\.ts:\d+ cannot be loaded: .* 'texts'/],
    [':set_0 THEN', ':sett_0 THEN', /ERP is left alone by workOrders: a generated statement for table maintenance_order names :sett_0/],
  ])('%s to %s is told with its place', async (from, to, said) => {
    const shop = await syncedProject()
    const file = join(shop, 'generated/shop/flows/workOrders/ERP.ts')
    const text = readFileSync(file, 'utf8')
    expect(text).toContain(from)
    writeFileSync(file, text.replace(from, to))
    const { code, out, err } = await thalweg(shop, 'run --once')
    expect(code).toBe(1)
    expect(out + err).toMatch(said)
    expect(out + err).not.toContain('this should not happen')
  })
})

describe('what data could do to a terminal', () => {
  it('is shown, not done', async () => {
    const shop = await syncedProject()
    edit(
      shop,
      'eam',
      "INSERT INTO wo VALUES ('W' || char(27) || '[2J' || char(10) || 'error forged', char(155) || '1m', 'P-101', 'NONE' || char(7), NULL, NULL, '0.00', 'EUR')",
    )
    const said = async (line: string) => {
      const { out, err } = await thalweg(shop, line)
      expect(out + err).not.toMatch(/[^\P{Cc}\n]/u)
      return out + err
    }
    for (const line of ['run --once', 'dead-letters', 'status', 'trace workOrders W', 'review'])
      expect(await said(line)).not.toMatch(/^error forged/m)
    expect(await said('dead-letters')).toContain('W\\u001b[2J\\u000aerror forged')
    for (const line of ['match', 'reconcile', 'doctor']) await said(line)
  })
})
