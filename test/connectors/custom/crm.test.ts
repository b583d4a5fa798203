/** The whole way: engine, ledger and generated code between a SQLite ERP and the CRM of the example over HTTP. */
import { afterEach, expect, test } from 'vitest'
import { reconcile } from '../../../runtime/reconcile.ts'
import { flowProperties } from '../../../sim/index.ts'
import { CrmEstate } from './estate.ts'

let estate: CrmEstate
afterEach(async () => estate.down())

const account = (number: string, name: string) =>
  estate.crm(
    'INSERT INTO account (account_no, name, email, size_code, street, city, postcode, country, credit_limit) VALUES (?, ?, ?, 2, ?, ?, ?, ?, ?)',
    number,
    name,
    `${number.toLowerCase()}@example.com`,
    'Long Road 1',
    'Muscat',
    '111',
    'OM',
    '100.00',
  )
const customer = (number: string, name: string) =>
  estate.erp("INSERT INTO customer VALUES (?, ?, NULL, NULL, 'SMALL', 'Short Road 2', 'Sohar', '222', 'OM', '250.50', 1)", number, name)
const crmOf = (number: string) => estate.crm('SELECT * FROM account WHERE account_no = ?', number)[0]
const erpOf = (number: string) => estate.erp('SELECT * FROM customer WHERE number = ?', number)[0]

test('records travel both ways, and a second run finds nothing to do', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'Ärzte & Söhne "№ 1"')
  customer('C-2', 'Zweite')
  const first = await estate.start()
  expect(first.down).toEqual([])
  expect(erpOf('C-1')).toMatchObject({ name: 'Ärzte & Söhne "№ 1"', segment: 'MEDIUM', credit_limit: '100.00', blocked: 0 })
  expect(crmOf('C-2')).toMatchObject({ name: 'Zweite', size_code: 1, credit_limit: '250.50', blocked: 1, payment_terms: '14D' })
  await estate.run()
  expect((await estate.run()).moved).toBe(false)
  expect(estate.writes()).toEqual(['POST /accounts'])
  expect(await estate.conflicts()).toEqual([])
})

test('rows that a scan finds changed, new and gone travel as well, where the connector has no feed', async () => {
  estate = await CrmEstate.make('snapshot')
  account('C-1', 'One')
  account('C-2', 'Two')
  await estate.start()
  estate.crm("UPDATE account SET email = 'new@example.com' WHERE account_no = 'C-1'")
  estate.crm("DELETE FROM account WHERE account_no = 'C-2'")
  account('C-3', 'Three')
  await estate.run()
  expect(erpOf('C-1')).toMatchObject({ email: 'new@example.com' })
  expect(erpOf('C-2')).toBeUndefined()
  expect(erpOf('C-3')).toMatchObject({ name: 'Three' })
})

test('a scan asks by itself for what it did not show, and for nothing else, also once records have been deleted', async () => {
  estate = await CrmEstate.make('snapshot')
  for (let i = 1; i <= 5; i++) account(`C-${i}`, `Customer ${i}`)
  await estate.start()
  estate.crm("DELETE FROM account WHERE account_no = 'C-2'")
  const asked = async () => {
    estate.calls.length = 0
    await estate.run()
    return estate.calls.flatMap(({ path }) => (path.startsWith('/accounts/') ? [path] : []))
  }
  expect(await asked()).toEqual(['/accounts/C-2'])
  expect(erpOf('C-2')).toBeUndefined()
  expect(await asked()).toEqual([])
})

test('a delete that the feed tells of travels, and nothing is created anew', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.crm("DELETE FROM account WHERE account_no = 'C-1'")
  await estate.run()
  await estate.run()
  expect(erpOf('C-1')).toBeUndefined()
  expect(estate.writes()).toEqual([])
})

