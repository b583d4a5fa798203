/** Deleting by a mark: the row stays where it is, and is none of the record. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../codegen/plan/schema.ts'
import { databaseCapabilities } from '../../codegen/plan/connectors/database.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { project } from '../emit/project.ts'
import { Files } from './files.ts'

const user = project()
afterAll(user.remove)

const at = { file: 'flows.ts', line: 1, column: 1 }
const detections = {
  outbox: { kind: 'outbox' },
  snapshot: { kind: 'snapshot' },
  updatedAt: { kind: 'updatedAt', column: 'changed', overlapMs: 60_000 },
} as const

function assets(detect: keyof typeof detections, deletes: readonly string[]): Plan {
  const columns = ['tag', 'name', 'place'].map((name) => column(name))
  const both = ['EAM', 'ERP']
  const marked = { deletes: { mark: 'out_of_use', as: 'X', otherwise: '' }, detect: detections[detect] } as const
  return plan({
    records: { assets: { key: ['tag'], fields: [field('tag'), field('name'), field('place')], groups: {}, at } },
    systems: {
      EAM: system({ assets: binding('equipment', columns, marked) }, { connector: { kind: 'sqlite', file: 'EAM.sqlite' } }),
      ERP: system({ assets: binding('asset', columns) }, { connector: { kind: 'sqlite', file: 'ERP.sqlite' } }),
    },
    flows: {
      assets: flow('assets', both, [unit('name', 'EAM', both), unit('place', 'ERP', both)], {
        maxDeletes: 50,
        lifecycle: {
          creates: both,
          foreignCreate: 'report',
          deletes: [...deletes],
          foreignDelete: 'restore',
          againstUpdate: 'updateWins',
          onDelete: 'mirror',
          said: {},
        },
      }),
    },
  })
}

describe.each(['outbox', 'snapshot', 'updatedAt'] as const)('in a system with %s', (detect) => {
  let files: Files
  const open = async (deletes: readonly string[] = ['EAM', 'ERP']) => {
    const changed = detect === 'updatedAt' ? ', changed INTEGER NOT NULL' : ''
    files = await Files.make(user, `${detect}-${deletes.join('-')}`, () => assets(detect, deletes), {
      EAM: [
        `CREATE TABLE equipment (tag TEXT PRIMARY KEY, name TEXT, place TEXT, out_of_use TEXT NOT NULL DEFAULT ''${changed === '' ? '' : ', changed INTEGER'})`,
      ],
      ERP: ['CREATE TABLE asset (tag TEXT PRIMARY KEY, name TEXT, place TEXT)'],
    })
    eam("INSERT INTO equipment (tag, name, place) VALUES ('P1', 'pump', 'north'), ('P2', 'fan', 'south')")
    eam("INSERT INTO equipment (tag, name, place, out_of_use) VALUES ('P0', 'old', 'gone', 'X')")
    await files.start()
  }
  /** As users of a system with such a column do: each write says when. */
  const eam = (statement: string) =>
    files.sql(
      'EAM',
      statement,
      ...(detect === 'updatedAt' ? [`UPDATE equipment SET changed = ${Date.now() + 1_000 * clock++} WHERE true`] : []),
    )
  let clock = 1
  const equipment = () => files.rows('EAM', 'SELECT tag, name, out_of_use AS mark FROM equipment ORDER BY tag')
  const there = () => files.rows('ERP', 'SELECT tag FROM asset ORDER BY tag').map(({ tag }) => tag)
  const atRest = async () => {
    expect((await files.run()).moved).toBe(false)
    expect(await files.with(async (engine) => (await reconcile(engine, 'assets')).drift)).toBe(0)
  }

  describe('where both delete', () => {
    beforeEach(async () => open())

    it('a marked row is none of the record', async () => {
      expect(there()).toEqual(['P1', 'P2'])
      await atRest()
    })

    it('a delete elsewhere marks the row and leaves it', async () => {
      files.sql('ERP', "DELETE FROM asset WHERE tag = 'P1'")
      await files.run()
      expect(equipment()).toEqual([
        { tag: 'P0', name: 'old', mark: 'X' },
        { tag: 'P1', name: 'pump', mark: 'X' },
        { tag: 'P2', name: 'fan', mark: '' },
      ])
      await atRest()
    })

    it('a mark is a delete elsewhere, and taking it away a creation', async () => {
      eam("UPDATE equipment SET out_of_use = 'X' WHERE tag = 'P2'")
      await files.run()
      expect(there()).toEqual(['P1'])
      await atRest()
      eam("UPDATE equipment SET out_of_use = '', name = 'fan again' WHERE tag = 'P2'")
      await files.run()
      expect(files.rows('ERP', "SELECT name, place FROM asset WHERE tag = 'P2'")).toEqual([{ name: 'fan again', place: 'south' }])
      await atRest()
    })

    it('a record that is created anew takes the place of the marked row', async () => {
      files.sql('ERP', "DELETE FROM asset WHERE tag = 'P1'")
      await files.run()
      files.sql('ERP', "INSERT INTO asset VALUES ('P1', 'new pump', 'east'), ('P0', 'revived', 'west')")
      await files.run()
      expect(equipment()).toEqual([
        { tag: 'P0', name: 'revived', mark: '' },
        { tag: 'P1', name: 'new pump', mark: '' },
        { tag: 'P2', name: 'fan', mark: '' },
      ])
      await atRest()
    })
  })

  it('a mark by somebody who may not delete is taken away again', async () => {
    await open(['ERP'])
    eam("UPDATE equipment SET out_of_use = 'X' WHERE tag = 'P1'")
    await files.run()
    expect(there()).toEqual(['P1', 'P2'])
    expect(equipment()[1]).toEqual({ tag: 'P1', name: 'pump', mark: '' })
    expect(await files.conflicts()).toEqual({ foreignDelete: 1 })
    await atRest()
  })
})

it('where deleting marks a row, whatever sees changes sees deletes', () => {
  const bound = { detect: detections.updatedAt }
  expect(databaseCapabilities({ ...bound, deletes: 'row' }).seesDeletes).toBe(false)
  expect(databaseCapabilities({ ...bound, deletes: { mark: 'gone', as: true, otherwise: false } }).seesDeletes).toBe(true)
})
