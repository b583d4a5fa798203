/** Files as sources of a flow, with really generated code: what arrives, what is no arrival, what is bad, and what a missing row means. */
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Plan, PlanBinding } from '../../../codegen/plan/schema.ts'
import type { RunResult } from '../../../runtime/engine/engine.ts'
import { reconcile } from '../../../runtime/reconcile.ts'
import { binding, column, field, flow, plan, system, unit } from '../../emit/plans.ts'
import { Files } from '../../runtime/files.ts'

const hist = readFileSync(path.join(import.meta.dirname, 'data', 'eurofxref-hist.csv'), 'utf8')
const names = ['ECB', 'ERP']

function ratesPlan(
  more: Partial<PlanBinding> = {},
  flowMore: Parameters<typeof flow>[3] = {},
  connector: { manifest?: 'required' } = {},
): Plan {
  const fields = [
    field('date', { kind: 'date' }),
    field('currency', { kind: 'text', minLength: 3, maxLength: 3 }),
    field('rate', { kind: 'decimal', precision: 18, scale: 8 }),
  ]
  const rates = flow('rates', names, [unit('rate', 'ECB', names)], { direction: 'oneWay', ...flowMore })
  const held = binding('eurofxref-hist.csv', [column('date', 'Date'), column('currency'), column('rate')], {
    form: 'file',
    detect: { kind: 'snapshot' },
    format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: 'N/A' } } },
    ...more,
  })
  const columns = ['date', 'currency', 'rate'].map((name) => column(name))
  return plan({
    records: { rates: { key: ['date', 'currency'], fields, groups: {}, at: rates.at } },
    systems: {
      ECB: system(
        { rates: held },
        { connector: { kind: 'folder', path: { env: 'ECB_DIR' }, settleMs: 0, ...connector }, access: 'readOnly' },
      ),
      ERP: system(
        { rates: binding('rate', columns, { detect: { kind: 'none' } }) },
        { connector: { kind: 'sqlite', file: { env: 'ERP_DB' } } },
      ),
    },
    flows: { rates },
  })
}

let files: Files
afterEach(() => files.end())

async function start(...given: Parameters<typeof ratesPlan>): Promise<void> {
  files = await Files.of(ratesPlan(...given))
}
const drop = (text: string, name = 'eurofxref-hist.csv') => files.drop('ECB', name, text)
const there = (where = '1') => files.rows('ERP', `SELECT date, currency, rate FROM rate WHERE ${where} ORDER BY date, currency`)
const count = () => files.count('ERP', 'rate')
const letters = () => files.read(async (ledger) => ledger.deadLetters({}))
const why = ({ down }: RunResult) => down.map(({ error }) => error.message)

const header = 'Date,USD,JPY,\n'
const day = (date: string, ...rates: readonly string[]) => `${date},${rates.join(',')},\n`

describe('a file', () => {
  it('is read whole, a wide table cell by cell', async () => {
    await start()
    drop(hist)
    await files.start()
    expect(there("date = '2026-04-13' AND currency IN ('USD', 'HUF')")).toEqual([
      { date: '2026-04-13', currency: 'HUF', rate: 366.9 },
      { date: '2026-04-13', currency: 'USD', rate: 1.1684 },
    ])
    expect(there("currency = 'HRK'").map(({ date }) => date)).toEqual(['2008-12-09', '2008-12-10', '2022-12-30'])
    expect(there("rate IS NULL OR rate = 'N/A'")).toEqual([])
  })
  it('that is seen twice, or written again as it was, changes nothing and costs no reading', async () => {
    await start()
    drop(hist)
    await files.start()
    expect((await files.run()).moved).toBe(false)
    drop(hist)
    expect((await files.run()).moved).toBe(false)
  })
  it('that is another one brings what changed, what is new, and takes away what is gone', async () => {
    await start({}, { maxDeletes: 10 })
    drop(header + day('2026-04-10', '1.1', '180') + day('2026-04-13', '1.2', '181'))
    await files.start()
    drop(header + day('2026-04-13', '1.25', 'N/A') + day('2026-04-14', '1.3', '182') + day('2026-04-10', '1.1', '180'))
    await files.run()
    expect(there().map(({ date, currency, rate }) => [date, currency, Number(rate)])).toEqual([
      ['2026-04-10', 'JPY', 180],
      ['2026-04-10', 'USD', 1.1],
      ['2026-04-13', 'USD', 1.25],
      ['2026-04-14', 'JPY', 182],
      ['2026-04-14', 'USD', 1.3],
    ])
    expect((await files.run()).moved).toBe(false)
  })
  it('agrees with its copies when they are reconciled', async () => {
    await start()
    drop(hist)
    await files.start()
    const compare = async () => files.with(async (engine) => reconcile(engine, 'rates'))
    expect(await compare()).toMatchObject({ drift: 0, read: 0, rows: { ECB: count(), ERP: count() } })
    files.sql('ERP', "UPDATE rate SET rate = '9' WHERE date = '2026-04-13' AND currency = 'USD'")
    expect(await compare()).toMatchObject({ drift: 1, differences: [{ key: '["2026-04-13","USD"]' }] })
  })
  it('is read anew where it is read otherwise', async () => {
    await start()
    drop(header + day('2026-04-13', '1.2', '-'))
    await files.start()
    expect(await letters()).toHaveLength(1)
    await files.become(ratesPlan({ format: { csv: { wide: { namesInto: 'currency', valuesInto: 'rate', missing: '-' } } } }))
    await files.run()
    expect(await letters()).toEqual([])
  })
})

