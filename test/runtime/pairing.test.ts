/** Rows that a system has without the key of any record: paired by their fields, once, and never made a second time. */
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Opener } from '../../runtime/engine/reach.ts'
import type { Bound, Delivery } from '../../runtime/ports.ts'
import { project } from '../emit/project.ts'
import type { Files } from './files.ts'
import { insert, met, vendor } from './met.ts'
import { runs } from '../runs.ts'

const user = project()
afterAll(user.remove)

const options = {
  systems: ['CRM', 'ERP'],
  creates: ['CRM'],
  whereTheyDiffer: 'byPolicy',
  numbered: { ERP: 'ours' },
  match: ['name'],
} as const
/** A row that users of ERP have made. */
const unkeyed = (name: string, more = {}) => insert({ ...vendor('', { name, ...more }) }).replace("VALUES (''", 'VALUES (NULL')
const erp = (files: Files) => files.rows('ERP', 'SELECT id, code, name, notes FROM vendor ORDER BY id').map((row) => Object.values(row))
const idle = async (files: Files) => expect((await files.run()).moved).toBe(false)

describe('on the first day', () => {
  it('a row that is like one record alone gets its key, and what differs goes by the policies', async () => {
    const files = await met(user, options, { CRM: [vendor('V1', { name: 'Ada', notes: 'by CRM' }), vendor('V2', { name: 'Bea' })] })
    files.sql('ERP', unkeyed('Cyd'), unkeyed('Ada', { stock: '12.000' }), "UPDATE vendor SET code = '' WHERE name = 'Ada'")
    await files.start()
    expect(erp(files)).toEqual([
      [1, null, 'Cyd', 'as found'],
      [2, 'V1', 'Ada', 'by CRM'],
      [3, 'V2', 'Bea', 'as found'],
    ])
    expect((await files.audit('vendors', 'V1')).map(({ kind }) => kind)).toContain('linked')
    expect((await files.reviews()).map(({ unit }) => unit)).toEqual(['stock'])
    await idle(files)
  })

  it('is foretold by a dry run', async () => {
    const files = await met(user, options, { CRM: [vendor('V1', { name: 'Ada' })] })
    files.sql('ERP', unkeyed('Ada'))
    await files.accept()
    const { writes } = await files.dryRun()
    expect(writes.map(({ system, kind, key, id }) => [system, kind, key, id])).toEqual([['ERP', 'link', 'V1', 1]])
  })

  it.each([
    ['two rows', { crm: [vendor('V1', { name: 'Ada' })], rows: ['Ada', 'Ada'] }],
    ['two records', { crm: [vendor('V1', { name: 'Ada' }), vendor('V2', { name: 'Ada' })], rows: ['Ada'] }],
  ])('%s that are alike wait for a person, and nothing is made twice', async (_, { crm, rows }) => {
    const files = await met(user, options, { CRM: crm })
    files.sql('ERP', ...rows.map((name) => unkeyed(name)))
    const { flows } = await files.start()
    expect(flows['vendors']!.failed).toBe(crm.length)
    expect(files.count('ERP', 'vendor')).toBe(rows.length)
    const waiting = async () => files.read(async (ledger) => (await ledger.read('vendors', ['V1']))[0]!.s[1]!.dirty)
    expect(await waiting()).toMatchObject({
      reason: 'ambiguous',
      detail: expect.stringContaining('write the key into the row that it is') as string,
    })
    files.sql('ERP', "UPDATE vendor SET code = 'V1' WHERE id = 1")
    files.later += 3_600_000
    await files.run()
    files.later += 3_600_000
    await files.run()
    expect(erp(files).map(([id, code]) => [id, code])).toEqual([
      [1, 'V1'],
      [2, crm.length === 2 ? 'V2' : null],
    ])
    await idle(files)
  })

  it('a record that has its row there is not linked again, and what is blank is like nothing', async () => {
    const files = await met(user, options, {
      CRM: [vendor('V1', { name: 'Ada' }), vendor('V2', { name: '' })],
      ERP: [vendor('V1', { name: 'Ada' })],
    })
    files.sql('ERP', unkeyed('Ada'), unkeyed(''))
    await files.start()
    expect(erp(files).map(([id, code]) => [id, code])).toEqual([
      [1, 'V1'],
      [2, null],
      [3, null],
      [4, 'V2'],
    ])
    await idle(files)
  })
})

describe('later', () => {
  const started = async () => {
    const files = await met(user, options, { CRM: [vendor('V1', { name: 'Ada' })] })
    await files.start()
    return files
  }

  it('a record that comes to a row that is there takes it', async () => {
    const files = await started()
    files.sql('ERP', unkeyed('Bea'))
    files.sql('CRM', insert(vendor('V2', { name: 'Bea' })))
    await files.run()
    expect(erp(files).map(([id, code]) => [id, code])).toEqual([
      [1, 'V1'],
      [2, 'V2'],
    ])
    await idle(files)
  })

  it('a row that is like a record which has one stays without a key, and is no dead letter', async () => {
    const files = await started()
    files.sql('ERP', unkeyed('Ada'))
    expect((await files.run()).flows['vendors']).toEqual({ written: 0, failed: 0 })
    expect(erp(files).map(([id, code]) => [id, code])).toEqual([
      [1, 'V1'],
      [2, null],
    ])
    expect(await files.read(async (ledger) => ledger.deadLetters({}))).toEqual([])
    await idle(files)
  })

  it('who gives the row the key of a record has made that row', async () => {
    const files = await started()
    files.sql('ERP', unkeyed('Bea'))
    await files.run()
    files.sql('CRM', insert(vendor('V2', { name: 'Other' })))
    files.sql('ERP', "UPDATE vendor SET code = 'V2' WHERE name = 'Bea'")
    await files.run()
    expect(erp(files).map(([id, code, name]) => [id, code, name])).toEqual([
      [1, 'V1', 'Ada'],
      [2, 'V2', 'Other'],
    ])
    await idle(files)
  })
})

