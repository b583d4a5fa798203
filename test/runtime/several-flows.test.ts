/** What flows of one run owe each other: captured changes that another has not read yet, and rows that another's refer to. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const fields = (...names: readonly string[]) => names.map((name) => field(name))
const held = (table: string, ...names: readonly string[]) =>
  binding(
    table,
    names.map((name) => column(name)),
  )
const placed = (name: string) => ({ connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }) as const

let files: Files
afterEach(() => files.end())

describe('two flows that read the same captured changes', () => {
  /** Things of EAM go to ERP by one flow, and to BI by another. */
  function estate(): Plan {
    const names = ['EAM', 'ERP', 'BI']
    const to = (target: string) => flow('things', ['EAM', target], [unit('name', 'EAM', ['EAM', target])])
    return plan({
      records: { things: { key: ['id'], fields: fields('id', 'name'), groups: {}, at } },
      systems: Object.fromEntries(names.map((name) => [name, system({ things: held('thing', 'id', 'name') }, placed(name))])),
      flows: { toErp: to('ERP'), toBi: to('BI') },
    })
  }

  beforeEach(async () => {
    files = await Files.of(estate())
    files.sql('EAM', `INSERT INTO thing (id, name) VALUES ('1', 'one')`)
    await files.start()
  })

  it('one that runs alone forgets nothing of what the other has still to read', async () => {
    files.sql('EAM', `UPDATE thing SET name = 'changed' WHERE id = '1'`, `UPDATE thing SET name = 'changed again' WHERE id = '1'`)
    await files.run({ flows: ['toErp'] })
    files.sql('EAM', `INSERT INTO thing (id, name) VALUES ('2', 'two')`)
    await files.run({ flows: ['toErp'] })
    const rest = await files.run({ flows: ['toBi'] })
    expect(rest.down).toEqual([])
    expect(files.rows('BI', 'SELECT * FROM thing ORDER BY id')).toEqual([
      { id: '1', name: 'changed again' },
      { id: '2', name: 'two' },
    ])
    expect(files.rows('ERP', 'SELECT * FROM thing ORDER BY id')).toEqual(files.rows('BI', 'SELECT * FROM thing ORDER BY id'))
  })
})

describe('rows that refer to rows of another flow', () => {
  /** Parents and their children go from EAM to ERP, whose table wants its parents. */
  function estate(): Plan {
    const names = ['EAM', 'ERP']
    const both = (record: string, more: Parameters<typeof flow>[3] = {}) =>
      flow(record, names, [unit(record === 'parents' ? 'name' : 'parent', 'EAM', names)], { direction: 'oneWay', ...more })
    return plan({
      records: {
        parents: { key: ['id'], fields: fields('id', 'name'), groups: {}, at },
        children: { key: ['id'], fields: fields('id', 'parent'), groups: {}, at },
      },
      systems: Object.fromEntries(
        names.map((name) => [
          name,
          system({ parents: held('parent', 'id', 'name'), children: held('child', 'id', 'parent') }, placed(name)),
        ]),
      ),
      flows: { parents: both('parents'), children: both('children', { references: [{ field: 'parent', record: 'parents' }] }) },
    })
  }

  it('are deleted before them', async () => {
    files = await Files.of(estate())
    files.sql(
      'ERP',
      `CREATE TRIGGER wanted BEFORE DELETE ON parent WHEN EXISTS (SELECT 1 FROM child WHERE parent = OLD.id) BEGIN SELECT RAISE(ABORT, 'it has children'); END`,
    )
    files.sql('EAM', `INSERT INTO parent (id, name) VALUES ('P', 'parent')`, `INSERT INTO child (id, parent) VALUES ('C', 'P')`)
    await files.start()
    files.sql('EAM', 'DELETE FROM child', 'DELETE FROM parent')
    const { flows, capped } = await files.run()
    expect(capped).toEqual([])
    expect(flows).toEqual({ parents: { written: 1, failed: 0 }, children: { written: 1, failed: 0 } })
    expect([files.count('ERP', 'parent'), files.count('ERP', 'child')]).toEqual([0, 0])
    expect(await files.conflicts()).toEqual({})
  })
})

describe('a table that has not what its flow needs', () => {
  const names = ['EAM', 'ERP']
  const moved = (record: string) => flow(record, names, [unit('name', 'EAM', names)], { direction: 'oneWay' })

  it('stops that flow and no other of its system, until it has', async () => {
    const records = { key: ['id'], fields: fields('id', 'name'), groups: {}, at }
    const holds = { parents: held('parent', 'id', 'name'), children: held('child', 'id', 'name') }
    files = await Files.of(
      plan({
        records: { parents: records, children: records },
        systems: Object.fromEntries(names.map((name) => [name, system(holds, placed(name))])),
        flows: { children: moved('children'), parents: moved('parents') },
      }),
    )
    await files.start()
    const edited = (id: string) => {
      for (const table of ['parent', 'child']) files.sql('EAM', `INSERT INTO ${table} (id, name) VALUES ('${id}', 'new')`)
    }
    const there = (table: string) => files.rows('ERP', `SELECT id FROM ${table} ORDER BY id`).map(({ id }) => id)
    edited('1')
    files.sql('ERP', 'ALTER TABLE child RENAME COLUMN name TO other')
    const { down } = await files.run()
    expect(down.map((each) => [each.system, each.flows, each.error.code])).toEqual([['ERP', ['children'], 'noColumn']])
    expect([there('parent'), there('child')]).toEqual([['1'], []])
    files.sql('ERP', 'ALTER TABLE child RENAME COLUMN other TO name')
    expect((await files.run()).down).toEqual([])
    expect([there('parent'), there('child')]).toEqual([['1'], ['1']])
  })
})