describe('freshness', () => {
  const fresh = async () =>
    files.read(async (ledger) => (JSON.parse((await ledger.position('rates', 'ECB')) ?? '{}') as { readonly since?: number }).since)
  it('is told from the newest content, not from a file that is written again as it was', async () => {
    await start()
    drop(header + day('2026-04-13', '1.2', '181'))
    await files.start()
    const first = await fresh()
    files.later = 3_600_000
    drop(header + day('2026-04-13', '1.2', '181'))
    await files.run()
    expect(await fresh()).toBe(first)
    drop(header + day('2026-04-13', '1.2', '182'))
    await files.run()
    expect(await fresh()).toBeGreaterThanOrEqual(first! + 3_600_000)
  })
})

describe('what has not arrived changes nothing, and is told', () => {
  const before = header + day('2026-04-13', '1.2', '181')

  it('a file that is not there, at first and later', async () => {
    await start()
    await files.accept()
    expect(why(await files.run())).toEqual([`no eurofxref-hist.csv has arrived in ${files.folder('ECB')}`])
    drop(before)
    await files.run()
    expect(count()).toBe(2)
    rmSync(path.join(files.folder('ECB'), 'eurofxref-hist.csv'))
    const result = await files.run()
    expect([result.moved, why(result)]).toEqual([false, [`no eurofxref-hist.csv has arrived in ${files.folder('ECB')}`]])
    expect(count()).toBe(2)
  })
  it.each([
    ['cut off within a row', `${header}2026-04-14,1.3`, 'its last row, on line 2, has no end'],
    ['empty', '', 'it is empty'],
  ])('a file that is %s', async (_, text, told) => {
    await start()
    drop(before)
    await files.start()
    drop(text)
    expect(why(await files.run())).toEqual([`eurofxref-hist.csv is not all there: ${told}`])
    expect(count()).toBe(2)
    drop(before)
    expect(why(await files.run())).toEqual([])
  })
  it('a file that lost a column', async () => {
    await start()
    drop(before)
    await files.start()
    drop(before.replace('Date', 'Day'))
    const { down } = await files.run()
    expect(down[0]!.error).toMatchObject({ kind: 'misfit', wayOut: expect.stringContaining('its columns are Day, USD, JPY') })
    expect(count()).toBe(2)
  })
  it('hidden files, and those that are being written', async () => {
    await start({ name: 'rates-*.csv' })
    await files.accept()
    for (const name of ['.rates-1.csv', 'rates-2.csv.part', 'rates-3.csv.tmp']) drop(before, name)
    expect(why(await files.run())).toEqual([`no rates-*.csv has arrived in ${files.folder('ECB')}`])
    renameSync(path.join(files.folder('ECB'), 'rates-2.csv.part'), path.join(files.folder('ECB'), 'rates-2.csv'))
    await files.run()
    expect(count()).toBe(2)
  })
  it('of several files the last by name counts', async () => {
    await start({ name: 'rates-*.csv' })
    drop(header + day('2026-04-14', '1.5', '190'), 'rates-2026-04-14.csv')
    drop(before, 'rates-2026-04-13.csv')
    await files.start()
    expect(there().map(({ date }) => date)).toEqual(['2026-04-14', '2026-04-14'])
  })
})

describe('a manifest', () => {
  const text = header + day('2026-04-13', '1.2', '181')
  const manifest = (of: Readonly<Record<string, unknown>>) => drop(JSON.stringify(of), 'eurofxref-hist.csv.manifest.json')
  const sha256 = createHash('sha256').update(text).digest('hex')

  it('that the file does not fit yet', async () => {
    await start()
    manifest({ file: 'eurofxref-hist.csv', bytes: text.length, sha256, rows: 2 })
    drop(header)
    await files.accept()
    expect(why(await files.run())).toEqual([
      `eurofxref-hist.csv is not all there: its manifest says ${text.length} bytes, and there is ${header.length}`,
    ])
    drop(text)
    await files.run()
    expect(count()).toBe(2)
  })
  it('counts rows, too', async () => {
    await start()
    manifest({ rows: 3 })
    drop(text)
    await files.accept()
    expect(why(await files.run())).toEqual(['eurofxref-hist.csv is not all there: its manifest says 3 rows, and there is 2'])
  })
  it('that is required and not there', async () => {
    await start({}, {}, { manifest: 'required' })
    drop(text)
    await files.accept()
    expect(why(await files.run())).toEqual([
      'eurofxref-hist.csv is not all there: its manifest eurofxref-hist.csv.manifest.json is not there yet',
    ])
    manifest({ sha256 })
    await files.run()
    expect(count()).toBe(2)
  })
})

