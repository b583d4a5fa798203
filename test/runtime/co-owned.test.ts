/** The second example on real files: both sides write one field of one record under every policy, and files, audit and counters say what the policy says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overturning } from '../../cli/review/decision.ts'
import { contests, statement } from '../../examples/co-owned/contests.ts'
import { landscape } from '../../generated/co-owned/index.ts'
import { takeValue } from '../../runtime/decide.ts'
import { compile } from '../../runtime/kernel.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import type { AuditRow, Ledger, Review } from '../../runtime/ports.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import { coOwned, Example } from '../../examples/prepared.ts'

type Conflict = AuditRow & { readonly id: number }

let example: Example
/** By flow and kind, what the contests added. */
let counted: Readonly<Record<string, number>>
let conflicts: readonly Conflict[]
let reviews: readonly Review[]

const sqlText = (text: string) => `'${text}'`
const crm = (number: string, columns: string) =>
  Object.values(example.rows('crm', `SELECT ${columns} FROM account WHERE account_no = ${sqlText(number)}`)[0]!)
const erp = (number: string, columns: string) =>
  Object.values(example.rows('erp', `SELECT ${columns} FROM customer WHERE customer_no = ${sqlText(number)}`)[0]!)
const stock = (item: string, location: number) => [
  example.rows('erp', `SELECT quantity AS n FROM item_balance WHERE item_no = ${sqlText(item)} AND location_no = ${location}`)[0]!['n'],
  example.rows('wms', `SELECT pieces AS n FROM bin_stock WHERE sku = ${sqlText(item)} AND zone = ${location}`)[0]!['n'],
]

async function read<T>(of: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedgerOf(landscape, example.ledger, { readOnly: true })
  try {
    return await of(ledger)
  } finally {
    await ledger.close()
  }
}
async function conflictCounts(): Promise<Record<string, number>> {
  const out: Record<string, number> = {}
  for (const { flow, name, value } of await read(async (ledger) => ledger.figures({})))
    if (name.startsWith('conflict:')) out[`${flow} ${name.slice(9)}`] = (out[`${flow} ${name.slice(9)}`] ?? 0) + value
  return out
}
const lost = (unit: string) =>
  conflicts.filter((row) => row.unit === unit).map(({ conflict, system, body }) => [conflict, system, body['lost']])

/** A later commit than the others', by the clock of ERP. */
const laterMs = 5_000

beforeAll(async () => {
  example = await Example.start(coOwned)
  const before = await conflictCounts()
  const audited = await read(async (ledger) => ledger.audit({ limit: 1_000_000 }))
  const since = Math.max(...audited.map(({ id }) => id))
  for (const database of ['crm', 'wms', 'erp'])
    for (const { writes } of contests) if (writes[database] !== undefined) example.sql(database, statement(writes[database]))
  example.sql('erp', `UPDATE thalweg_outbox_customers SET at = at + ${laterMs} WHERE op IS NULL`)
  await example.run()
  const after = await conflictCounts()
  counted = Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, n]) => n > 0),
  )
  conflicts = (await read(async (ledger) => ledger.audit({ limit: 1_000_000 }))).filter(({ id, kind }) => id > since && kind === 'conflict')
  reviews = await read(async (ledger) => ledger.reviews({ open: true }))
})
afterAll(() => example.end())