/** ERP reached by this way of delivering. */
const delivering =
  (files: Files, deliver: (bound: Bound, ...sent: Parameters<Bound['deliver']>) => Promise<Delivery>): Opener =>
  async (name) => {
    const system = await files.open(name)
    if (name !== 'ERP') return system
    const bind = async (...args: Parameters<typeof system.bind>): Promise<Bound> => {
      const bound = await system.bind(...args)
      const own = (called: string | symbol): unknown => {
        const given = Reflect.get(bound, called) as unknown
        return typeof given === 'function' ? (given.bind(bound) as unknown) : given
      }
      const sent: Bound['deliver'] = async (...args) => deliver(bound, ...args)
      return new Proxy(bound, { get: (_, called) => (called === 'deliver' ? sent : own(called)) })
    }
    return { ...system, bind }
  }

describe('a row that somebody changes while it is being paired', () => {
  const meanwhile = (files: Files, sql: string): Opener => {
    let done = false
    return delivering(files, async (bound, op, writes) => {
      if (!done) files.sql('ERP', sql)
      done = true
      return bound.deliver(op, writes)
    })
  }

  it.each([
    ['got the key of another record', "UPDATE vendor SET code = 'mine'", ['1 mine', '2 V1']],
    ['is like the record no more', "UPDATE vendor SET name = 'Bea'", ['1 null', '2 V1']],
    ['got the key itself', "UPDATE vendor SET code = 'V1'", ['1 V1']],
    ['is gone', 'DELETE FROM vendor', ['1 V1']],
  ])('%s: it is not linked over that', async (_, sql, ends) => {
    const files = await met(user, options, { CRM: [vendor('V1', { name: 'Ada' })] })
    files.sql('ERP', unkeyed('Ada'))
    await files.accept()
    await files.run({ open: meanwhile(files, sql) })
    await files.run()
    expect(erp(files).map(([id, code]) => `${String(id)} ${String(code)}`)).toEqual(ends)
    await idle(files)
  })
})

describe('a row that is made, and whose answer is lost', () => {
  /** The first operation at ERP has this outcome for whoever sent it. */
  const losing = (files: Files, lands: boolean): Opener => {
    let lost = false
    return delivering(files, async (bound, op, writes) => {
      if (lost) return bound.deliver(op, writes)
      lost = true
      if (lands) await bound.deliver(op, writes)
      return { outcome: 'uncertain', detail: 'connection lost' }
    })
  }

  it.each([true, false])('is made once, also where nothing keeps a key from standing twice (landed: %s)', async (lands) => {
    const files = await met(user, { ...options, keyed: false }, { CRM: [vendor('V1', { name: 'Ada' })] })
    await files.accept()
    await files.run({ open: losing(files, lands) })
    if (lands) files.sql('ERP', "UPDATE vendor SET notes = 'by ERP'")
    await files.run()
    expect(erp(files)).toEqual([[1, 'V1', 'Ada', lands ? 'by ERP' : 'as found']])
    await idle(files)
  })

  it('a row that was paired is known as such', async () => {
    const files = await met(user, { ...options, keyed: false }, { CRM: [vendor('V1', { name: 'Ada' })] })
    files.sql('ERP', unkeyed('Ada', { notes: 'by ERP' }))
    await files.accept()
    await files.run({ open: losing(files, true) })
    await files.run()
    expect(files.count('ERP', 'vendor')).toBe(1)
    expect((await files.audit('vendors', 'V1')).filter(({ kind }) => kind === 'linked')).toHaveLength(1)
    await idle(files)
  })
})

it(
  'any records and rows: each row is paired once or left alone, each record is there once or waits, and nothing is lost',
  { timeout: 120_000 },
  async () => {
    const name = fc.constantFrom('a', 'b', 'c', '')
    const some = fc.record({
      records: fc.array(name, { maxLength: 5 }),
      rows: fc.array(name, { maxLength: 4 }),
      held: fc.array(fc.nat(4), { maxLength: 2 }),
    })
    await fc.assert(
      fc.asyncProperty(some, async ({ records, rows, held }) => {
        const vendors = records.map((each, i) => vendor(`V${i}`, { name: each }))
        const there = [...new Set(held)].flatMap((i) => (vendors[i] === undefined ? [] : [vendors[i]]))
        const files = await met(user, options, { CRM: vendors, ERP: there })
        files.sql('ERP', ...rows.map((each) => unkeyed(each)))
        await files.start()
        const open = (each: string) => vendors.filter((one) => one['name'] === each && each !== '' && !there.includes(one)).length
        const alike = (each: string) => rows.filter((row) => row === each).length
        const linked = rows.filter((row) => open(row) === 1 && alike(row) === 1).length
        const waiting = vendors.filter((one) => {
          const called = String(one['name'])
          return !there.includes(one) && called !== '' && alike(called) > 0 && !(open(called) === 1 && alike(called) === 1)
        }).length
        expect(files.rows('ERP', 'SELECT id FROM vendor WHERE code IS NULL')).toHaveLength(rows.length - linked)
        const keys = files.rows('ERP', 'SELECT code FROM vendor WHERE code IS NOT NULL').map(({ code }) => code)
        expect(new Set(keys).size).toBe(keys.length)
        expect(keys).toHaveLength(vendors.length - waiting)
        expect(files.count('ERP', 'vendor')).toBe(there.length + rows.length + vendors.length - there.length - linked - waiting)
      }),
      runs(25),
    )
  },
)
