/** Rows that enter and leave what a flow carries, and blanks that wipe nothing, on real files. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { reconcile } from '../../runtime/reconcile.ts'
import { flowProperties, simulate } from '../../sim/index.ts'
import { project } from '../emit/project.ts'
import type { Files } from './files.ts'
import { vendors } from './vendors.ts'

const user = project()
afterAll(user.remove)

const numbers = (files: Files, system: string) =>
  files.rows(system, 'SELECT number FROM vendor ORDER BY number').map(({ number }) => number)
const idle = async (files: Files) => expect((await files.run()).moved).toBe(false)
const drift = async (files: Files) => files.with(async (engine) => (await reconcile(engine, 'vendors')).drift)

describe.each([{ detect: 'outbox' }, { detect: 'snapshot' }] as const)('a filter at a source with $detect', ({ detect }) => {
  describe('whose copies go with the row', () => {
    let files: Files
    beforeEach(async () => {
      files = await vendors(user, `delete-${detect}`, { whenRowLeaves: 'delete', detect })
      await files.start()
    })

    it('first sync brings what belongs', async () => {
      expect([numbers(files, 'EAM'), numbers(files, 'ERP')]).toEqual([
        ['V1', 'V3'],
        ['V1', 'V3'],
      ])
      expect(await drift(files)).toBe(0)
      await idle(files)
    })

    it('a row that enters is created, one that leaves is deleted, one that comes back is created anew', async () => {
      files.sql('PROC', "UPDATE vendor SET active = 1 WHERE number = 'V2'", "UPDATE vendor SET active = 0 WHERE number = 'V1'")
      await files.run()
      expect([numbers(files, 'EAM'), numbers(files, 'ERP')]).toEqual([
        ['V2', 'V3'],
        ['V2', 'V3'],
      ])
      expect((await files.audit('vendors', 'V1')).at(-1)).toMatchObject({ kind: 'deleted', system: 'PROC', body: { left: true } })
      await idle(files)
      files.sql('PROC', "UPDATE vendor SET active = 1, name = 'Atlas again' WHERE number = 'V1'")
      await files.run()
      expect(files.rows('ERP', "SELECT name FROM vendor WHERE number = 'V1'")).toEqual([{ name: 'Atlas again' }])
      expect(await files.conflicts()).toEqual({})
      await idle(files)
    })

    it('changes of a row outside, and its delete, are nobody’s business', async () => {
      files.sql('PROC', "UPDATE vendor SET name = 'Boreas' WHERE number = 'V2'", "DELETE FROM vendor WHERE number = 'V2'")
      const { flows } = await files.run()
      expect(flows['vendors']).toEqual({ written: 0, failed: 0 })
      expect(await files.audit('vendors', 'V2')).toEqual([])
    })

    it('a row that leaves, is deleted and made anew inside between two looks stands as it is now', async () => {
      files.sql(
        'PROC',
        "UPDATE vendor SET active = 0 WHERE number = 'V1'",
        "DELETE FROM vendor WHERE number = 'V1'",
        "INSERT INTO vendor VALUES ('V1', 'Another', 1, 1, 'x.example')",
      )
      await files.run()
      expect(files.rows('ERP', "SELECT name FROM vendor WHERE number = 'V1'")).toEqual([{ name: 'Another' }])
      await idle(files)
    })

    it('a row that is made anew outside was deleted', async () => {
      files.sql('PROC', "DELETE FROM vendor WHERE number = 'V1'", "INSERT INTO vendor VALUES ('V1', 'Another', 0, 1, NULL)")
      await files.run()
      expect(numbers(files, 'ERP')).toEqual(['V3'])
      await idle(files)
    })

    it('an edit of the copy meanwhile is kept in the audit', async () => {
      files.sql('ERP', "UPDATE vendor SET name = 'Foreign' WHERE number = 'V1'")
      files.sql('PROC', "UPDATE vendor SET active = 0 WHERE number = 'V1'")
      await files.run()
      await files.run()
      expect(numbers(files, 'ERP')).toEqual(['V3'])
      expect(JSON.stringify(await files.audit('vendors', 'V1'))).toContain('Foreign')
      await idle(files)
    })
  })

  describe('whose copies stay', () => {
    let files: Files
    beforeEach(async () => {
      files = await vendors(user, `keep-${detect}`, { whenRowLeaves: 'keep', detect })
      await files.start()
    })

    it('a row that leaves stays where it was copied, as it is, and reconciliation knows', async () => {
      files.sql('PROC', "UPDATE vendor SET active = 0, name = 'gone' WHERE number = 'V1'")
      await files.run()
      expect(files.rows('ERP', "SELECT name, active FROM vendor WHERE number = 'V1'")).toEqual([{ name: 'Atlas', active: 1 }])
      await idle(files)
      expect(await drift(files)).toBe(0)
      files.sql('PROC', "UPDATE vendor SET name = 'further' WHERE number = 'V1'")
      await files.run()
      expect(files.rows('ERP', "SELECT name FROM vendor WHERE number = 'V1'")).toEqual([{ name: 'Atlas' }])
    })

    it('a row that comes back is the source’s again', async () => {
      files.sql('PROC', "UPDATE vendor SET active = 0 WHERE number = 'V1'")
      await files.run()
      files.sql('ERP', "UPDATE vendor SET name = 'local' WHERE number = 'V1'")
      await files.run()
      files.sql('PROC', "UPDATE vendor SET active = 1, name = 'back' WHERE number = 'V1'")
      await files.run()
      expect(files.rows('ERP', "SELECT name FROM vendor WHERE number = 'V1'")).toEqual([{ name: 'back' }])
      expect(files.rows('EAM', "SELECT name FROM vendor WHERE number = 'V1'")).toEqual([{ name: 'back' }])
      expect(JSON.stringify(await files.audit('vendors', 'V1'))).toContain('local')
      await idle(files)
    })

    it('a true delete is still one', async () => {
      files.sql('PROC', "DELETE FROM vendor WHERE number = 'V3'")
      await files.run()
      expect(numbers(files, 'ERP')).toEqual(['V1'])
    })
  })
})

describe('what a filter can say', () => {
  it.each([
    ['one value', { active: true }, ['V1', 'V3']],
    ['several values', { name: ['Atlas', 'Borealis'] }, ['V1', 'V2']],
    ['not', { name: { not: 'Atlas' } }, ['V2', 'V3']],
    ['none of', { name: { not: ['Atlas', 'Cetus'] } }, ['V2']],
    ['absent', { website: null }, ['V2', 'V3']],
    ['not absent', { website: { not: null } }, ['V1']],
    ['amounts in order, not as text', { rating: { from: '4.5', until: '10.26' } }, ['V1', 'V3']],
    ['until is outside', { rating: { until: '4.50' } }, ['V2']],
    ['an exact amount', { rating: '10.25' }, ['V3']],
    ['the key', { number: { from: 'V2' } }, ['V2', 'V3']],
    ['several parts, all of which hold', { active: true, rating: { from: '5' } }, ['V3']],
  ])('%s', async (name, rows, want) => {
    const files = await vendors(user, `says-${name.replaceAll(/\W/g, '-')}`, { whenRowLeaves: 'delete', rows })
    await files.start()
    expect([numbers(files, 'EAM'), numbers(files, 'ERP')]).toEqual([want, want])
    expect(await drift(files)).toBe(0)
    await idle(files)
  })
})

describe.each(['delete', 'keep'] as const)('the generated tests of a flow with a filter, whose copies %s', (whenRowLeaves) => {
  it('simulate rows that enter and leave, and hold', { timeout: 120_000 }, async () => {
    const { landscape } = await vendors(user, `${whenRowLeaves}-outbox`, { whenRowLeaves })
    expect(landscape.flows['vendors']!.filter).toEqual({ system: 'PROC', rows: { active: true } })
    for (const { check } of flowProperties(landscape, 'vendors')) await check()
    let crossings = 0
    for (let seed = 1; seed <= 20; seed++) crossings += (await simulate({ landscape, seed })).crossings
    expect(crossings).toBeGreaterThan(10)
  })
})

describe('keepWhenBlank', () => {
  let files: Files
  beforeEach(async () => {
    files = await vendors(user, 'delete-outbox', { whenRowLeaves: 'delete' })
    await files.start()
  })
  const website = (system: string, number: string) =>
    files.rows(system, `SELECT website FROM vendor WHERE number = '${number}'`)[0]!['website']

  it('a blank at the writer wipes nothing, a value does', async () => {
    files.sql('PROC', "UPDATE vendor SET website = NULL WHERE number = 'V1'")
    await files.run()
    expect([website('ERP', 'V1'), website('EAM', 'V1')]).toEqual(['atlas.example', 'atlas.example'])
    await idle(files)
    expect(await drift(files)).toBe(0)
    files.sql('PROC', "UPDATE vendor SET website = 'new.example' WHERE number = 'V1'")
    await files.run()
    expect([website('ERP', 'V1'), website('EAM', 'V1')]).toEqual(['new.example', 'new.example'])
  })

  it('an empty text is a blank as well', async () => {
    files.sql('PROC', "UPDATE vendor SET website = '' WHERE number = 'V1'")
    await files.run()
    expect(website('ERP', 'V1')).toBe('atlas.example')
    await idle(files)
  })

  it('what somebody enters elsewhere while the writer has none stays, and is seen', async () => {
    files.sql('ERP', "UPDATE vendor SET website = 'local.example' WHERE number = 'V3'")
    await files.run()
    expect([website('ERP', 'V3'), website('EAM', 'V3'), website('PROC', 'V3')]).toEqual(['local.example', null, null])
    expect(await files.conflicts()).toEqual({ foreignWrite: 1 })
    await idle(files)
    files.sql('PROC', "UPDATE vendor SET website = 'own.example' WHERE number = 'V3'")
    await files.run()
    expect(website('ERP', 'V3')).toBe('own.example')
    files.sql('ERP', "UPDATE vendor SET website = 'again.example' WHERE number = 'V3'")
    await files.run()
    expect(website('ERP', 'V3')).toBe('own.example')
  })

  it('on first sync a blank agrees with what is there', async () => {
    files = await vendors(user, 'delete-outbox', { whenRowLeaves: 'delete' })
    files.sql('ERP', "INSERT INTO vendor VALUES ('V3', 'Cetus', 1, 10.25, 'there.example')")
    await files.start()
    expect(website('ERP', 'V3')).toBe('there.example')
    expect(await files.conflicts()).toEqual({})
    await idle(files)
  })
})
