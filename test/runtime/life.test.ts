/** The life of a record on real files: who creates and deletes, what follows when others do, and what happens when both move at once; in both arrival orders. */
import { afterAll, describe, expect, it } from 'vitest'
import type { PlanFlow } from '../../codegen/plan/schema.ts'
import { leaveRow, takeLife } from '../../runtime/decide.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { project } from '../emit/project.ts'
import { Files } from './files.ts'

const user = project()
afterAll(user.remove)

type Life = PlanFlow['lifecycle']
const at = { file: 'flows.ts', line: 1, column: 1 }

/** L creates; `order`: which of the two is read first where both may create. */
function lifePlan(order: readonly string[], life: Partial<Life>) {
  const columns = ['id', 'l', 'r'].map((name) => column(name))
  const place = (name: string) => system({ things: binding('thing', columns) }, { connector: { kind: 'sqlite', file: `${name}.sqlite` } })
  return plan({
    records: {
      things: {
        key: ['id'],
        fields: [field('id'), field('l', { kind: 'text' }, { nullable: true }), field('r', { kind: 'text' }, { nullable: true })],
        groups: {},
        at,
      },
    },
    systems: Object.fromEntries(order.map((name) => [name, place(name)])),
    flows: {
      things: flow('things', order, [unit('l', 'L', order), unit('r', 'R', order)], {
        maxDeletes: 50,
        lifecycle: {
          creates: ['L'],
          foreignCreate: 'report',
          deletes: ['L'],
          foreignDelete: 'restore',
          againstUpdate: 'updateWins',
          onDelete: 'mirror',
          said: {},
          ...life,
        },
      }),
    },
  })
}

let made = 0
const names = new Map<string, string>()
async function start(order: readonly string[], life: Partial<Life>): Promise<Files> {
  const id = JSON.stringify([order, life])
  if (!names.has(id)) names.set(id, `life-${made++}`)
  const table = 'CREATE TABLE thing (id TEXT PRIMARY KEY, l TEXT, r TEXT)'
  const files = await Files.make(user, names.get(id)!, () => lifePlan(order, life), {
    L: [table, "INSERT INTO thing VALUES ('T', 'l0', NULL)"],
    R: [table],
  })
  await files.start()
  files.sql('R', "UPDATE thing SET r = 'r0'")
  await files.run()
  return files
}
const thing = (files: Files, name: string, id = 'T') => {
  const [row] = files.rows(name, `SELECT l, r FROM thing WHERE id = '${id}'`)
  return row === undefined ? null : [row['l'], row['r']]
}
const same = (files: Files, want: unknown, id = 'T') => expect([thing(files, 'L', id), thing(files, 'R', id)]).toEqual([want, want])
const idle = async (files: Files) => expect((await files.run()).moved).toBe(false)
const lost = async (files: Files, id = 'T') =>
  JSON.stringify((await files.audit('things', id)).map(({ body }) => [body['lost'], body['was']]))

