/** The working day of the estate, shorter than `npm start` plays it: what people do comes out as the policies say. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Played } from '../../examples/estate/day/play.ts'
import { playDay } from '../../examples/estate/day/play.ts'
import { landscape } from '../../generated/estate/index.ts'
import { lastReconciled } from '../../cli/reconcile/record.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import type { AuditRow, Ledger } from '../../runtime/ports.ts'

const folder = mkdtempSync(join(tmpdir(), 'thalweg-estate-'))
const lines: string[] = []
let played: Played
let ledger: Ledger
let audit: readonly AuditRow[]

beforeAll(async () => {
  played = await playDay({
    seed: 1,
    folder: join(folder, 'live'),
    ledger: join(folder, 'ledger.sqlite'),
    say: (line) => lines.push(line),
    pieces: 40,
    days: 120,
  })
  ledger = await openLedgerOf(landscape, played.place.ledger, { readOnly: true })
  audit = await ledger.audit({ limit: 1_000_000 })
})
afterAll(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true, force: true })
})

test('every contest is settled by the policy of its field, once', () => {
  // Parts wait until their machine has its new number.
  const part = ({ flow, conflict }: AuditRow) => flow.startsWith('assets') && conflict === 'missingParent'
  const conflicts = audit.filter((row) => row.kind === 'conflict' && row.conflict !== 'bothCreated' && !part(row))
  expect(conflicts.map(({ flow, unit, conflict, system }) => [flow, unit, conflict, system].join(' ')).toSorted()).toEqual([
    'assets status foreignWrite ERP',
    'customers  foreignDelete ERP',
    'customers address bothChanged CRM',
    'customers name foreignWrite ERP',
    'customers paymentTerms bothChanged ERP',
    'customers segment bothChanged ERP',
    'orders receipt foreignWrite ERP',
    'requisitionLines  constraint ERP',
    'requisitions  missingParent ERP',
    'requisitions approval staleAnswer ERP',
    'stock onHand bothChanged WMS',
    'workOrders  foreignCreate ERP',
    'workOrders  foreignDelete ERP',
    'workOrders  updateDelete EAM',
    'workOrders notes bothChanged EAM',
    'workOrders notes tie ERP',
    'workOrders status foreignWrite ERP',
    'workOrders tags bothChanged ERP',
    'workOrdersToBi description foreignWrite BI',
  ])
})

test('what waits for a person is what nobody was asked about', async () => {
  const open = await ledger.reviews({ open: true })
  expect(open.map(({ flow, unit, conflict }) => [flow, unit, conflict].join(' ')).toSorted()).toEqual([
    'assets status foreignWrite',
    'requisitions approval staleAnswer',
    'workOrders  foreignCreate',
  ])
})

test('in the evening nothing has drifted, and nothing is lost', async () => {
  for (const flow of Object.keys(landscape.flows))
    expect({ flow, ...(await lastReconciled(ledger, flow)) }).toMatchObject({ flow, drift: 0 })
  expect(await ledger.deadLetters({})).toEqual([])
  expect(await ledger.pending()).toEqual([])
})

test('the run was killed with writes in doubt, and nothing was doubled or left out', () => {
  expect(lines.join('\n')).toContain('100 writes that are decided and not known to have landed')
  const atErp = played.place.rows('ERP', "SELECT count(*) AS n FROM MAINTENANCE_ORDER WHERE TECHNICIAN = 'WC3'")
  expect(atErp).toEqual(played.place.rows('EAM', "SELECT count(*) AS n FROM wo WHERE work_centre = 'WC3'"))
})

test('the log has every change of an order at ERP, each once, also of the run that was killed', () => {
  const lines = readFileSync(join(played.place.log, `work-orders-${played.place.today}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n')
  const read = lines.map((line) => JSON.parse(line) as { n: number; key: { number: string }; after: { technician: string | null } | null })
  expect(read.map(({ n }) => n)).toEqual(read.map((_, i) => i + 1))
  const told = new Map(read.map(({ key, after }) => [key.number, after === null ? undefined : after.technician]))
  const atErp = played.place.rows('ERP', 'SELECT ORDER_NO, TECHNICIAN FROM MAINTENANCE_ORDER')
  const there = new Map(atErp.map((row) => [row['ORDER_NO'], row['TECHNICIAN']]))
  expect(told.size).toBeGreaterThan(500)
  for (const [number, technician] of told) expect({ number, technician: there.get(number) }).toEqual({ number, technician })
})

test('a customer that finance made is at the CRM, by way of its service', () => {
  expect(played.place.rows('CRM', "SELECT name, size_code FROM account WHERE account_no = '9001'")).toEqual([
    { name: 'Walk-in trade', size_code: 1 },
  ])
})

test('a requisition came once its vendor was released', () => {
  expect(played.place.rows('ERP', "SELECT APPROVAL FROM REQUISITION WHERE EXTERNAL_DOCUMENT_NO = 'PR-90001'")).toEqual([
    { APPROVAL: 'PENDING' },
  ])
  expect(played.place.rows('ERP', "SELECT ITEM_NO FROM REQUISITION_LINE WHERE EXTERNAL_DOCUMENT_NO = 'PR-90001'")).toHaveLength(1)
})

test('the rates of the day came once, from a file that came twice', () => {
  const [header, newest] = readFileSync(join(played.place.ecb, 'eurofxref-hist.csv'), 'utf8')
    .split('\n')
    .map((line) => line.split(','))
  const published = header!.flatMap((code, i) => (i > 0 && code !== '' && newest![i] !== 'N/A' ? [`${code} ${Number(newest![i])}`] : []))
  const at = (system: string, sql: string) => played.place.rows(system, sql, newest![0]!).map((row) => Object.values(row).join(' '))
  const erp = at('ERP', 'SELECT CURRENCY_CODE, CAST(RATE AS REAL) FROM CURRENCY_EXCHANGE_RATE WHERE START_DATE = ?')
  const eam = at('EAM', 'SELECT currency, CAST(rate AS REAL) FROM exchange_rate WHERE valid_on = ?')
  expect(erp.toSorted()).toEqual(published.toSorted())
  expect(eam.toSorted()).toEqual(published.toSorted())
  const created = audit.filter(({ flow, kind, key }) => flow === 'fxRates' && kind === 'created' && key.includes(newest![0]!))
  expect(created).toHaveLength(published.length)
})

test('a machine that was renumbered is the same one everywhere, with its parts', () => {
  const [moved] = lines
    .flatMap((line) => /moves drill (\S+) .* number is (\S+) now/.exec(line) ?? [])
    .slice(1)
    .reverse()
  for (const [system, sql] of [
    ['EAM', 'SELECT count(*) AS n FROM equipment WHERE parent_code = ?'],
    ['ERP', 'SELECT count(*) AS n FROM FIXED_ASSET WHERE PART_OF = ?'],
    ['BI', 'SELECT count(*) AS n FROM dim_asset WHERE parent = ?'],
  ] as const)
    expect(Number(played.place.rows(system, sql, moved!)[0]!['n'])).toBeGreaterThan(1)
  expect(audit.filter(({ flow, kind, key }) => flow === 'assets' && ['deleted', 'conflict'].includes(kind) && key === moved)).toEqual([])
})

test('the first page traces a value of this day', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
  expect(readme).toContain(`trace ${played.news.replace(' status', '')} --flows examples/estate/flows.ts`)
})

test('a guarded account cannot be renamed by maintenance', () => {
  expect(lines.join('\n')).toContain('“name of costCodes is written by ERP”')
})