test.each(['changes', 'snapshot'])('rows enter and leave a flow with a filter (%s)', async (detect) => {
  const life = `.creates('CRM').deletes('CRM').where({ segment: ['MEDIUM', 'LARGE'], name: { not: 'Test' } }, { whenRowLeaves: 'delete' })`
  estate = await CrmEstate.make(detect, {}, life)
  account('C-1', 'One')
  account('C-2', 'Two')
  account('C-3', 'Test')
  estate.crm("UPDATE account SET size_code = 1 WHERE account_no = 'C-2'")
  await estate.start()
  const carried = () => estate.erp('SELECT number FROM customer ORDER BY number').map(({ number }) => number)
  expect(carried()).toEqual(['C-1'])
  estate.crm("UPDATE account SET size_code = 3 WHERE account_no = 'C-2'")
  estate.crm("UPDATE account SET size_code = 1 WHERE account_no = 'C-1'")
  await estate.run()
  await estate.run()
  expect(carried()).toEqual(['C-2'])
  estate.erp("UPDATE customer SET credit_limit = '9.00' WHERE number = 'C-2'")
  await estate.run()
  expect(crmOf('C-2')).toMatchObject({ credit_limit: '9.00' })
  expect(await estate.with(async (engine) => reconcile(engine, 'customers'))).toMatchObject({ rows: { CRM: 1, ERP: 1 }, drift: 0 })
  expect(await estate.conflicts()).toEqual([])
})

test('both sides edit one field: the preferred one stands, the other is in the audit, and each group is decided by itself', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.crm("UPDATE account SET phone = '11', city = 'Nizwa' WHERE account_no = 'C-1'")
  estate.erp("UPDATE customer SET phone = '22', city = 'Sur', postcode = '9' WHERE number = 'C-1'")
  await estate.run()
  expect(crmOf('C-1')).toMatchObject({ phone: '11', city: 'Sur', postcode: '9', street: 'Long Road 1' })
  expect(erpOf('C-1')).toMatchObject({ phone: '11', city: 'Sur', postcode: '9', street: 'Long Road 1' })
  const audit = await estate.read(async (ledger) => ledger.audit({ kind: 'conflict' }))
  expect(audit.map(({ conflict, unit, body }) => [conflict, unit, body['lost']])).toEqual([
    ['bothChanged', 'phone', ['22']],
    ['bothChanged', 'address', ['Long Road 1', 'Nizwa', '111', 'OM']],
  ])
  await estate.run()
  expect((await estate.run()).moved).toBe(false)
})

test('a write to a field that is not its own is set back over the connector', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.crm("UPDATE account SET credit_limit = '999999.00' WHERE account_no = 'C-1'")
  await estate.run()
  expect(crmOf('C-1')).toMatchObject({ credit_limit: '100.00' })
  expect(await estate.conflicts()).toEqual(['foreignWrite'])
})

test.each([
  ['the decision and the look before the write', 'GET'],
  ['that look and the write', 'PATCH'],
])('a user edits the row between %s: his edit is not overwritten, and what he did not touch is written', async (_, at) => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.erp("UPDATE customer SET city = 'Sur', credit_limit = '5.00' WHERE number = 'C-1'")
  let edits = 0
  estate.trouble = ({ method, path }) => {
    if (method === at && path === '/accounts/C-1' && edits++ === 0)
      estate.crm("UPDATE account SET city = 'Ibri', name = 'Uno' WHERE account_no = 'C-1'")
    return undefined
  }
  await estate.run()
  await estate.run()
  expect(edits).toBeGreaterThan(0)
  expect(crmOf('C-1')).toMatchObject({ city: 'Sur', credit_limit: '5.00', name: 'Uno' })
  expect(erpOf('C-1')).toMatchObject({ city: 'Sur', credit_limit: '5.00', name: 'Uno' })
  const audit = await estate.read(async (ledger) => ledger.audit({ kind: 'conflict' }))
  expect(audit.map(({ conflict, unit, body }) => [conflict, unit, body['lost']])).toEqual([
    ['bothChanged', 'address', ['Long Road 1', 'Ibri', '111', 'OM']],
  ])
})