describe.each([{ order: ['L', 'R'] }, { order: ['R', 'L'] }])('with the systems in the order $order', ({ order }) => {
  describe('a row that R may not create', () => {
    const create = (files: Files) => files.sql('R', "INSERT INTO thing VALUES ('N', 'x', 'y')")

    it('is reported and left alone', async () => {
      const files = await start(order, {})
      create(files)
      await files.run()
      expect([thing(files, 'L', 'N'), thing(files, 'R', 'N')]).toEqual([null, ['x', 'y']])
      expect(await files.conflicts()).toEqual({ foreignCreate: 1 })
      await idle(files)
    })

    it('is removed, and kept in the audit', async () => {
      const files = await start(order, { foreignCreate: 'remove' })
      create(files)
      await files.run()
      same(files, null, 'N')
      expect(await files.conflicts()).toEqual({ foreignCreate: 1 })
      expect(await lost(files, 'N')).toContain('"x","y"')
      await idle(files)
    })

    it.each([
      ['taken', ['x', 'y'], ['x', 'y']],
      ['left alone', null, ['x', 'y']],
      ['not taken', null, null],
    ] as const)('waits for a person, and is %s', async (how, inL, inR) => {
      const files = await start(order, { foreignCreate: 'review' })
      create(files)
      await files.run()
      expect((await files.reviews()).map(({ conflict, unit: of }) => [conflict, of])).toEqual([['foreignCreate', '']])
      expect(thing(files, 'L', 'N')).toBeNull()
      await files.with(async (engine) => {
        const { kernel } = await engine.flow('things')
        const j = (name: string) => kernel.flow.systems.indexOf(name)
        await engine.decide('things', 'N', how, (entry, cause) =>
          how === 'left alone' ? leaveRow(kernel, entry, j('R'), cause) : takeLife(kernel, entry, j(how === 'taken' ? 'R' : 'L'), cause),
        )
      })
      await files.run()
      expect([thing(files, 'L', 'N'), thing(files, 'R', 'N')]).toEqual([inL, inR])
      expect(await files.reviews()).toEqual([])
      await idle(files)
    })
  })

  describe('a row that R may not delete', () => {
    it('is restored', async () => {
      const files = await start(order, {})
      files.sql('R', 'DELETE FROM thing')
      await files.run()
      same(files, ['l0', 'r0'])
      expect(await files.conflicts()).toEqual({ foreignDelete: 1 })
      await idle(files)
    })

    it('is deleted everywhere where that is accepted', async () => {
      const files = await start(order, { foreignDelete: 'accept' })
      files.sql('R', 'DELETE FROM thing')
      await files.run()
      same(files, null)
      expect(await files.conflicts()).toEqual({ foreignDelete: 1 })
      await idle(files)
    })

    it.each([
      ['L', ['l0', 'r0']],
      ['R', null],
    ] as const)('waits for a person, who takes %s', async (side, want) => {
      const files = await start(order, { foreignDelete: 'review' })
      files.sql('R', 'DELETE FROM thing')
      await files.run()
      expect((await files.reviews()).map(({ conflict }) => conflict)).toEqual(['foreignDelete'])
      await files.with(async (engine) => {
        const { kernel } = await engine.flow('things')
        await engine.decide('things', 'T', 'taken', (entry, cause) => takeLife(kernel, entry, kernel.flow.systems.indexOf(side), cause))
      })
      await files.run()
      same(files, want)
      await idle(files)
    })
  })

  describe.each([{ first: 'delete' }, { first: 'update' }] as const)(
    'a delete in L against an update in R, the $first seen first',
    ({ first }) => {
      /** Seen one after the other, as far as one run shows: the other side rests meanwhile. */
      const clash = async (files: Files) => {
        const moves = { delete: () => files.sql('L', 'DELETE FROM thing'), update: () => files.sql('R', "UPDATE thing SET r = 'r1'") }
        const second = first === 'delete' ? 'update' : 'delete'
        moves[first]()
        await files.with(async (engine) => {
          await engine.ledger.commit({ ...nothing, settings: [{ name: 'paused', value: paused(first === 'delete' ? 'R' : 'L') }] })
          await engine.settleAll()
          moves[second]()
          await engine.ledger.commit({ ...nothing, settings: [{ name: 'paused', value: null }] })
        })
        await files.run()
        await files.run()
      }

      it('deleteWins: it is deleted, and the update is in the audit', async () => {
        const files = await start(order, { againstUpdate: 'deleteWins' })
        await clash(files)
        same(files, null)
        expect(await lost(files)).toContain('r1')
        expect(Object.values(await files.conflicts())).toEqual([1])
        await idle(files)
      })

      it('updateWins: it lives, with the update', async () => {
        const files = await start(order, { againstUpdate: 'updateWins' })
        await clash(files)
        same(files, ['l0', 'r1'])
        expect(Object.values(await files.conflicts())).toEqual([1])
        await idle(files)
      })

      it('review: neither happens until a person decides', async () => {
        const files = await start(order, { againstUpdate: 'review' })
        await clash(files)
        expect([thing(files, 'L'), thing(files, 'R')]).toEqual([null, ['l0', 'r1']])
        expect(await files.reviews()).toHaveLength(1)
        expect(Object.values(await files.conflicts())).toEqual([1])
        await idle(files)
      })
    },
  )

  it('a deleted key that is created anew is another record: nothing of the old one comes back', async () => {
    const files = await start(order, {})
    files.sql('L', 'DELETE FROM thing')
    await files.run()
    files.sql('L', "INSERT INTO thing VALUES ('T', 'l9', NULL)")
    await files.run()
    same(files, ['l9', null])
    expect(
      (await files.audit('things', 'T')).filter(({ kind }) => kind === 'created' || kind === 'deleted').map(({ kind }) => kind),
    ).toEqual(['created', 'deleted', 'created'])
    await idle(files)
  })

  it('two creations of one key are one record, each field by its writer', async () => {
    const files = await start(order, { creates: ['L', 'R'] })
    files.sql('L', "INSERT INTO thing VALUES ('N', 'l1', 'from l')")
    files.sql('R', "INSERT INTO thing VALUES ('N', 'from r', 'r1')")
    await files.run()
    same(files, ['l1', 'r1'], 'N')
    expect((await files.conflicts())['bothCreated']).toBe(2)
    expect(await lost(files, 'N')).toMatch(/from l.*from r|from r.*from l/)
    await idle(files)
  })

  it('deleted by both at once is deleted, and no conflict', async () => {
    const files = await start(order, { deletes: ['L', 'R'] })
    files.sql('L', 'DELETE FROM thing')
    files.sql('R', 'DELETE FROM thing')
    await files.run()
    same(files, null)
    expect(await files.conflicts()).toEqual({})
    await idle(files)
  })
})

const nothing = { entries: [], audit: [], openReviews: [], closeReviews: [], positions: [], landed: [], figures: [] }
const paused = (name: string) => JSON.stringify({ flows: {}, systems: { [name]: { at: 0, by: 'test' } } })
