/** Systems that number their rows themselves: a row that gets another key stays the row of its record. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { project } from '../emit/project.ts'
import type { Files, Row } from './files.ts'
import { insert, met, vendor } from './met.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import { SystemError } from '../../runtime/ports.ts'

const user = project()
afterAll(user.remove)

const rows = (files: Files, system: string): Row[] =>
  files.rows(system, 'SELECT code, name, grade, notes, tags, stock FROM vendor ORDER BY code')
const codes = (files: Files, system: string) => rows(files, system).map(({ code }) => code)
const idle = async (files: Files) => expect((await files.run()).moved).toBe(false)
const byKey = { systems: ['CRM', 'ERP', 'WMS'], creates: ['CRM'], whereTheyDiffer: 'byPolicy' } as const

describe('a record that the system which names it renumbers', () => {
  let files: Files
  beforeEach(async () => {
    const options = { ...byKey, numbered: { CRM: 'own' }, without: { CRM: ['grade'] } } as const
    files = await met(user, options, { CRM: [vendor('V1', { name: 'Ada' }), vendor('V2', { name: 'Bea' })] })
    await files.start()
    files.sql('ERP', "UPDATE vendor SET grade = 7, notes = 'by ERP' WHERE code = 'V1'")
    await files.run()
  })

  it('keeps everything, and others get the key in place', async () => {
    files.sql('CRM', "UPDATE vendor SET code = 'N1' WHERE code = 'V1'")
    files.sql('ERP', 'ALTER TABLE vendor ADD COLUMN local TEXT', "UPDATE vendor SET local = 'only here' WHERE code = 'V1'")
    await files.run()
    expect(rows(files, 'CRM')[0]).toMatchObject({ code: 'N1', name: 'Ada', notes: 'by ERP' })
    for (const system of ['ERP', 'WMS'])
      expect(rows(files, system)[0]).toMatchObject({ code: 'N1', name: 'Ada', grade: 7, notes: 'by ERP' })
    expect(files.rows('ERP', "SELECT local FROM vendor WHERE code = 'N1'")).toEqual([{ local: 'only here' }])
    expect(await files.conflicts()).toEqual({})
    expect((await files.audit('vendors', 'V1')).at(-1)).toMatchObject({ kind: 'renumbered', system: 'CRM', body: { from: 'V1', to: 'N1' } })
    expect((await files.audit('vendors', 'N1')).map(({ kind }) => kind)).toEqual(['renumbered'])
    await idle(files)
  })

  const rekeyed = (from: string, to: string) => files.sql('CRM', `UPDATE vendor SET code = '${to}' WHERE code = '${from}'`)

  it('along with a change of another field, and one of another system at the same time', async () => {
    files.sql('CRM', "UPDATE vendor SET code = 'N1', name = 'Ada B' WHERE code = 'V1'")
    files.sql('ERP', "UPDATE vendor SET grade = 8 WHERE code = 'V1'")
    await files.run()
    for (const system of ['ERP', 'WMS']) expect(rows(files, system)[0]).toMatchObject({ code: 'N1', name: 'Ada B', grade: 8 })
    expect(await files.conflicts()).toEqual({})
    await idle(files)
  })

  it('several times, and back, before anybody looks', async () => {
    for (const [from, to] of [
      ['V1', 'N1'],
      ['N1', 'N2'],
      ['N2', 'V1'],
    ] as const)
      rekeyed(from, to)
    rekeyed('V2', 'N3')
    await files.run()
    for (const system of ['CRM', 'ERP', 'WMS']) expect(codes(files, system)).toEqual(['N3', 'V1'])
    expect(rows(files, 'ERP')[1]).toMatchObject({ grade: 7, notes: 'by ERP' })
    await idle(files)
  })

  it('one to the key that another one leaves', async () => {
    rekeyed('V2', 'V3')
    rekeyed('V1', 'V2')
    await files.run()
    for (const system of ['CRM', 'ERP', 'WMS'])
      expect(rows(files, system).map(({ code, name }) => [code, name])).toEqual([
        ['V2', 'Ada'],
        ['V3', 'Bea'],
      ])
    expect(rows(files, 'ERP')[0]).toMatchObject({ grade: 7 })
    await idle(files)
  })

  it('and a new one gets the key that it had', async () => {
    rekeyed('V1', 'N1')
    files.sql(
      'CRM',
      insert(vendor('V1', { name: 'New' }))
        .replace(', grade', '')
        .replace(', 1,', ','),
    )
    await files.run()
    for (const system of ['ERP', 'WMS'])
      expect(rows(files, system).map(({ code, name, grade }) => [code, name, grade])).toEqual([
        ['N1', 'Ada', 7],
        ['V1', 'New', null],
        ['V2', 'Bea', null],
      ])
    await idle(files)
  })

  it('a system that does not answer gets the key when it does, and what it has changed meanwhile counts', async () => {
    rekeyed('V1', 'N1')
    files.sql('WMS', "UPDATE vendor SET grade = 9, notes = 'by WMS' WHERE code = 'V1'")
    await files.run({ open: async (name) => (name === 'WMS' ? Promise.reject(down('WMS')) : files.open(name)) })
    expect([codes(files, 'ERP'), codes(files, 'WMS')]).toEqual([
      ['N1', 'V2'],
      ['V1', 'V2'],
    ])
    await files.run()
    for (const system of ['CRM', 'ERP', 'WMS']) expect(rows(files, system)[0]).toMatchObject({ code: 'N1', notes: 'by WMS' })
    expect(rows(files, 'ERP')[0]).toMatchObject({ grade: 9 })
    await idle(files)
  })

  it('where its new key is taken it waits there, says so, and comes when the key is free', async () => {
    files.sql('ERP', insert(vendor('N1', { name: 'Nobody’s' })))
    await files.run()
    rekeyed('V1', 'N1')
    expect((await files.run()).flows['vendors']).toMatchObject({ failed: 1 })
    expect(rows(files, 'ERP').map(({ code, name }) => [code, name])).toEqual([
      ['N1', 'Nobody’s'],
      ['V1', 'Ada'],
      ['V2', 'Bea'],
    ])
    expect(codes(files, 'WMS')).toEqual(['N1', 'V2'])
    const found = await files.with(async (engine) => reconcile(engine, 'vendors'))
    expect(found.differences).toMatchObject([{ key: 'N1', system: 'ERP', class: 'waiting', counts: false, fields: { key: ['N1', 'V1'] } }])
    const waits = (await files.audit('vendors', 'N1')).at(-1)!
    expect(waits.body['detail']).toBe('V1 is N1 now, and another row of vendor at ERP has that key: take it away or give it another key')
    files.sql('ERP', "DELETE FROM vendor WHERE code = 'N1'")
    files.later = 3_600_000
    await files.run()
    expect(rows(files, 'ERP')[0]).toMatchObject({ code: 'N1', name: 'Ada', grade: 7 })
    await idle(files)
  })

  it('a delete under the old key is one of the record', async () => {
    rekeyed('V1', 'N1')
    files.sql('ERP', "DELETE FROM vendor WHERE code = 'V1'")
    await files.run()
    for (const system of ['CRM', 'ERP', 'WMS']) expect(codes(files, system)).toEqual(['N1', 'V2'])
    expect(await files.conflicts()).toEqual({ foreignDelete: 1 })
    await idle(files)
  })

  it('who gave the row the same key meanwhile has done what was asked', async () => {
    rekeyed('V1', 'N1')
    files.sql('ERP', "UPDATE vendor SET code = 'N1' WHERE code = 'V1'")
    await files.run()
    for (const system of ['CRM', 'ERP', 'WMS']) expect(rows(files, system)[0]).toMatchObject({ code: 'N1', notes: 'by ERP' })
    expect(rows(files, 'WMS')[0]).toMatchObject({ grade: 7 })
    expect(await files.conflicts()).toEqual({})
    await idle(files)
  })

  it('takes nobody’s row for its own: what has its key elsewhere is reported once the key is left again', async () => {
    files.sql('ERP', insert(vendor('N1', { name: 'Nobody’s' })))
    await files.run()
    rekeyed('V1', 'N1')
    await files.run()
    rekeyed('N1', 'V1')
    await files.run()
    const [entry] = await files.read(async (ledger) => ledger.read('vendors', ['N1']))
    expect(entry!.s[1]).toMatchObject({ present: true, apart: 'reported' })
    expect(codes(files, 'CRM')).toEqual(['V1', 'V2'])
    expect(rows(files, 'ERP').map(({ code, name }) => [code, name])).toEqual([
      ['N1', 'Nobody’s'],
      ['V1', 'Ada'],
      ['V2', 'Bea'],
    ])
    await idle(files)
  })

  it('is made anew where a system cannot give a row another key', async () => {
    const flow = files.landscape.flows['vendors']!
    const wms = { ...flow.adapters['WMS']!, writes: ['insert', 'update', 'delete'] as const }
    files.landscape = { ...files.landscape, flows: { vendors: { ...flow, adapters: { ...flow.adapters, WMS: wms } } } }
    rekeyed('V1', 'N1')
    await files.run()
    for (const system of ['ERP', 'WMS'])
      expect(rows(files, system)[0]).toMatchObject({ code: 'N1', name: 'Ada', grade: 7, notes: 'by ERP' })
    for (const system of ['CRM', 'ERP', 'WMS']) expect(codes(files, system)).toEqual(['N1', 'V2'])
    expect(await files.conflicts()).toEqual({})
    await idle(files)
  })

  it('is foretold by a dry run', async () => {
    rekeyed('V1', 'N1')
    const { writes } = await files.dryRun()
    expect(writes.map(({ system, key, kind, to }) => [system, kind, key, to])).toEqual([
      ['ERP', 'rekey', 'V1', 'N1'],
      ['WMS', 'rekey', 'V1', 'N1'],
    ])
  })
})

it('a new record waits where its key is still that of a renumbered one, also where nothing keeps a key from standing twice', async () => {
  const options = { ...byKey, systems: ['CRM', 'ERP'], numbered: { CRM: 'own' }, keyed: false } as const
  const files = await met(user, options, { CRM: [vendor('V1', { name: 'Ada' })] })
  await files.start()
  files.sql('ERP', insert(vendor('N1', { name: 'Nobody’s' })))
  await files.run()
  files.sql('CRM', "UPDATE vendor SET code = 'N1'", insert(vendor('V1', { name: 'New' })))
  await files.run()
  expect(rows(files, 'ERP').map(({ code, name }) => [code, name])).toEqual([
    ['N1', 'Nobody’s'],
    ['V1', 'Ada'],
  ])
  files.sql('ERP', "DELETE FROM vendor WHERE code = 'N1'")
  files.later = 3_600_000
  await files.run()
  expect(rows(files, 'ERP').map(({ code, name }) => [code, name])).toEqual([
    ['N1', 'Ada'],
    ['V1', 'New'],
  ])
  await idle(files)
})

describe('a row that a system which names nothing gives another key', () => {
  it('gets its key back in place', async () => {
    const files = await met(user, { ...byKey, systems: ['CRM', 'ERP'], numbered: { ERP: 'own' } }, { CRM: [vendor('V1')] })
    await files.start()
    files.sql(
      'ERP',
      'ALTER TABLE vendor ADD COLUMN local TEXT',
      "UPDATE vendor SET local = 'only here', code = 'N1', notes = 'moved' WHERE code = 'V1'",
    )
    await files.run()
    expect(files.rows('ERP', 'SELECT id, code, notes, local FROM vendor')).toEqual([
      { id: 1, code: 'V1', notes: 'moved', local: 'only here' },
    ])
    expect(rows(files, 'CRM')).toMatchObject([{ code: 'V1', notes: 'moved' }])
    expect(await files.conflicts()).toEqual({ foreignWrite: 1 })
    await idle(files)
  })

  it('also where it is the key of a record that comes just then: no row is two records', async () => {
    const files = await met(user, { ...byKey, systems: ['CRM', 'ERP'], numbered: { ERP: 'own' } }, { CRM: [vendor('V1', { name: 'Ada' })] })
    await files.start()
    files.sql('ERP', "UPDATE vendor SET code = 'N1'")
    files.sql('CRM', insert(vendor('N1', { name: 'New' })))
    await files.run()
    await files.run()
    for (const system of ['CRM', 'ERP'])
      expect(rows(files, system).map(({ code, name }) => [code, name])).toEqual([
        ['N1', 'New'],
        ['V1', 'Ada'],
      ])
    expect(files.rows('ERP', "SELECT id FROM vendor WHERE code = 'V1'")).toEqual([{ id: 1 }])
    await idle(files)
  })

  it('also where the system that names records takes one away', async () => {
    const options = { ...byKey, systems: ['CRM', 'ERP'], numbered: { CRM: 'own' } } as const
    const files = await met(user, options, { CRM: [vendor('V1')] })
    await files.start()
    files.sql('CRM', 'UPDATE vendor SET code = NULL')
    await files.run()
    expect(files.rows('CRM', 'SELECT id, code FROM vendor')).toEqual([{ id: 1, code: 'V1' }])
    expect(codes(files, 'ERP')).toEqual(['V1'])
  })

  it('also where it was taken away', async () => {
    const files = await met(user, { ...byKey, systems: ['CRM', 'ERP'], numbered: { ERP: 'ours' } }, { CRM: [vendor('V1')] })
    await files.start()
    files.sql('ERP', 'UPDATE vendor SET code = NULL')
    await files.run()
    expect(files.rows('ERP', 'SELECT id, code FROM vendor')).toEqual([{ id: 1, code: 'V1' }])
    files.sql('ERP', "UPDATE vendor SET code = ''")
    await files.run()
    expect(files.rows('ERP', 'SELECT id, code FROM vendor')).toEqual([{ id: 1, code: 'V1' }])
    await idle(files)
  })
})

describe('where both name records and number their rows', () => {
  const both = { ...byKey, systems: ['CRM', 'ERP'], creates: ['CRM', 'ERP'], numbered: { CRM: 'own', ERP: 'own' } } as const

  it('the first key stands, and the other is kept in the audit', async () => {
    const files = await met(user, both, { CRM: [vendor('V1')] })
    await files.start()
    files.sql('CRM', "UPDATE vendor SET code = 'N1'")
    files.sql('ERP', "UPDATE vendor SET code = 'N2'")
    await files.run()
    for (const system of ['CRM', 'ERP']) expect(codes(files, system)).toEqual(['N1'])
    expect(await files.conflicts()).toEqual({ bothChanged: 1 })
    await idle(files)
  })

  it('the same key from both is no conflict', async () => {
    const files = await met(user, both, { CRM: [vendor('V1')] })
    await files.start()
    for (const system of ['CRM', 'ERP']) files.sql(system, "UPDATE vendor SET code = 'N1'")
    await files.run()
    for (const system of ['CRM', 'ERP']) expect(codes(files, system)).toEqual(['N1'])
    expect(await files.conflicts()).toEqual({})
    await idle(files)
  })

  it('a row that is made anew under the key that another record’s row had there is a record of its own', async () => {
    const files = await met(user, both, { CRM: [vendor('V1', { name: 'Ada' })] })
    await files.start()
    files.sql('CRM', "UPDATE vendor SET code = 'N1'")
    files.sql('ERP', insert(vendor('N1', { name: 'Other' })))
    await files.run()
    expect(codes(files, 'ERP')).toEqual(['N1', 'V1'])
    files.sql('ERP', "DELETE FROM vendor WHERE code = 'V1'", insert(vendor('V1', { name: 'New' })))
    await files.run()
    files.later = 3_600_000
    await files.run()
    for (const system of ['CRM', 'ERP'])
      expect(rows(files, system).map(({ code, name }) => [code, name])).toEqual([
        ['N1', 'Ada'],
        ['V1', 'New'],
      ])
    await idle(files)
  })

  it('two that change keys with each other are told apart by nobody', async () => {
    const files = await met(user, both, { CRM: [vendor('V1', { name: 'Ada' }), vendor('V2', { name: 'Bea' })] })
    await files.start()
    files.sql(
      'CRM',
      "UPDATE vendor SET code = 'tmp' WHERE code = 'V1'; UPDATE vendor SET code = 'V1' WHERE code = 'V2'; UPDATE vendor SET code = 'V2' WHERE code = 'tmp'",
    )
    await files.run()
    for (const system of ['CRM', 'ERP'])
      expect(rows(files, system).map(({ code, name }) => [code, name])).toEqual([
        ['V1', 'Bea'],
        ['V2', 'Ada'],
      ])
    await idle(files)
  })
})

describe('a row that was made anew under its key', () => {
  it('is another row, also where nothing else tells', async () => {
    const options = { ...byKey, systems: ['CRM', 'ERP'], second: 'snapshot', numbered: { ERP: 'own' } } as const
    const files = await met(user, options, { CRM: [vendor('V1')] })
    await files.start()
    files.sql(
      'ERP',
      'DELETE FROM vendor',
      insert(vendor('X')),
      insert(vendor('V1', { notes: 'anew' })),
      "DELETE FROM vendor WHERE code = 'X'",
    )
    await files.run()
    expect(await files.conflicts()).toMatchObject({ foreignDelete: 1 })
    await idle(files)
  })
})

/** As a connector tells it. */
function down(system: string): SystemError {
  return new SystemError('unreachable', 'cannotOpen', system, 'no answer', 'it is tried again')
}
