/** A row that holds what is no value cannot be written on condition of what it holds: it is one dead letter, that says so, until somebody mends the row. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Plan } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }

function estate(): Plan {
  const held = (table: string) => binding(table, [column('id'), column('hours'), column('name')])
  const systems = ['EAM', 'ERP']
  return plan({
    records: {
      things: {
        key: ['id'],
        fields: [field('id'), field('hours', { kind: 'decimal', precision: 5, scale: 2 }), field('name')],
        groups: {},
        at,
      },
    },
    systems: Object.fromEntries(
      systems.map((name) => [name, system({ things: held('thing') }, { connector: { kind: 'sqlite', file: { env: `${name}_DB` } } })]),
    ),
    flows: {
      things: flow('things', systems, [unit('hours', '', systems, { policy: { kind: 'delta' } }), unit('name', 'EAM', systems)]),
    },
  })
}

let files: Files
beforeEach(async () => {
  files = await Files.of(estate())
  files.sql('EAM', `INSERT INTO thing (id, hours, name) VALUES ('1', '999.00', 'one')`)
  await files.start()
  await files.run()
})
afterEach(() => files.end())

const deadLetters = async () =>
  files.read(async (ledger) => (await ledger.deadLetters({})).map(({ key, system: by, reason }) => [key, by, reason]))

it('is not tried again and again until the record counts as one that does not settle', async () => {
  files.sql('EAM', `UPDATE thing SET hours = '998.00', name = 'two' WHERE id = '1'`)
  files.sql('ERP', `UPDATE thing SET hours = '1001.00' WHERE id = '1'`)
  await files.run()
  await files.with(async (engine) => engine.relook('things', ['1'], 'reconciliation'))
  expect(await deadLetters()).toEqual([['1', 'ERP', 'value']])

  files.sql('ERP', `UPDATE thing SET hours = '990.00' WHERE id = '1'`)
  await files.run()
  expect(await deadLetters()).toEqual([])
  expect(files.rows('ERP', 'SELECT name, CAST(hours AS REAL) AS hours FROM thing')).toEqual([{ name: 'two', hours: 989 }])
})