describe('both sides write at once', () => {
  it('one conflict is counted for each contest, and none besides', () => {
    expect(counted).toEqual({ 'customers bothChanged': 5, 'customers foreignWrite': 1, 'stock bothChanged': 1, 'orders foreignWrite': 1 })
    expect(conflicts).toHaveLength(contests.length)
  })

  it('owner: the writer’s value stands', () => {
    expect([crm('292', 'name'), erp('292', 'name')]).toEqual([['Next-Door Bikes'], ['Next-Door Bikes']])
    expect(lost('name')).toEqual([['foreignWrite', 'ERP', ['NEXT-DOOR BIKE STORE INC']]])
  })

  it('precedence: the address of the preferred system stands as a whole', () => {
    expect([crm('296', 'city, country'), erp('296', 'city, country_code')]).toEqual([
      ['Trieste', 'IT'],
      ['Trieste', 'IT'],
    ])
    expect(lost('address')).toEqual([['bothChanged', 'CRM', ['Vlorë', 'AL']]])
  })

  it('lastWriteWins: the later note stands', () => {
    expect([crm('300', 'notes'), erp('300', 'notes')]).toEqual([['asked for a reminder'], ['asked for a reminder']])
    expect(lost('notes')).toEqual([['bothChanged', 'CRM', ['call before noon']]])
  })

  it('union: what each added is there, what each removed is not', () => {
    expect(crm('304', 'tags')).toEqual(['["mountain","prepaid","vip"]'])
    expect(erp('304', 'tags')).toEqual(crm('304', 'tags'))
    expect(lost('tags')).toEqual([['bothChanged', 'ERP', null]])
  })

  it('merge: the stricter standing stands', () => {
    expect([crm('308', 'standing'), erp('308', 'blocked')]).toEqual([['BLOCKED'], [2]])
    expect(lost('standing')).toEqual([['bothChanged', 'ERP', null]])
  })

  it('review: each keeps its limit, and credit control is asked', () => {
    expect([crm('312', 'credit_limit'), erp('312', 'credit_limit')]).toEqual([['120000.00'], [65_000]])
    expect(reviews.map(({ flow, key, unit, conflict }) => [flow, key, unit, conflict])).toEqual([
      ['customers', '312', 'creditLimit', 'bothChanged'],
    ])
  })

  it('delta: both movements count, at that item and location alone', () => {
    expect(stock('AR-5381', 6)).toEqual([362.5, '362.50'])
    expect([stock('AR-5381', 1), stock('AR-5381', 50), stock('BA-8327', 6)]).toEqual([
      [408, '408.00'],
      [353, '353.00'],
      [318, '318.00'],
    ])
    expect(conflicts.filter(({ flow }) => flow === 'stock').map(({ key }) => key)).toEqual(['["AR-5381",6]'])
  })

  it('return path: the warehouse says what was received', () => {
    const of = (system: string, table: string, key: string) =>
      Object.values(example.rows(system, `SELECT fulfilment, received_on FROM ${table} WHERE ${key} = 'PO-00401'`)[0]!)
    expect(of('erp', 'purchase_order', 'po_no')).toEqual(['RECEIVED', '2024-07-03'])
    expect(of('wms', 'inbound', 'order_ref')).toEqual(['RECEIVED', '2024-07-03'])
    expect(lost('receipt')).toEqual([['foreignWrite', 'ERP', ['PARTLY', null]]])
  })
})

describe('then', () => {
  it('the same difference at both sides counts twice', async () => {
    example.sql('erp', "UPDATE item_balance SET quantity = quantity - 8 WHERE item_no = 'BA-8327' AND location_no = 6")
    example.sql('wms', "UPDATE bin_stock SET pieces = '310.00' WHERE sku = 'BA-8327' AND zone = 6")
    await example.run()
    expect(stock('BA-8327', 6)).toEqual([302, '302.00'])
    expect(stock('BA-8327', 1)).toEqual([427, '427.00'])
  })

  it('a person takes one side of the review, and it goes everywhere', async () => {
    await example.with(async (engine) => {
      const { kernel } = await engine.flow('customers')
      const u = kernel.units.findIndex(({ name }) => name === 'creditLimit')
      await engine.decide('customers', '312', 'review 1, ERP taken by anna', (entry, cause) =>
        takeValue(kernel, entry, u, ['65000.00'], cause),
      )
    })
    expect([crm('312', 'credit_limit'), erp('312', 'credit_limit')]).toEqual([['65000.00'], [65_000]])
    expect(await read(async (ledger) => ledger.reviews({ open: true }))).toEqual([])
  })

  it('a decision is overturned: the note that lost stands, and the one that stood is kept', async () => {
    const row = conflicts.find(({ unit }) => unit === 'notes')!
    const { flow, key, what, make } = overturning(compile(landscape.flows['customers']!), row)
    await example.with(async (engine) => engine.decide(flow, key, `${what} by anna`, make))
    expect([crm('300', 'notes'), erp('300', 'notes')]).toEqual([['call before noon'], ['call before noon']])
    const [last] = (await read(async (ledger) => ledger.audit({ flow, key, limit: 100 })))
      .filter(({ kind }) => kind === 'decided')
      .slice(-1)
    expect(last!.body).toMatchObject({ was: ['asked for a reminder'], change: `decision ${row.id} overturned by anna` })
  })

  it('nothing moves any more, and the systems agree', async () => {
    // What was written with the decisions comes back as echoes, once.
    expect((await example.run()).flows).toMatchObject({ customers: { written: 0 }, stock: { written: 0 }, orders: { written: 0 } })
    expect((await example.run()).moved).toBe(false)
    await example.with(async (engine) => {
      for (const name of Object.keys(landscape.flows)) expect((await reconcile(engine, name)).drift).toBe(0)
    })
  })
})
