/** Two programs that each rewrite what the other writes: every change is an honest edit, and yet it would never end. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Swing } from '../../runtime/entry.ts'
import { swung } from '../../runtime/swing.ts'
import { project } from '../emit/project.ts'
import type { Files } from './files.ts'
import { met, vendor } from './met.ts'

const user = project()
afterAll(user.remove)

const minute = 60_000

/** A program that changes a row once whoever wrote it is through, as a job after the commit does: the write's own answer does not show it. */
function program(name: string, set: string, where: string): string {
  return `CREATE TRIGGER ${name} AFTER UPDATE ON thalweg_current_op WHEN new.op IS NULL BEGIN UPDATE vendor SET ${set} WHERE code = 'V1' AND ${where}; END`
}
const capitals = program('capitals', 'notes = upper(notes), tags = upper(tags)', 'notes <> upper(notes)')
const small = program('small', 'notes = lower(notes), tags = lower(tags)', 'notes <> lower(notes)')

const notes = (files: Files) => ['CRM', 'ERP'].map((each) => files.rows(each, "SELECT notes FROM vendor WHERE code = 'V1'")[0]!['notes'])
const dead = async (files: Files) => files.read(async (ledger) => ledger.deadLetters({}))

describe.each([{ systems: ['CRM', 'ERP'] }, { systems: ['ERP', 'CRM'] }, { systems: ['CRM', 'WMS', 'ERP'] }])(
  'between $systems',
  ({ systems }) => {
    let files: Files
    beforeEach(async () => {
      const options = { systems, creates: ['CRM'], whereTheyDiffer: 'byPolicy' } as const
      files = await met(user, options, { CRM: [vendor('V1', { notes: '1' }), vendor('V2')] })
      await files.start()
      files.sql('CRM', capitals)
      files.sql('ERP', small)
      files.sql('CRM', "UPDATE vendor SET notes = 'Ada' WHERE code = 'V1'")
    })

    it('the run ends, the record is a dead letter that names field and systems, and the others go on', async () => {
      await files.run()
      const [letter, ...others] = await dead(files)
      expect(others.every(({ key }) => key === 'V1')).toBe(true)
      expect(letter).toMatchObject({ key: 'V1', reason: 'doesNotSettle' })
      expect(letter!.detail).toMatch(
        /^(notes|tags): changed 13 times within minutes to a value that it had just before; (CRM and ERP|ERP and CRM) keep rewriting what the other writes$/,
      )
      expect((await files.run()).moved).toBe(false)
      files.sql('ERP', "UPDATE vendor SET grade = 4 WHERE code = 'V2'")
      await files.run()
      expect(files.rows('CRM', "SELECT grade FROM vendor WHERE code = 'V2'")).toEqual([{ grade: 4 }])
    })

    it('a new value goes through once a program is stopped', async () => {
      await files.run()
      files.sql('ERP', 'DROP TRIGGER small')
      files.sql('CRM', 'DROP TRIGGER capitals')
      expect((await files.run()).moved).toBe(false)
      files.sql('ERP', "UPDATE vendor SET notes = 'Bob', tags = '[]' WHERE code = 'V1'")
      await files.run()
      expect(notes(files)).toEqual(['Bob', 'Bob'])
      expect(await dead(files)).toEqual([])
      expect((await files.run()).moved).toBe(false)
    })

    it('and so does the value that waits, when somebody asks', async () => {
      await files.run()
      files.sql('ERP', 'DROP TRIGGER small')
      await files.with(async (engine) => engine.relook('vendors', ['V1'], 'retry'))
      await files.run()
      expect(new Set(notes(files)).size).toBe(1)
      expect(await dead(files)).toEqual([])
    })
  },
)

describe('users', () => {
  let files: Files
  beforeEach(async () => {
    files = await met(user, { systems: ['CRM', 'ERP'], creates: ['CRM'], whereTheyDiffer: 'byPolicy' }, { CRM: [vendor('V1')] })
    await files.start()
  })
  /** Edits by turns, each after a run. */
  async function turns(values: readonly string[], column: string, pause: number): Promise<void> {
    for (const [i, value] of values.entries()) {
      const system = i % 2 === 0 ? 'CRM' : 'ERP'
      const at = Date.now() + files.later
      files.sql(
        system,
        `UPDATE vendor SET ${column} = '${value}' WHERE code = 'V1'`,
        `UPDATE thalweg_outbox_vendors SET at = ${at} WHERE seq = (SELECT max(seq) FROM thalweg_outbox_vendors)`,
      )
      await files.run()
      files.later += pause
    }
  }
  const settled = async (value: string, column: string) => {
    for (const each of ['CRM', 'ERP']) expect(files.rows(each, `SELECT ${column} AS value FROM vendor`)).toEqual([{ value }])
    expect(await dead(files)).toEqual([])
  }
  const swinging = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 'open' : 'done'))

  it('who change their minds now and then are not stopped', async () => {
    await turns(swinging, 'notes', 20 * minute)
    await settled('done', 'notes')
    expect(await files.conflicts()).toEqual({})
  })
  it('nor who enter new values by turns, however fast', async () => {
    await turns(
      swinging.map((value, i) => `${value} ${i}`),
      'notes',
      0,
    )
    await settled('done 29', 'notes')
    expect(await files.conflicts()).toEqual({})
  })
  it('nor what goes in and out of stock, one by one', async () => {
    await turns(
      swinging.map((value) => (value === 'open' ? '11.000' : '10.000')),
      'stock',
      0,
    )
    await settled('10.000', 'stock')
    expect(await files.conflicts()).toEqual({})
  })
  it('a record at rest keeps nothing of it', async () => {
    files.later += 60 * minute
    await turns(['open'], 'notes', 60 * minute)
    await turns(['shut', 'done'], 'notes', 60 * minute)
    expect((await files.read(async (ledger) => ledger.read('vendors', ['V1'])))[0]!.swing).toBeNull()
  })
})

it('three programs that go round in three values are seen, and a fourth value begins anew', () => {
  let swing: Swing | null = null
  const values = ['a', 'b', 'c']
  const turn = (i: number, is: string) =>
    (swing = swung(swing, {
      unit: 0,
      j: i % 3,
      was: [values[(i + 2) % 3]!],
      is: [is],
      stamp: { n: i, origin: (i + 2) % 3, at: i, change: '', version: '' },
      now: i,
    }))
  for (let i = 1; i < 10; i++) turn(i, values[i % 3]!)
  expect(swing).toMatchObject({ times: 7, systems: [0, 1, 2] })
  expect(turn(10, 'd')).toMatchObject({ times: 0 })
})