test('another column of the row keeps moving: the write gets through, and nobody has lost anything', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.erp("UPDATE customer SET credit_limit = '5.00' WHERE number = 'C-1'")
  let edits = 0
  estate.trouble = ({ method }) => {
    if (method === 'PATCH' && edits++ < 3) estate.crm(`UPDATE account SET payment_terms = '${edits}D' WHERE account_no = 'C-1'`)
    return undefined
  }
  await estate.run()
  expect(crmOf('C-1')).toMatchObject({ credit_limit: '5.00', payment_terms: '3D' })
  expect(await estate.conflicts()).toEqual([])
})

test('a service that is down holds up its own writes only, and gets them when it is up again', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  customer('C-2', 'Two')
  await estate.start()
  estate.erp("UPDATE customer SET credit_limit = '7.00' WHERE number = 'C-1'")
  customer('C-3', 'Three')
  await estate.down()
  const result = await estate.run()
  expect(result.down.map(({ system, error }) => [system, error.kind])).toEqual([['CRM', 'unreachable']])
  await estate.up()
  await estate.run()
  expect(crmOf('C-1')).toMatchObject({ credit_limit: '7.00' })
  expect(crmOf('C-3')).toMatchObject({ name: 'Three' })
  expect(await estate.conflicts()).toEqual([])
})

test.each([
  ['POST', () => customer('C-9', 'Nine'), 'POST /accounts'],
  ['PATCH', () => estate.erp("UPDATE customer SET credit_limit = '7.00', city = 'Sur' WHERE number = 'C-1'"), 'PATCH /accounts/C-1'],
] as const)(
  'the answer to a %s is lost after it was carried out: it is found as written, not written again, and nothing is a conflict',
  async (method, edit, written) => {
    estate = await CrmEstate.make()
    account('C-1', 'One')
    await estate.start()
    edit()
    let lost = 0
    estate.trouble = (call) => (call.method === method && lost++ === 0 ? 'lostAnswer' : undefined)
    await estate.run()
    await estate.run()
    await estate.run()
    expect(estate.writes()).toEqual([written])
    expect(estate.crm('SELECT * FROM account')).toHaveLength(method === 'POST' ? 2 : 1)
    expect(await estate.conflicts()).toEqual([])
    expect(await estate.read(async (ledger) => ledger.pending())).toEqual([])
    expect((await estate.run()).moved).toBe(false)
  },
)

test('the answer is lost and a user edits on top before anybody looks: his edit counts as made on what he saw', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.erp("UPDATE customer SET credit_limit = '7.00', city = 'Sur' WHERE number = 'C-1'")
  let lost = 0
  estate.trouble = ({ method }) => (method === 'PATCH' && lost++ === 0 ? 'lostAnswer' : undefined)
  await estate.run()
  estate.crm("UPDATE account SET city = 'Ibri' WHERE account_no = 'C-1'")
  await estate.run()
  await estate.run()
  expect(erpOf('C-1')).toMatchObject({ city: 'Ibri', credit_limit: '7.00' })
  expect(crmOf('C-1')).toMatchObject({ city: 'Ibri', credit_limit: '7.00' })
  expect(await estate.conflicts()).toEqual([])
})

test('the answer is lost and a user writes the very same fields: whether he saw what was written nobody knows, so a person is asked', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.erp("UPDATE customer SET phone = '22', credit_limit = '7.00' WHERE number = 'C-1'")
  let lost = 0
  estate.trouble = ({ method }) => (method === 'PATCH' && lost++ === 0 ? 'lostAnswer' : undefined)
  await estate.run()
  estate.crm("UPDATE account SET phone = '33', credit_limit = '8.00' WHERE account_no = 'C-1'")
  await estate.run()
  await estate.run()
  const reviews = await estate.read(async (ledger) => ledger.reviews({ open: true }))
  expect(reviews.map(({ unit, conflict, body }) => [unit, conflict, body['value']])).toEqual([['phone', 'bothChanged', ['33']]])
  // Where one system alone writes there is nothing to ask.
  expect(crmOf('C-1')).toMatchObject({ phone: '33', credit_limit: '7.00' })
  expect(erpOf('C-1')).toMatchObject({ phone: '22', credit_limit: '7.00' })
  expect((await estate.run()).moved).toBe(false)
})

