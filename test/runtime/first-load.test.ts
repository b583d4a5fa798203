/** The first day: systems hold a record already, and it differs. With `whereTheyDiffer: 'review'` a person decides; nobody's value is touched before. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveValue, takeValue } from '../../runtime/decide.ts'
import { accept } from '../../runtime/match.ts'
import type { Canonical } from '../../runtime/values.ts'
import { project } from '../emit/project.ts'
import type { Files, Row } from './files.ts'
import { insert, met, vendor } from './met.ts'

const user = project()
afterAll(user.remove)

const row = (files: Files, system: string, code = 'V1'): Row =>
  files.rows(system, `SELECT name, grade, notes, tags, stock FROM vendor WHERE code = '${code}'`)[0]!
const open = async (files: Files) =>
  (await files.reviews()).map(({ key, unit, conflict }) => [key, unit, conflict]).sort((a, b) => String(a).localeCompare(String(b)))
const idle = async (files: Files) => expect((await files.run()).moved).toBe(false)

async function take(files: Files, key: string, unit: string, value: readonly Canonical[]): Promise<void> {
  await files.with(async (engine) => {
    const { kernel } = await engine.flow('vendors')
    const u = kernel.units.findIndex(({ name }) => name === unit)
    await engine.decide('vendors', key, 'taken', (entry, cause) => takeValue(kernel, entry, u, value, cause))
  })
}

const crm = vendor('V1', { name: 'Ada', grade: 1, notes: 'crm', tags: '["crm"]', stock: '1.000' })
const erp = vendor('V1', { name: 'Bob', grade: 2, notes: 'erp', tags: '["erp"]', stock: '2.000' })
const values = ({ name, grade, notes, tags, stock }: Row): Row => ({ name, grade, notes, tags, stock }) as Row

describe.each([{ creates: ['CRM'] }, { creates: ['ERP'] }, { creates: ['CRM', 'ERP'] }])('where $creates creates', ({ creates }) => {
  const options = { systems: ['CRM', 'ERP'], creates, whereTheyDiffer: 'review' } as const
  let files: Files
  beforeEach(async () => {
    files = await met(user, options, { CRM: [crm, vendor('V2')], ERP: [erp, vendor('V2', { grade: 7 }), vendor('V3')] })
    await files.start()
  })

  it('opens a review of each unit that differs, whatever its policy, and writes none of them', async () => {
    expect([row(files, 'CRM'), row(files, 'ERP')]).toEqual([values(crm), values(erp)])
    const units = ['grade', 'name', 'notes', 'stock', 'tags']
    expect(await open(files)).toEqual([...units.map((unit) => ['V1', unit, 'bothCreated']), ['V2', 'grade', 'bothCreated']])
    expect((await files.conflicts())['bothCreated']).toBe(6)
    await idle(files)
    expect((await files.with(async (engine) => engine.relook('vendors', ['V1'], 'look'))).passed.moved).toBe(false)
  })

  it('what a person takes stands everywhere, and later edits go by the policy', async () => {
    await take(files, 'V1', 'grade', [2])
    await take(files, 'V1', 'name', ['Ada'])
    expect([row(files, 'CRM')['grade'], row(files, 'ERP')['name']]).toEqual([2, 'Ada'])
    files.sql('CRM', "UPDATE vendor SET name = 'Carl', grade = 5 WHERE code = 'V1'")
    files.sql('ERP', "UPDATE vendor SET grade = 6 WHERE code = 'V1'")
    await files.run()
    expect([row(files, 'ERP')['name'], row(files, 'CRM')['grade'], row(files, 'ERP')['grade']]).toEqual(['Carl', 6, 6])
    expect((await files.conflicts())['bothChanged']).toBe(1)
    await idle(files)
  })

  it('other units of the record go on meanwhile, and a write to an owner’s field is a foreign write', async () => {
    files.sql('ERP', "UPDATE vendor SET name = 'Mine', tags = '[]' WHERE code = 'V2'")
    await files.run()
    files.sql('CRM', "UPDATE vendor SET notes = 'both' WHERE code = 'V2'")
    await files.run()
    expect(row(files, 'CRM', 'V2')).toEqual({ name: 'Ada', grade: 1, notes: 'both', tags: '[]', stock: '10.000' })
    expect(row(files, 'ERP', 'V2')).toEqual({ name: 'Ada', grade: 7, notes: 'both', tags: '[]', stock: '10.000' })
    expect((await files.conflicts())['foreignWrite']).toBe(1)
    await idle(files)
  })

  it('closes by itself where users make the values equal; nobody decides for the owner of a field', async () => {
    files.sql('CRM', "UPDATE vendor SET name = 'Bob', grade = 2 WHERE code = 'V1'")
    await files.run()
    expect((await open(files)).map(([key, unit]) => `${key} ${unit}`)).toEqual(['V1 notes', 'V1 stock', 'V1 tags', 'V2 grade'])
    await idle(files)
  })

  it('is the owner’s value where it closes by itself, whoever made it equal', async () => {
    files.sql('ERP', "UPDATE vendor SET name = 'Ada' WHERE code = 'V1'")
    await files.run()
    expect((await open(files)).map(([key, unit]) => `${key} ${unit}`)).not.toContain('V1 name')
    const [entry] = await files.read(async (ledger) => ledger.read('vendors', ['V1']))
    expect([entry!.g[0], entry!.stamp[0]!.origin]).toEqual(['Ada', 0])
  })

  it('left as it is, what the owner holds is what is decided', async () => {
    await files.with(async (engine) => {
      const { kernel } = await engine.flow('vendors')
      await engine.decide('vendors', 'V1', 'left', (entry, cause) => leaveValue(kernel, entry, 0, cause))
    })
    expect([row(files, 'CRM')['name'], row(files, 'ERP')['name']]).toEqual(['Ada', 'Bob'])
    expect((await files.read(async (ledger) => ledger.read('vendors', ['V1'])))[0]!.g[0]).toBe('Ada')
    await idle(files)
  })

  it('is for the first day only: who creates a key twice later is met by the policies', async () => {
    files.sql('CRM', insert(vendor('V9', { grade: 1 })))
    files.sql('ERP', insert(vendor('V9', { grade: 9, stock: '10.000' })))
    await files.run()
    await files.run()
    expect([row(files, 'CRM', 'V9')['grade'], row(files, 'ERP', 'V9')['grade']]).toEqual([9, 9])
    expect((await open(files)).some(([key]) => key === 'V9')).toBe(false)
  })
})

describe.each([['CRM'], ['ERP'], ['WMS'], ['CRM', 'ERP', 'WMS']])('three systems, %s first', (...creates) => {
  const systems = ['CRM', 'ERP', 'WMS']
  /** By system: what it holds of a record; 0: no row. */
  const all = [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => [a, b, c])))
  const records = all.filter((held) => systems.some((system, j) => creates.includes(system) && held[j] !== 0))

  it('whatever they hold, nobody’s value is touched where they differ, and one decision makes them equal', async () => {
    const rows = systems.map((_, j) => records.filter((held) => held[j] !== 0).map((held) => vendor(held.join(''), { grade: held[j]! })))
    const options = { systems, creates, whereTheyDiffer: 'review' } as const
    const files = await met(user, options, Object.fromEntries(systems.map((system, j) => [system, rows[j]!])))
    await files.start()
    const grade = (system: string, held: readonly number[]) => row(files, system, held.join(''))['grade']
    const differing = records.filter((held) => held.includes(1) && held.includes(2))
    expect((await open(files)).map(([key]) => key)).toEqual(differing.map((held) => held.join('')).sort((a, b) => a.localeCompare(b)))
    for (const held of records) {
      for (const [j, system] of systems.entries()) {
        const keeps = differing.includes(held) && held[j] !== 0
        expect(keeps ? [held[j]] : held).toContain(grade(system, held))
      }
    }
    await idle(files)
    for (const held of differing) await take(files, held.join(''), 'grade', [2])
    await files.run()
    for (const held of differing) expect(systems.map((system) => grade(system, held))).toEqual([2, 2, 2])
    expect(await open(files)).toEqual([])
    await idle(files)
  })
})

