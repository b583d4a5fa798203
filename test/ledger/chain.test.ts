/** The audit's chain: every commit has its link, and whoever touches a row afterwards is found. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLedger, verifyAudit } from '../../runtime/ledger/index.ts'
import type { AuditRow, Ledger } from '../../runtime/ports.ts'
import { nothing } from './commit.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thalweg-chain-'))
  file = join(folder, 'ledger.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const flows = [{ name: 'orders', systems: ['A', 'B'], units: ['x'], fields: ['x'], held: [['x'], ['x']] }]
const open = async (): Promise<Ledger> => openLedger(file, { landscape: 'estate', flows, create: true })
const row = (key: string, more: Partial<AuditRow> = {}): AuditRow => ({
  flow: 'orders',
  key,
  at: 1,
  kind: 'decided',
  unit: 'x',
  body: { was: [key] },
  ...more,
})
const check = (head?: string) => verifyAudit(file, 'estate', head)

async function filled(): Promise<void> {
  const ledger = await open()
  for (const keys of [['a', 'b'], ['c'], ['d', 'e', 'f']]) await ledger.commit({ ...nothing, audit: keys.map((key) => row(key)) })
  await ledger.close()
}
function tamper(sql: string): void {
  const db = new DatabaseSync(file)
  db.exec(sql)
  db.close()
}

describe('the audit', () => {
  it('is as it was written, also after a restart and beside a run', async () => {
    await filled()
    const ledger = await open()
    await ledger.commit({ ...nothing, audit: [row('g', { conflict: 'tie', system: 'A' })] })
    expect(check()).toMatchObject({ rows: 7, links: 4, unchained: 0, broken: null, holds: null })
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
      "INSERT INTO audit (flow, key, at, kind, body) VALUES (1, 'z', 1, 'decided', '{}')",
      { from: 7, to: 7 },
    ],
    ['the last rows taken out', "DELETE FROM audit WHERE key = 'f'", { from: 4, to: 6 }],
    ['a link taken out', 'DELETE FROM audit_chain WHERE last = 3', { from: 3, to: 6 }],
  ])('%s is found', async (_, sql, broken) => {
    await filled()
    tamper(sql)
    expect(check().broken).toEqual(broken)
  })

  it('cut off with its links is found by a head that was noted', async () => {
    await filled()
    const { head } = check()
    expect(check(head)).toMatchObject({ broken: null, holds: true })
    tamper('DELETE FROM audit WHERE id > 3; DELETE FROM audit_chain WHERE last > 3')
    expect(check(head)).toMatchObject({ broken: null, holds: false })
  })

  it('a commit that failed leaves no link', async () => {
    const ledger = await open()
    await ledger.commit({ ...nothing, audit: [row('a')] })
    await expect(ledger.commit({ ...nothing, audit: [row('b', { flow: 'unknown' })] })).rejects.toThrow('unknown')
    await ledger.commit({ ...nothing, audit: [row('c')] })
    await ledger.close()
    expect(check()).toMatchObject({ rows: 2, links: 2, broken: null })
  })

  it('of a ledger from before the chain goes on, and says how much cannot be checked', async () => {
    await filled()
    tamper('DROP TABLE audit_chain; DROP TABLE request; DROP TABLE reference; DROP INDEX review_key; PRAGMA user_version = 1')
    expect(check()).toMatchObject({ rows: 6, links: 0, unchained: 6, broken: null })
    const ledger = await open()
    await ledger.commit({ ...nothing, audit: [row('g')] })
    await ledger.close()
    expect(check()).toMatchObject({ rows: 7, links: 1, unchained: 6, broken: null })
    tamper("UPDATE audit SET key = 'z' WHERE key = 'g'")
    expect(check().broken).toEqual({ from: 7, to: 7 })
  })

  it('parts that flow into each other give another hash', async () => {
    await filled()
    tamper("UPDATE audit SET key = 'ad', kind = 'ecided' WHERE key = 'a'")
    expect(check().broken).not.toBeNull()
  })
})
