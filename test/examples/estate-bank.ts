/** What must hold of the bank's history once it is in the books; run over a part of it in the default run, over all of it in the full one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish } from '../../examples/estate/build/bank.ts'
import { buildDatabases } from '../../examples/estate/build.ts'
import { Place } from '../../examples/estate/day/place.ts'
import { landscape } from '../../generated/estate/index.ts'
import { startRun } from '../../examples/estate/day/run.ts'
import { accept } from '../../runtime/match.ts'

interface Rates {
  readonly rows: readonly (readonly string[])[]
  readonly last: (code: string) => string
}

/** The published file, read as plainly as can be. */
function published(file: string): Rates {
  const [header, ...rows] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
  const cells = rows.flatMap(([date, ...rates]) =>
    rates.flatMap((rate, i) => (rate === 'N/A' || rate === '' ? [] : [[date!, header![i + 1]!, rate]])),
  )
  return {
    rows: cells,
    last: (code) =>
      cells
        .filter((cell) => cell[1] === code)
        .map(([date]) => date!)
        .toSorted()
        .at(-1)!,
  }
}

/** @param days of the history, the newest @param ended currencies, and the last day of each */
export function describeBank(days: number, ended: Readonly<Record<string, string>>): void {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-estate-'))
  const clock = { now: () => Date.parse('2026-04-13T15:00:00Z'), random: () => 0.5, sleep: async () => {} }
  const place = new Place({ landscape, folder, ledger: join(folder, 'ledger.sqlite'), now: clock.now })
  const one = (sql: string, ...values: readonly string[]) => Object.values(place.rows('ERP', sql, ...values)[0]!)[0]
  let rates: Rates

  const run = async () => {
    const engine = await startRun(place, clock, { flows: ['fxRates'] })
    await accept(engine, ['fxRates'], 'test', clock.now())
    const result = await engine.settleAll()
    const deadLetters = await engine.ledger.deadLetters({})
    await engine.close()
    return { written: result.flows['fxRates']?.written, deadLetters }
  }

  beforeAll(async () => {
    buildDatabases(folder)
    place.prepare()
    publish(place.folder, 'evening', { days })
    rates = published(join(place.ecb, 'eurofxref-hist.csv'))
    await run()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('every cell with a rate is a record, and nothing else is', () => {
    expect(one('SELECT count(*) FROM CURRENCY_EXCHANGE_RATE')).toBe(rates.rows.length)
    expect(one("SELECT count(*) FROM CURRENCY_EXCHANGE_RATE WHERE CURRENCY_CODE IN ('', 'Date', 'N/A')")).toBe(0)
  })
  test('no rate is 0', () => {
    expect(one('SELECT count(*) FROM CURRENCY_EXCHANGE_RATE WHERE CAST(RATE AS REAL) <= 0')).toBe(0)
  })
  test.each(Object.entries(ended))('%s ends on %s', (code, last) => {
    expect(rates.last(code)).toBe(last)
    expect(one('SELECT max(START_DATE) FROM CURRENCY_EXCHANGE_RATE WHERE CURRENCY_CODE = ?', code)).toBe(last)
  })
  test('lines of a broken file are named, and the good ones are in', async () => {
    const file = join(place.ecb, 'eurofxref-hist.csv')
    const [header, newest, ...others] = readFileSync(file, 'utf8').split('\n')
    const day = newest!.slice(0, 10)
    const broken = newest!.replace(/^([^,]*,)[^,]*,/, '$1one and a bit,').replace(/,[^,]*,$/, ',99.5,')
    writeFileSync(file, [header, broken, '32.12.2026,1,2,3', ...others].join('\n'))
    const { deadLetters } = await run()
    expect(deadLetters.map(({ detail }) => detail).toSorted()).toEqual([
      expect.stringMatching(/^eurofxref-hist.csv, line 2: .*one and a bit/),
      expect.stringMatching(/^eurofxref-hist.csv, line 3: .*32\.12\.2026/),
    ])
    expect(one("SELECT RATE FROM CURRENCY_EXCHANGE_RATE WHERE CURRENCY_CODE = 'ZAR' AND START_DATE = ?", day)).toBe('99.50000000')
    expect(Number(one("SELECT RATE FROM CURRENCY_EXCHANGE_RATE WHERE CURRENCY_CODE = 'USD' AND START_DATE = ?", day))).toBeLessThan(2)
  })

  test('the whole file again mends what was broken, and once more changes nothing', async () => {
    publish(place.folder, 'evening', { days })
    expect((await run()).deadLetters).toEqual([])
    publish(place.folder, 'evening', { days })
    expect(await run()).toEqual({ written: 0, deadLetters: [] })
  })
}
