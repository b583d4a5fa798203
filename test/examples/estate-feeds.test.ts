/** The bank's other two forms, as it really published them, are read as the history of the same day. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDatabases } from '../../examples/estate/build.ts'
import { Place } from '../../examples/estate/day/place.ts'
import { landscape } from '../../generated/estate/index.ts'
import { startRun } from '../../examples/estate/day/run.ts'
import { accept } from '../../runtime/match.ts'

const published = join(import.meta.dirname, '../../examples/estate/data/ecb')
const folder = mkdtempSync(join(tmpdir(), 'thalweg-estate-'))
const clock = { now: () => Date.parse('2026-04-13T15:00:00Z'), random: () => 0.5, sleep: async () => {} }
const place = new Place({ landscape, folder, ledger: join(folder, 'ledger.sqlite'), now: clock.now })

/** Of one day of the history. */
function ratesOf(day: string): Readonly<Record<string, number>> {
  const [header, ...rows] = readFileSync(join(published, 'eurofxref-hist.csv'), 'utf8').split('\n')
  const cells = rows.find((row) => row.startsWith(day))!.split(',')
  const pairs = header!.split(',').map((code, i) => [code, Number(cells[i])] as const)
  return Object.fromEntries(pairs.slice(1).filter(([code, rate]) => code !== '' && !Number.isNaN(rate)))
}
function held(system: string, sql: string): Readonly<Record<string, number>> {
  return Object.fromEntries(place.rows(system, sql).map(({ currency, rate }) => [currency, Number(rate)]))
}

beforeAll(async () => {
  buildDatabases(folder)
  place.prepare()
  for (const [where, name] of [
    ['ecb', 'eurofxref-daily.xml'],
    ['mail', 'eurofxref.csv'],
  ] as const) {
    mkdirSync(join(folder, where))
    copyFileSync(join(published, name), join(folder, where, name))
  }
  const flows = ['latestRates', 'mailedRates']
  const engine = await startRun(place, clock, { flows })
  await accept(engine, flows, 'test', clock.now())
  await engine.settleAll()
  await engine.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('XML, with its day on the element around the rates', () => {
  expect(held('BI', "SELECT currency, rate FROM fx_latest WHERE as_of = '2025-05-09'")).toEqual(ratesOf('2025-05-09'))
})
test('the mailed dialect: blanks, a date in words, zeros at the end', () => {
  expect(held('PROC', "SELECT currency, rate FROM currency_rates WHERE rate_date = '2026-04-13'")).toEqual(ratesOf('2026-04-13'))
})