test('a create whose call never arrived is made once', async () => {
  estate = await CrmEstate.make()
  await estate.start()
  customer('C-9', 'Nine')
  let lost = 0
  estate.trouble = ({ method }) => (method === 'POST' && lost++ === 0 ? 'down' : undefined)
  await estate.run()
  await estate.run()
  await estate.run()
  expect(estate.crm('SELECT name FROM account')).toEqual([{ name: 'Nine' }])
  expect(await estate.conflicts()).toEqual([])
})

test('somebody creates the record at both sides: it is one record, decided by the policies', async () => {
  estate = await CrmEstate.make()
  await estate.start()
  customer('C-9', 'Nine')
  let edits = 0
  estate.trouble = ({ method }) => {
    if (method === 'POST' && edits++ === 0) account('C-9', 'Neun')
    return undefined
  }
  await estate.run()
  await estate.run()
  await estate.run()
  expect(crmOf('C-9')).toMatchObject({ name: 'Neun', credit_limit: '250.50', city: 'Sohar' })
  expect(erpOf('C-9')).toMatchObject({ name: 'Neun', credit_limit: '250.50', city: 'Sohar' })
})

test('a service that asks to wait is waited for, and no call is lost', async () => {
  estate = await CrmEstate.make('changes', { callsPerSecond: 6 })
  for (let i = 1; i <= 6; i++) customer(`C-${i}`, `Customer ${i}`)
  const result = await estate.start()
  expect(result.down).toEqual([])
  expect(estate.crm('SELECT count(*) AS rows FROM account')).toEqual([{ rows: 6 }])
  expect(await estate.conflicts()).toEqual([])
}, 20_000)

test('a row that the service refuses goes its own way, the others go on, and no message holds the secret', async () => {
  estate = await CrmEstate.make()
  await estate.start()
  customer('C-1', 'One')
  estate.erp("INSERT INTO customer VALUES ('C-2', 'Two', NULL, NULL, 'SMALL', 'x', 'y', 'z', 'OM', '1.00', 0)")
  estate.crm(
    "CREATE TRIGGER no_two BEFORE INSERT ON account WHEN NEW.account_no = 'C-2' BEGIN SELECT RAISE(ABORT, 'no twos: an open secret'); END",
  )
  await estate.run()
  expect(estate.crm('SELECT account_no FROM account')).toEqual([{ account_no: 'C-1' }])
  const waits = await estate.read(async (ledger) => ledger.audit({ kind: 'conflict' }))
  expect(waits.map(({ conflict, key, body }) => [conflict, key, body['detail']])).toEqual([['constraint', 'C-2', 'HTTP 422: no twos: •••']])
})

test('a wrong secret stops the system and no row', async () => {
  estate = await CrmEstate.make('changes', { token: 'another' })
  account('C-1', 'One')
  const { down } = await estate.start()
  expect(down.map(({ system, error }) => [system, error.message])).toEqual([['CRM', 'HTTP 401: who are you?']])
  expect(erpOf('C-1')).toBeUndefined()
})

test('a feed that does not reach back any more stops the flow, until new bases are taken', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.crm('DELETE FROM account_change')
  estate.crm("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'account_change'")
  estate.crm("UPDATE account SET name = 'Uno' WHERE account_no = 'C-1'")
  estate.crm("DELETE FROM account_change WHERE account_no <> 'C-1'")
  estate.crm("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'account_change'")
  estate.crm('UPDATE account_change SET seq = 0')
  expect(await estate.with(async (engine) => engine.mismatches())).toEqual([{ system: 'CRM', code: 'wentBack' }])
  const { down } = await estate.run()
  expect(down.map(({ error }) => [error.code, error.wayOut])).toEqual([['wentBack', 'take new bases: thalweg match --accept']])
  await estate.start()
  expect(await estate.with(async (engine) => engine.mismatches())).toEqual([])
  expect(erpOf('C-1')).toMatchObject({ name: 'Uno' })
})