it.each(['snapshot', 'none'] as const)('a system whose detection is %s', async (second) => {
  const options = { systems: ['CRM', 'ERP'], creates: ['CRM'], whereTheyDiffer: 'review', second } as const
  const files = await met(user, options, { CRM: [vendor('V1')], ERP: [vendor('V1', { grade: 2 }), vendor('V9', { grade: 9 })] })
  await files.start()
  expect([row(files, 'CRM')['grade'], row(files, 'ERP')['grade']]).toEqual([1, 2])
  expect(await open(files)).toEqual([['V1', 'grade', 'bothCreated']])
  await idle(files)
  // A row that was there and is met later: where nobody reads the system, it is as on the first day.
  files.sql('CRM', insert(vendor('V9')))
  await files.run()
  expect(row(files, 'ERP', 'V9')['grade']).toBe(9)
  expect((await open(files)).map(([key]) => key)).toEqual(second === 'none' ? ['V1', 'V9'] : ['V1'])
  await take(files, 'V1', 'grade', [1])
  expect(row(files, 'ERP')['grade']).toBe(1)
})

it('without it the policies decide, as they do later', async () => {
  const options = { systems: ['CRM', 'ERP'], creates: ['CRM'], whereTheyDiffer: 'byPolicy' } as const
  const files = await met(user, options, { CRM: [crm], ERP: [erp] })
  await files.start()
  expect([row(files, 'CRM')['grade'], row(files, 'ERP')['name'], row(files, 'CRM')['tags']]).toEqual([2, 'Ada', '["crm","erp"]'])
  expect(await open(files)).toEqual([['V1', 'stock', 'bothCreated']])
})

