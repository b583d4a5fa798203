/** What is particular to a ledger in a file: its format, its lock, its readers, its size, and files that are not as they should be. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { LedgerOptions } from '../../runtime/ledger/index.ts'
import { openLedger } from '../../runtime/ledger/index.ts'
import type { Ledger, LedgerCommit } from '../../runtime/ports.ts'
import { LedgerError } from '../../runtime/ports.ts'
import { nothing } from './commit.ts'
import { atRest, entry, orders, shapes, stamp, telling } from './entries.ts'

const root = mkdtempSync(join(tmpdir(), 'thalweg-ledger-file-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let n = 0
let file = ''
beforeEach(() => {
  file = join(root, `${n++}`, 'estate.ledger.sqlite')
})

const open = async (over: Partial<LedgerOptions> = {}): Promise<Ledger> =>
  openLedger(file, { landscape: 'estate', flows: shapes, create: true, ...over })
const put = (key: string, over: Parameters<typeof entry>[0] = {}): LedgerCommit => ({
  ...nothing,
  entries: [{ flow: 'orders', key, entry: entry(over) }],
})

/** Every row of every table, and the schema: what a dump shows. */
function dump(of: string): string {
  const db = new DatabaseSync(of, { readOnly: true })
  try {
    const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").all()
    return JSON.stringify(tables.map((table) => [table, db.prepare(`SELECT * FROM "${String(table['name'])}"`).all()]))
  } finally {
    db.close()
  }
}
async function refused(over: Partial<LedgerOptions> = {}): Promise<LedgerError> {
  const error: unknown = await open(over).then(
    async (ledger) => {
      await ledger.close()
      return null
    },
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(LedgerError)
  expect((error as LedgerError).message).toContain(file)
  expect((error as LedgerError).wayOut).not.toBe('')
  return error as LedgerError
}

it('tells whoever reads beside a run the operations of now', async () => {
  const ledger = await open()
  const reader = await open({ readOnly: true, create: false })
  await ledger.outgrow(7)
  expect(await reader.opHigh()).toBe(7)
  await reader.close()
  await ledger.close()
})

describe('format', () => {
  it('is the golden schema', async () => {
    await (await open()).close()
    const db = new DatabaseSync(file, { readOnly: true })
    const schema = db
      .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name")
      .all()
    const pragmas = ['user_version', 'application_id', 'page_size', 'journal_mode'].map(
      (name) => `${name} = ${String(Object.values(db.prepare(`PRAGMA ${name}`).get()!)[0])}`,
    )
    db.close()
    await expect([...pragmas, ...schema.map((row) => `${String(row['sql'])};`)].join('\n')).toMatchFileSnapshot('golden-schema.sql')
  })

  it('opens again what it made, with the same identity', async () => {
    const first = await open()
    await first.commit(put('a'))
    await first.close()
    const again = await open({ create: false })
    expect(again.id).toBe(first.id)
    expect(again.id).toMatch(/^[0-9a-f]{24}$/)
    expect(await again.keys('orders', null, 9)).toEqual(['a'])
    await again.close()
  })

  it('finds records, waiting ones and audit rows without scanning', async () => {
    const { statements } = await import('../../runtime/ledger/statements.ts')
    await (await open()).close()
    const db = new DatabaseSync(file, { readOnly: true })
    const byIndex = [
      ...(['readEntry', 'updateEntry', 'readOps', 'firstKeys', 'keysFrom', 'countDead', 'readPosition', 'due', 'clearWaiting'] as const),
      ...(['readPending', 'deletePending', 'deleteOperation', 'keysOf', 'auditOfKey', 'closeReview', 'deletionsSince'] as const),
    ]
    const scans = byIndex.filter((name) => {
      const places = Array.from({ length: statements[name].split('?').length - 1 }, () => 1)
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${statements[name]}`).all(...places)
      return plan.some((row) => /\bSCAN\b/.test(String(row['detail'])))
    })
    expect(scans).toEqual([])
    db.close()
  })
})

describe('an idle run', () => {
  it('leaves the ledger as it was', async () => {
    const ledger = await open()
    await ledger.commit({ ...put('a'), audit: [{ flow: 'orders', key: 'a', at: 1, kind: 'created', body: {} }], landed: [] })
    await ledger.commit({ ...nothing, entries: [{ flow: 'orders', key: 'b', entry: telling(1) }] })
    await ledger.close()
    const before = dump(file)
    const bytes = readFileSync(file)
    const idle = await open()
    await idle.read('orders', ['a', 'b', 'c'])
    idle.drawOps(5)
    idle.drawReviews(5)
    await idle.pending()
    await idle.close()
    expect(dump(file)).toBe(before)
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })
})

describe('the lock', () => {
  it('lets one run at a time, and tells who it is', async () => {
    const first = await open()
    const error = await refused()
    expect(error.code).toBe('busy')
    expect(error.message).toContain(`process ${process.pid} `)
    await first.close()
    await (await open()).close()
    expect(existsSync(`${file}.lock.json`)).toBe(false)
  })

  it('is gone with a process that is killed, and what it committed is there', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'held.ts'), file], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    const error = await refused()
    expect([error.code, error.message.includes(`process ${child.pid} `)]).toEqual(['busy', true])
    child.kill('SIGKILL')
    await once(child, 'exit')
    const reader = await open({ readOnly: true, create: false })
    expect(await reader.keys('orders', null, 9)).toEqual(['mine'])
    await reader.close()
    const ledger = await open({ create: false })
    expect(await ledger.keys('orders', null, 9)).toEqual(['mine'])
    await ledger.close()
  })
})

describe('readers', () => {
  it('need no lock, and see what a run commits', async () => {
    const run = await open()
    const reader = await open({ readOnly: true, create: false })
    expect(await reader.read('orders', ['a'])).toEqual([null])
    await run.commit({
      ...nothing,
      entries: [{ flow: 'orders', key: 'a', entry: telling(1, { stamp: [{ ...stamp, version: 'newer' }, stamp, stamp] }) }],
    })
    await run.commit({
      ...nothing,
      audit: Array.from({ length: 3 }, () => ({ flow: 'orders', key: 'a', at: 1, kind: 'decided' as const, body: { same: true } })),
    })
    expect(await reader.read('orders', ['a'])).toEqual(await run.read('orders', ['a']))
    expect(await reader.pending()).toHaveLength(1)
    expect((await reader.audit({})).map(({ body }) => body)).toEqual([{ same: true }, { same: true }, { same: true }])
    await run.commit({ ...nothing, landed: [1] })
    expect((await reader.read('orders', ['a']))[0]!.s[1]!.pend).toBeNull()
    expect(await reader.pending()).toEqual([])
    await run.close()
    expect(await reader.keys('orders', null, 9)).toEqual(['a'])
    await reader.close()
    expect(existsSync(`${file}.lock.json`)).toBe(false)
  })

  it('cannot write', async () => {
    await (await open()).close()
    const reader = await open({ readOnly: true })
    await expect(reader.commit(put('a'))).rejects.toMatchObject({ code: 'readOnly' })
    await reader.close()
  })
})

describe('a flow of other systems', () => {
  const changed = shapes.map((shape) =>
    shape.name === 'orders' ? { ...shape, systems: ['EAM', 'SAP'], held: [orders.held[0]!, orders.held[0]!] } : shape,
  )

  it('is told; its entries count as absent, and nothing is written over them until it is reset', async () => {
    const first = await open()
    await first.commit(put('a'))
    await first.commit({
      ...nothing,
      entries: [{ flow: 'orders', key: 'b', entry: telling(1) }],
      positions: [{ flow: 'orders', system: 'EAM', position: '{}' }],
    })
    expect(first.changedFlows()).toEqual([])
    await first.close()
    const before = dump(file)
    const later = await open({ flows: changed })
    expect(later.changedFlows()).toEqual(['orders'])
    expect(await later.read('orders', ['a'])).toEqual([null])
    expect([
      await later.keys('orders', null, 9),
      await later.pending(),
      await later.position('orders', 'EAM'),
      await later.count('orders'),
    ]).toEqual([[], [], null, { live: 0, deleted: 0 }])
    await expect(later.commit(put('a'))).rejects.toMatchObject({ code: 'foreign' })
    await later.close()
    expect(dump(file)).toBe(before)
    const reset = await open({ flows: changed })
    await reset.reset('orders', 5)
    expect(reset.changedFlows()).toEqual([])
    const wide = entry({ s: [atRest, { ...atRest, b: ['a', '1', 'EUR', ''] }] })
    await reset.commit({ ...nothing, entries: [{ flow: 'orders', key: 'a', entry: wide }] })
    expect(await reset.read('orders', ['a', 'b'])).toEqual([{ ...wide, rev: 1 }, null])
    await reset.close()
    const kept = await open({ flows: changed })
    expect(kept.changedFlows()).toEqual([])
    await kept.close()
  })
})

describe('the size of an entry at rest', () => {
  it.each([130, 400, 1_100, 1_900, 3_500])(
    'of %i bytes stays below 1.3 times that and 120, whatever the order of the keys',
    async (bytes) => {
      const ledger = await open()
      const rows = 4_000
      const fill = 'x'.repeat(bytes - 40)
      const record = (i: number): string[] => [fill, `${i}.50`, 'EUR', `note ${i}`]
      for (let from = 0; from < rows; from += 500) {
        const keys = Array.from({ length: 500 }, (_, k) => ((from + k) * 2_311) % rows)
        const told = (i: number) =>
          entry({
            g: record(i),
            stamp: [stamp, stamp, stamp].map((each) => ({ ...each, change: `outbox ${i}` })),
            s: [atRest, { ...atRest, present: false, dl: 0, pend: { ...telling(from + 1).s[1]!.pend!, values: record(i).slice(0, 3) } }],
          })
        await ledger.commit({
          ...nothing,
          entries: keys.map((i) => ({ flow: 'orders', key: `WO-${String(i).padStart(8, '0')}`, entry: told(i) })),
        })
        await ledger.commit({ ...nothing, landed: [from + 1] })
      }
      await ledger.close()
      const own = Array.from({ length: rows }, (_, i) => JSON.stringify(record(i)).length).reduce((sum, each) => sum + each, 0) / rows
      expect(statSync(file).size / rows).toBeLessThan(1.3 * own + 120)
    },
  )
})

describe('a file that is not as it should be', () => {
  it('absent: is not made unless asked', async () => {
    expect((await refused({ create: false })).code).toBe('absent')
    expect((await refused({ readOnly: true })).code).toBe('absent')
    expect(existsSync(file)).toBe(false)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, '')
    expect((await refused({ create: false })).code).toBe('absent')
  })

  it('of another landscape', async () => {
    await (await open()).close()
    const error = await refused({ landscape: 'other' })
    expect([error.code, error.message.includes('estate'), error.message.includes('other')]).toEqual(['foreign', true, true])
    await (await open()).close()
  })

  it('a database of somebody else: is left alone', async () => {
    mkdirSync(join(file, '..'), { recursive: true })
    const db = new DatabaseSync(file)
    db.exec('CREATE TABLE mine (x); INSERT INTO mine VALUES (1)')
    db.close()
    const before = readFileSync(file)
    expect((await refused()).code).toBe('foreign')
    expect((await refused({ readOnly: true })).code).toBe('foreign')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('of a later format', async () => {
    await (await open()).close()
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect((await refused()).code).toBe('newer')
    expect((await refused({ readOnly: true })).code).toBe('newer')
  })

  it('no database at all', async () => {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, 'this is no database, and it is long enough to be looked at as one'.repeat(40))
    expect((await refused()).code).toBe('damaged')
  })

  it.each(['cut short', 'written over'] as const)('damaged: %s', async (how) => {
    const ledger = await open()
    for (let i = 0; i < 300; i++) await ledger.commit(put(`key ${i}`, { g: ['x'.repeat(300), '1', 'EUR', ''] }))
    await ledger.close()
    const handle = openSync(file, 'r+')
    if (how === 'cut short') ftruncateSync(handle, statSync(file).size - 40_000)
    else writeSync(handle, Buffer.alloc(40_000, 7), 0, 40_000, statSync(file).size - 50_000)
    closeSync(handle)
    const error = await refused()
    expect([error.code, error.wayOut.includes('backup')]).toEqual(['damaged', true])
  })

  it('a folder in its place', async () => {
    mkdirSync(file, { recursive: true })
    expect((await refused()).code).toBe('readOnly')
  })

  it('in a folder that cannot be', async () => {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(join(file, '..', 'taken'), '')
    file = join(file, '..', 'taken', 'x.sqlite')
    expect((await refused()).code).toBe('readOnly')
  })

  it('no room: the commit fails whole, what was there stays readable', () => {
    mkdirSync(join(file, '..'), { recursive: true })
    const command = `trap '' XFSZ; ulimit -f 2000; exec "${process.execPath}" "${join(import.meta.dirname, 'filled.ts')}" "${file}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
    const told = JSON.parse(stdout || `{"code":${JSON.stringify(stderr)}}`) as {
      done: number
      code: string
      readable: number
      wayOut: string
    }
    expect(told.code).toBe('full')
    expect(told.done).toBeGreaterThan(3)
    expect(told.readable).toBe(told.done)
    expect(told.wayOut).toContain('disk')
  })
})
