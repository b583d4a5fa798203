/** A ledger that somebody else makes and owns: what prepare prints with a role is all that its user needs. */
import { afterAll, expect, it } from 'vitest'
import pg from 'pg'
import { besideServer } from '../../runtime/ledger/postgres/beside.ts'
import { openServerLedger } from '../../runtime/ledger/postgres/ledger.ts'
import { preparationOfLedger, prepareLedger } from '../../runtime/ledger/postgres/prepare.ts'
import { ledgerRefusal } from '../../runtime/ledger/postgres/refusals.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { nothing } from './commit.ts'
import { entry, shapes } from './entries.ts'

const database = await postgresDatabase(await postgresServer(18))
const role = `${database.name}_sync`
await ask(database.server, database.name, `CREATE ROLE ${role} LOGIN`)
afterAll(async () => {
  await ask(database.server, database.name, `DROP OWNED BY ${role}; DROP ROLE ${role}`)
  await database.drop()
})

it('the printed SQL makes it, and the role can do all that a run and a command beside it do', async () => {
  const sql = await preparationOfLedger(database.url, 'shop', role)
  await ask(database.server, database.name, sql!)
  expect(await preparationOfLedger(database.url, 'shop', undefined)).toBe(null)
  const url = database.urlOf(role)
  const ledger = await openServerLedger(url, { landscape: 'shop', flows: shapes })
  const beside = await besideServer(url, 'shop')
  const id = await beside.ask('{}', 1)
  await beside.change('paused', () => 'all')
  await ledger.commit({ ...nothing, entries: [{ flow: 'orders', key: 'a', entry: entry() }] })
  expect(await ledger.take(id, 2)).toBe(true)
  await ledger.answer(id, 'done')
  expect(await beside.stateOf(id)).toEqual({ is: 'answered', answer: 'done' })
  await beside.forget(id)
  await ledger.reset('orders', 3)
  expect([await ledger.setting('paused'), await ledger.requests()]).toEqual(['all', []])
  await beside.close()
  await ledger.close()
})

it('--apply makes the same, once', async () => {
  await prepareLedger(database.url, 'crm', role)
  expect(await preparationOfLedger(database.url, 'crm', undefined)).toBe(null)
  await prepareLedger(database.url, 'crm', role)
  await (await openServerLedger(database.urlOf(role), { landscape: 'crm', flows: shapes })).close()
})

it.each([
  ['53100', 'full', 'make room'],
  ['53300', 'unreachable', 'raise max_connections'],
  ['57014', 'unreachable', 'raise statement_timeout'],
  ['42501', 'readOnly', 'grant it USAGE'],
  ['25006', 'readOnly', 'name the primary'],
  ['42P01', 'damaged', 'restore the ledger from a backup'],
])('SQLSTATE %s is said as %s, with the way out', (state, code, wayOut) => {
  const error = new pg.DatabaseError('no', 2, 'error')
  error.code = state
  expect(ledgerRefusal('db:5432/x', error)?.said).toMatchObject({ code, wayOut: expect.stringContaining(wayOut) as string })
})
