/** A key that is changed in a system is a record that was deleted and another that was created: what that takes along, and what it leaves behind. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { project } from '../emit/project.ts'
import type { Files, Row } from './files.ts'
import { met, vendor } from './met.ts'

const user = project()
afterAll(user.remove)

const rows = (files: Files, system: string): Row[] => files.rows(system, 'SELECT * FROM vendor ORDER BY code')
const idle = async (files: Files) => expect((await files.run()).moved).toBe(false)

describe('by the system that creates and deletes', () => {
  let files: Files
  beforeEach(async () => {
    const options = { systems: ['CRM', 'ERP', 'WMS'], creates: ['CRM'], whereTheyDiffer: 'byPolicy', without: { CRM: ['grade'] } } as const
    files = await met(user, options, { CRM: [vendor('V1', { name: 'Ada' }), vendor('V2', { name: 'Bea' })] })
    await files.start()
    files.sql('ERP', "UPDATE vendor SET grade = 7, notes = 'by ERP', tags = '[\"erp\"]', stock = '3.000' WHERE code = 'V1'")
    await files.run()
  })

  it('the record goes on under its new key with what that row holds, whoever has written it', async () => {
    files.sql('CRM', "UPDATE vendor SET code = 'N1' WHERE code = 'V1'")
    await files.run()
    const held = { code: 'N1', name: 'Ada', notes: 'by ERP', tags: '["erp"]', stock: '3.000' }
    for (const system of ['CRM', 'ERP', 'WMS']) {
      expect(rows(files, system).map(({ code }) => code)).toEqual(['N1', 'V2'])
      expect(rows(files, system)[0]).toMatchObject(held)
    }
    expect(await files.conflicts()).toEqual({})
    await idle(files)
  })

  it('a field that the row does not hold starts empty, and the audit of the old key has it', async () => {
    files.sql('CRM', "UPDATE vendor SET code = 'N1' WHERE code = 'V1'")
    await files.run()
    expect(['ERP', 'WMS'].map((system) => rows(files, system)[0]!['grade'])).toEqual([null, null])
    const deleted = (await files.audit('vendors', 'V1')).find(({ kind }) => kind === 'deleted')!
    expect(deleted.body['was']).toEqual(['Ada', 7, 'by ERP', ['erp'], '3.000'])
    files.sql('WMS', "UPDATE vendor SET grade = 8 WHERE code = 'N1'")
    await files.run()
    expect(rows(files, 'ERP')[0]!['grade']).toBe(8)
  })

  it('two records that change keys with each other', async () => {
    files.sql(
      'CRM',
      "BEGIN; UPDATE vendor SET code = 'tmp' WHERE code = 'V1'; UPDATE vendor SET code = 'V1' WHERE code = 'V2'; UPDATE vendor SET code = 'V2' WHERE code = 'tmp'; COMMIT",
    )
    await files.run()
    for (const system of ['CRM', 'ERP', 'WMS'])
      expect(rows(files, system).map(({ code, name, notes }) => [code, name, notes])).toEqual([
        ['V1', 'Bea', 'as found'],
        ['V2', 'Ada', 'by ERP'],
      ])
    await idle(files)
  })

  it('who edits the old key meanwhile has a say: where updates win, both records live', async () => {
    files.sql('CRM', "UPDATE vendor SET code = 'N1' WHERE code = 'V1'")
    files.sql('ERP', "UPDATE vendor SET notes = 'late' WHERE code = 'V1'")
    await files.run()
    expect(rows(files, 'CRM').map(({ code, notes }) => [code, notes])).toEqual([
      ['N1', 'by ERP'],
      ['V1', 'late'],
      ['V2', 'as found'],
    ])
    await idle(files)
  })
})

it('by a system that may do neither: the old row comes back there, and the new one is nobody’s', async () => {
  const files = await met(user, { systems: ['CRM', 'ERP'], creates: ['CRM'], whereTheyDiffer: 'byPolicy' }, { CRM: [vendor('V1')] })
  await files.start()
  files.sql('ERP', "UPDATE vendor SET code = 'N1', notes = 'moved' WHERE code = 'V1'")
  await files.run()
  expect(rows(files, 'CRM')).toEqual([vendor('V1')])
  expect(rows(files, 'ERP')).toEqual([vendor('N1', { notes: 'moved' }), vendor('V1')])
  expect(await files.conflicts()).toEqual({ foreignDelete: 1, foreignCreate: 1 })
  await idle(files)
})