describe('a bad line', () => {
  const good = day('2026-04-13', '1.2', '181')

  it('is a dead letter with file, line and reason, the good ones go on, and it heals', async () => {
    await start()
    drop(header + day('2026-04-14', '1,3', '182').replace('1,3', 'abc') + good)
    await files.start()
    expect(count()).toBe(3)
    expect(await letters()).toMatchObject([
      {
        key: '["2026-04-14","USD"]',
        reason: 'value',
        detail: 'eurofxref-hist.csv, line 2: rate: "abc" is no decimal number; the line is: 2026-04-14,abc,182,',
      },
    ])
    expect((await files.run()).moved).toBe(false)
    drop(header + day('2026-04-14', '1.3', '182') + good)
    await files.run()
    expect(await letters()).toEqual([])
    expect(count()).toBe(4)
  })
  it('of a record that is known leaves it as it is, and heals though it comes back as it was', async () => {
    await start()
    drop(header + good)
    await files.start()
    drop(header + day('2026-04-13', 'abc', '182'))
    await files.run()
    expect(there().map(({ rate }) => Number(rate))).toEqual([182, 1.2])
    expect(await letters()).toHaveLength(1)
    drop(header + day('2026-04-13', '1.2', '182'))
    await files.run()
    expect(await letters()).toEqual([])
  })
  it('of which nobody can tell the record holds back deletes, until it is mended', async () => {
    await start({}, { maxDeletes: 10 })
    drop(header + good + day('2026-04-14', '1.3', '182'))
    await files.start()
    drop(`${header}2026-04-13\n${day('2026-04-14', '1.3', '182')}`)
    await files.run()
    expect(count()).toBe(4)
    expect(await letters()).toMatchObject([
      { key: '?line "2026-04-13"', detail: expect.stringContaining('line 2: has 1 cells, and the header has 4') },
    ])
    expect((await files.run()).moved).toBe(false)
    drop(header + day('2026-04-14', '1.3', '182'))
    await files.run()
    expect([count(), await letters()]).toEqual([2, []])
  })
  it('with a key that is none holds them back, too', async () => {
    await start({}, { maxDeletes: 10 })
    drop(header + good)
    await files.start()
    drop(header + day('13 April 2026', '1.2', '181'))
    await files.run()
    expect(count()).toBe(2)
    expect((await letters()).map(({ key }) => key)).toEqual(['?["13 April 2026","JPY"]', '?["13 April 2026","USD"]'])
  })
  it('and one with the same key that says something else: neither counts', async () => {
    await start()
    drop(header + good + day('2026-04-13', '1.3', '181'))
    await files.start()
    expect(there().map(({ currency }) => currency)).toEqual(['JPY'])
    expect((await letters()).map(({ detail }) => detail)).toEqual([
      'eurofxref-hist.csv, lines 2, 3: have the same key and differ: none of them counts',
    ])
  })
  it('is looked at again when somebody asks, and nothing else is', async () => {
    await start()
    drop(`${header}2026-04-12\n${good}`)
    await files.start()
    const [letter] = await letters()
    await files.with(async (engine) => engine.relook('rates', [letter!.key], 'retry'))
    expect(await letters()).toMatchObject([{ system: 'ECB', key: letter!.key }])
  })
})

describe('rows that are missing', () => {
  it('stop at the cap, as do those of a file with a header alone', async () => {
    await start()
    drop(hist)
    await files.start()
    const before = count()
    drop(hist.slice(0, hist.indexOf('\n') + 1))
    const { capped } = await files.run()
    expect(capped).toMatchObject([{ flow: 'rates', wanted: before }])
    expect(count()).toBe(before)
    drop(hist)
    expect((await files.run()).capped).toEqual([])
    expect(count()).toBe(before)
  })
  it('leave their copies where the flow keeps them', async () => {
    const life = flow('rates', names, []).lifecycle
    await start({}, { lifecycle: { ...life, onDelete: 'keep' } })
    drop(header + day('2026-04-13', '1.2', '181') + day('2026-04-14', '1.3', '182'))
    await files.start()
    drop(header + day('2026-04-14', '1.3', '182'))
    expect((await files.run()).capped).toEqual([])
    expect(count()).toBe(4)
  })
})