it('three systems: one review a unit, and what was equal at two of them is written over nobody', async () => {
  const options = { systems: ['CRM', 'ERP', 'WMS'], creates: ['ERP'], whereTheyDiffer: 'review' } as const
  const wms = { ...crm, notes: 'wms' }
  const files = await met(user, options, { CRM: [crm], ERP: [erp], WMS: [wms] })
  await files.start()
  expect(['CRM', 'ERP', 'WMS'].map((each) => row(files, each))).toEqual([values(crm), values(erp), values(wms)])
  expect((await open(files)).map(([, unit]) => unit)).toEqual(['grade', 'name', 'notes', 'stock', 'tags'])
  await idle(files)
  await take(files, 'V1', 'notes', ['wms'])
  expect(['CRM', 'ERP', 'WMS'].map((each) => row(files, each)['notes'])).toEqual(['wms', 'wms', 'wms'])
  await files.run()
  await idle(files)
})

it.each(['byPolicy', 'review'] as const)(
  '%s: a unit that the creator does not hold has no value until somebody brings one',
  async (whereTheyDiffer) => {
    const options = { systems: ['CRM', 'ERP', 'WMS'], creates: ['CRM'], without: { CRM: ['grade'] }, whereTheyDiffer } as const
    const files = await met(user, options, { CRM: [vendor('V1')], WMS: [vendor('V1', { grade: 5 })] })
    await files.start()
    expect(['ERP', 'WMS'].map((each) => row(files, each)['grade'])).toEqual([5, 5])
    expect(await open(files)).toEqual([])
  },
)

it('a first load that was broken off goes on where it was: what is met then is reviewed, too', async () => {
  const options = { systems: ['CRM', 'ERP'], creates: ['CRM', 'ERP'], whereTheyDiffer: 'review' } as const
  const codes = ['V1', 'V2', 'V3', 'V4', 'V5']
  const files = await met(user, options, {
    CRM: codes.map((code) => vendor(code, { grade: 1 })),
    ERP: codes.map((code) => vendor(code, { grade: 2 })),
  })
  await files.with(async (engine) => accept(engine, ['vendors'], 'test', 0))
  const broken = new Error('broken off')
  let rows = 0
  const brokenOff = files.run({
    limits: { batch: 2 },
    watcher: {
      moved: () => {
        if (++rows === 3) throw broken
      },
    },
  })
  await expect(brokenOff).rejects.toBe(broken)
  expect((await open(files)).length).toBeLessThan(5)
  await files.run({ limits: { batch: 2 } })
  expect(await open(files)).toEqual(codes.map((code) => [code, 'grade', 'bothCreated']))
  for (const code of codes) expect([row(files, 'CRM', code)['grade'], row(files, 'ERP', code)['grade']]).toEqual([1, 2])
  await idle(files)
})
