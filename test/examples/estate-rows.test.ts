/** The real rows of the estate, with what is wrong with them: how the systems hold them, and what becomes of that once they are joined. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { publish } from '../../examples/estate/build/bank.ts'
import { accounts, countries, currencies, mineOrders } from '../../examples/estate/build/sources.ts'
import { buildDatabases } from '../../examples/estate/build.ts'
import { Place } from '../../examples/estate/day/place.ts'
import { startRun } from '../../examples/estate/day/run.ts'
import { mineDate } from '../../examples/estate/systems/mine-date.ts'
import { landscape } from '../../generated/estate/index.ts'
import { accept } from '../../runtime/match.ts'
import { reconcile } from '../../runtime/reconcile.ts'

const folder = mkdtempSync(join(tmpdir(), 'thalweg-estate-'))
const clock = { now: () => Date.parse('2026-04-13T05:00:00Z'), random: () => 0.5, sleep: async () => {} }
const place = new Place({ landscape, folder, ledger: join(folder, 'ledger.sqlite'), now: clock.now })
const of = (system: string, sql: string) => Object.values(place.rows(system, sql)[0]!)
const settled = Object.keys(landscape.flows)
let drift: Readonly<Record<string, number>>

beforeAll(async () => {
  buildDatabases(folder)
  publish(place.folder, 'morning', { days: 10 })
  place.prepare()
  await place.open()
  const engine = await startRun(place, clock)
  await accept(engine, engine.flows, 'test', clock.now())
  await engine.settleAll()
  const compared = await Promise.all(settled.map(async (flow) => [flow, (await reconcile(engine, flow)).total] as const))
  drift = Object.fromEntries(compared)
  await engine.close()
  await place.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('after the first sync no two systems differ in anything', () => {
  expect(drift).toEqual(Object.fromEntries(settled.map((flow) => [flow, 0])))
})

test('0/1/00 is no date, and stays what it is where it was written', () => {
  expect(of('EAM', "SELECT count(*) FROM wo WHERE act_start = '0/1/00'")).toEqual([311])
  expect(of('ERP', 'SELECT count(*) FROM MAINTENANCE_ORDER WHERE STARTED_ON IS NULL')).toEqual([311])
  expect(of('BI', "SELECT count(*) FROM fact_work_order WHERE started_on NOT GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'")).toEqual([0])
})

test.each([
  ['28/02/2006', '2006-02-28'],
  ['1/11/2007', '2007-11-01'],
  ['0/1/00', null],
  ['30/02/2006', null],
  ['Removed', null],
  [null, null],
])('maintenance means by %s %s', (stored, date) => {
  expect(z.decode(mineDate, stored)).toBe(date)
})
test('a date is written as maintenance writes it', () => {
  expect(z.encode(mineDate, '2007-11-01')).toBe('1/11/2007')
  expect(z.encode(mineDate, null)).toBe('0/1/00')
})

test('Removed is nobody', () => {
  expect(of('EAM', "SELECT count(*) FROM wo WHERE work_centre = 'Removed'")).toEqual([1])
  expect(of('ERP', "SELECT count(*) FROM MAINTENANCE_ORDER WHERE TECHNICIAN IS NULL OR TECHNICIAN = 'Removed'")).toEqual([1])
})

test('the order whose text has a comma is whole', () => {
  const order = mineOrders().find(({ number }) => number === '2270')
  expect(order).toMatchObject({
    text: 'cci, routine ndt inspection',
    location: '1234.02.36',
    component: 'drill truck mechanical  model1 NA',
    workCentre: 'Removed',
    cost: '5700',
  })
})

test('children are listed before their parents, and arrive after them', () => {
  expect(of('EAM', 'SELECT parent_code FROM equipment LIMIT 1')).toEqual(['1234.01.01'])
  for (const [system, table, parent] of [
    ['ERP', 'FIXED_ASSET', 'PART_OF'],
    ['BI', 'dim_asset', 'parent'],
    ['BI', 'dim_account', 'parent'],
    ['EAM', 'cost_code', 'part_of'],
  ])
    expect(place.rows(system!, `SELECT * FROM pragma_foreign_key_check('${table}')`), `${table}.${parent}`).toEqual([])
  expect(of('ERP', 'SELECT count(*) FROM FIXED_ASSET')).toEqual([542])
  expect(accounts()).toHaveLength(99)
})

test('a currency is one record, in use where any country uses it', () => {
  const byCode = new Map(currencies().map((currency) => [currency.code, currency]))
  expect(byCode.size).toBe(307)
  expect(byCode.get('EUR')?.withdrawn).toBeNull()
  expect(byCode.get('TRL')?.withdrawn).toBe('2005-12')
  expect(byCode.get('HRK')?.withdrawn).toBe('2023-01')
  expect(of('EAM', 'SELECT count(*) FROM currency')).toEqual([307])
})

test('a country has one currency or none', () => {
  expect(
    countries()
      .filter(({ currency }) => currency === null)
      .map(({ code }) => code),
  ).toEqual(['AQ', 'GS', 'PS', 'TR'])
  expect(of('EAM', 'SELECT count(*) FROM country WHERE currency IS NULL')).toEqual([4])
})

test('the sister company keeps its vendors', () => {
  expect(of('ERP', "SELECT count(*) FROM VENDOR WHERE COMPANY = 'SOUTH'")).toEqual([5])
  expect(of('ERP', "SELECT count(*) FROM VENDOR WHERE COMPANY = 'NORTH'")).toEqual([100])
})

test('requisitions that finance had typed in got their number, and were not made twice; the one that nobody knows is left alone', () => {
  expect(of('ERP', 'SELECT count(*), count(EXTERNAL_DOCUMENT_NO) FROM REQUISITION')).toEqual([381, 380])
  expect(of('ERP', "SELECT count(*) FROM REQUISITION WHERE REQUESTED_BY = 'paper'")).toEqual([0])
  expect(of('ERP', 'SELECT REQUESTED_BY FROM REQUISITION WHERE EXTERNAL_DOCUMENT_NO IS NULL')).toEqual(['nobody knows'])
  expect(of('ERP', 'SELECT count(*) > 10 FROM REQUISITION WHERE REQUISITION_ID < 25 AND EXTERNAL_DOCUMENT_NO IS NOT NULL')).toEqual([1])
})

test('a name that is too long for maintenance is cut there, and nowhere else', () => {
  expect(of('EAM', 'SELECT max(length(name)) FROM supplier')).toEqual([30])
  expect(of('ERP', "SELECT max(length(NAME)) FROM VENDOR WHERE COMPANY = 'NORTH'")).toEqual([33])
})
