/** The audit's chain: every commit has its link, and whoever touches a row afterwards is found. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openLedger, verifyAudit } from '../../runtime/ledger/index.ts'
import { ledgerSchema } from '../../runtime/ledger/postgres/open.ts'
import type { AuditRow, Ledger } from '../../runtime/ports.ts'
import { ask, postgresDatabase, postgresServer } from '../servers/postgres.ts'
import { nothing } from './commit.ts'

const flows = [{ name: 'orders', systems: ['A', 'B'], units: ['x'], fields: ['x'], held: [['x'], ['x']] }]
const folder = mkdtempSync(join(tmpdir(), 'thalweg-chain-'))
const database = await postgresDatabase(await postgresServer(18))
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database.drop()
})

/** A ledger of one's own for each test, and a way around it. */
interface Home {
  readonly place: () => string
  readonly tamper: (sql: string) => Promise<void>
}
let landscape: string
let n = 0
beforeEach(() => {
  landscape = `estate${n++}`
})
const inFile: Home = {
  place: () => join(folder, `${landscape}.sqlite`),
  tamper: async (sql) => {
    const db = new DatabaseSync(inFile.place())
    db.exec(sql)
    db.close()
  },
}
const inDatabase: Home = {
  place: () => database.url,
  tamper: async (sql) => void (await ask(database.server, database.name, `SET search_path = "${ledgerSchema(landscape)}"; ${sql}`)),
}
const open = async ({ place }: Home): Promise<Ledger> => openLedger(place(), { landscape, flows, create: true })
const row = (key: string, more: Partial<AuditRow> = {}): AuditRow => ({
  flow: 'orders',
  key,
  at: 1,
  kind: 'decided',
  unit: 'x',
  body: { was: [key] },
  ...more,
})
const checked = async ({ place }: Home, head?: string) => verifyAudit(place(), landscape, head)

async function filled(home: Home): Promise<void> {
  const ledger = await open(home)
  for (const keys of [['a', 'b'], ['c'], ['d', 'e', 'f']]) await ledger.commit({ ...nothing, audit: keys.map((key) => row(key)) })
  await ledger.close()
}
describe.each([
  ['a file', inFile],
  ['a database', inDatabase],
])('the audit in %s', (_, home) => {
  const check = async (head?: string) => checked(home, head)

  it('is as it was written, also after a restart and beside a run', async () => {
    await filled(home)
    const ledger = await open(home)
    await ledger.commit({ ...nothing, audit: [row('g', { conflict: 'tie', system: 'A' })] })
    expect(await check()).toMatchObject({ rows: 7, links: 4, unchained: 0, broken: null, holds: null })
    await ledger.close()
  })

  it.each([
    ['a changed value', 'UPDATE audit SET body = \'{"was":["x"]}\' WHERE key = \'c\'', { from: 3, to: 3 }],
    ['another key', "UPDATE audit SET key = 'z' WHERE key = 'b'", { from: 1, to: 2 }],
    ['another time', "UPDATE audit SET at = 2 WHERE key = 'e'", { from: 4, to: 6 }],
    ['a blamed system', "UPDATE audit SET system = 'B' WHERE key = 'a'", { from: 1, to: 2 }],
    ['a renamed flow', "UPDATE flow SET name = 'others'", { from: 1, to: 2 }],
    ['a row taken out', "DELETE FROM audit WHERE key = 'c'", { from: 3, to: 3 }],
    [
      'rows in another order',
      "UPDATE audit SET id = 99 WHERE key = 'd'; UPDATE audit SET id = 4 WHERE key = 'e'; UPDATE audit SET id = 5 WHERE id = 99",
      { from: 4, to: 6 },
    ],
    [
      'a row slipped in at the end',
      "INSERT INTO audit (id, flow, key, at, kind, body) VALUES (7, 1, 'z', 1, 'decided', '{}')",
      { from: 7, to: 7 },
    ],
    ['the last rows taken out', "DELETE FROM audit WHERE key = 'f'", { from: 4, to: 6 }],
    ['a link taken out', 'DELETE FROM audit_chain WHERE last = 3', { from: 3, to: 6 }],
  ])('%s is found', async (_, sql, broken) => {
    await filled(home)
    await home.tamper(sql)
    expect((await check()).broken).toEqual(broken)
  })

  it('cut off with its links is found by a head that was noted', async () => {
    await filled(home)
    const { head } = await check()
    expect(await check(head)).toMatchObject({ broken: null, holds: true })
    await home.tamper('DELETE FROM audit WHERE id > 3; DELETE FROM audit_chain WHERE last > 3')
    expect(await check(head)).toMatchObject({ broken: null, holds: false })
  })

  it('a commit that failed leaves no link', async () => {
    const ledger = await open(home)
    await ledger.commit({ ...nothing, audit: [row('a')] })
    await expect(ledger.commit({ ...nothing, audit: [row('b', { flow: 'unknown' })] })).rejects.toThrow('unknown')
    await ledger.commit({ ...nothing, audit: [row('c')] })
    await ledger.close()
    expect(await check()).toMatchObject({ rows: 2, links: 2, broken: null })
  })

  it('parts that flow into each other give another hash', async () => {
    await filled(home)
    await home.tamper("UPDATE audit SET key = 'ad', kind = 'ecided' WHERE key = 'a'")
    expect((await check()).broken).not.toBeNull()
  })
})

it('the audit of a ledger from before the chain goes on, and says how much cannot be checked', async () => {
  await filled(inFile)
  await inFile.tamper('DROP TABLE audit_chain; DROP TABLE request; DROP TABLE reference; DROP INDEX review_key; PRAGMA user_version = 1')
  expect(await checked(inFile)).toMatchObject({ rows: 6, links: 0, unchained: 6, broken: null })
  const ledger = await open(inFile)
  await ledger.commit({ ...nothing, audit: [row('g')] })
  await ledger.close()
  expect(await checked(inFile)).toMatchObject({ rows: 7, links: 1, unchained: 6, broken: null })
  await inFile.tamper("UPDATE audit SET key = 'z' WHERE key = 'g'")
  expect((await checked(inFile)).broken).toEqual({ from: 7, to: 7 })
})