test('a run that is killed anywhere ends, when it is started again, as one that was not', async () => {
  const begin = async () => {
    estate = await CrmEstate.make()
    account('C-1', 'One')
    await estate.start()
    customer('C-2', 'Two')
    account('C-3', 'Three')
    estate.erp("UPDATE customer SET credit_limit = '7.00', city = 'Sur' WHERE number = 'C-1'")
    estate.crm("UPDATE account SET phone = '11' WHERE account_no = 'C-1'")
  }
  const state = () => [
    estate.crm('SELECT * FROM account ORDER BY account_no'),
    estate.erp('SELECT * FROM customer ORDER BY number'),
    estate.writes().toSorted(),
  ]
  await begin()
  let boundaries = 0
  await estate.run(() => boundaries++)
  await estate.run()
  const undisturbed = state()
  expect(undisturbed[2]).toEqual(['PATCH /accounts/C-1', 'POST /accounts'])
  for (let at = 1; at <= boundaries; at++) {
    await estate.down()
    await begin()
    let passed = 0
    let place = ''
    const kill = (boundary: string) => {
      if (++passed < at) return
      place ||= boundary
      throw new Error('killed')
    }
    await expect(estate.run(kill)).rejects.toThrow('killed')
    await estate.run()
    await estate.run()
    expect(state(), `killed ${place}`).toEqual(undisturbed)
    expect(await estate.conflicts(), `killed ${place}`).toEqual([])
    expect((await estate.run()).moved, `killed ${place}`).toBe(false)
  }
}, 120_000)

test('the systems are compared by digests that are the same behind a connector and in a database, and what differs is found', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'Ärzte')
  customer('C-2', 'Two')
  await estate.start()
  await estate.run()
  const compared = async () => estate.with(async (engine) => reconcile(engine, 'customers'))
  expect(await compared()).toMatchObject({ rows: { CRM: 2, ERP: 2 }, read: 0, drift: 0, notCompared: [] })
  estate.erp("UPDATE customer SET name = 'Zwei' WHERE number = 'C-2'")
  const { differences } = await compared()
  expect(differences.map(({ key, fields }) => [key, fields])).toEqual([['C-2', { name: ['Two', 'Zwei'] }]])
})

test('a dry run shows what would be written and calls nothing that writes', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  estate.erp("UPDATE customer SET credit_limit = '7.00' WHERE number = 'C-1'")
  customer('C-2', 'Two')
  const writes = await estate.dryRun()
  expect(writes.map(({ system, place, key, kind }) => [system, place, key, kind])).toEqual([
    ['CRM', 'accounts', 'C-1', 'update'],
    ['CRM', 'accounts', 'C-2', 'insert'],
  ])
  expect(estate.writes()).toEqual([])
})

test('the same installation may move to another address; another one in its place is not taken for it', async () => {
  estate = await CrmEstate.make()
  account('C-1', 'One')
  await estate.start()
  expect(await estate.with(async (engine) => engine.mismatches())).toEqual([])
  await estate.moved()
  expect(await estate.with(async (engine) => engine.mismatches())).toEqual([])
  await estate.replaced()
  expect(await estate.with(async (engine) => engine.mismatches())).toEqual([{ system: 'CRM', code: 'preparedAnew' }])
})

test('the tests that are generated for its flow pass', async () => {
  estate = await CrmEstate.make()
  const properties = flowProperties(estate.landscape, 'customers')
  expect(properties.length).toBeGreaterThan(10)
  for (const { check } of properties) await expect(check()).resolves.toBeUndefined()
}, 60_000)
