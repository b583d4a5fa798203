/**
 * A large flow scans its systems before it settles anything, since the scans may show too much of a change. By the time such a row is settled the flow may have
 * written it for what another system reported: it counts as it is by then, not as the scan showed it.
 */
import { afterEach, expect, it } from 'vitest'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { Files } from './files.ts'

const names = ['EAM', 'ERP']
const at = { file: 'flows.ts', line: 1, column: 1 }

/** Things whose name both systems write, with a code of ERP. */
function estate() {
  const fields = ['id', 'name', 'code'].map((name) => field(name))
  const columns = fields.map(({ name }) => column(name))
  const held = (name: string) =>
    system(
      { things: binding('thing', columns, { detect: { kind: 'snapshot' } }) },
      { connector: { kind: 'sqlite', file: { env: `${name}_DB` } } },
    )
  const name = unit('name', '', names, { policy: { kind: 'precedence', system: 'ERP' }, step: 4 })
  return plan({
    records: { things: { key: ['id'], fields, groups: {}, at } },
    systems: Object.fromEntries(names.map((each) => [each, held(each)])),
    flows: { things: flow('things', names, [name, unit('code', 'ERP', names)]) },
  })
}

let files: Files
afterEach(() => files.end())

it('both systems change one row between two scans: what the flow writes there meanwhile is no edit that the older row undoes', async () => {
  files = await Files.of(estate())
  files.sql(
    'EAM',
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) INSERT INTO thing (id, name, code) SELECT 'T-' || i, 'thing', '' FROM n`,
  )
  await files.start()
  files.sql('EAM', `UPDATE thing SET name = 'renamed' WHERE id = 'T-7'`)
  files.sql('ERP', `UPDATE thing SET code = 'coded' WHERE id = 'T-7'`)
  await files.run()
  const [row] = files.rows('EAM', `SELECT * FROM thing WHERE id = 'T-7'`)
  expect(row).toEqual({ id: 'T-7', name: 'renamed', code: 'coded' })
  expect(files.rows('ERP', `SELECT * FROM thing WHERE id = 'T-7'`)).toEqual([row])
  expect(await files.conflicts()).toEqual({})
  expect((await files.run()).moved).toBe(false)
})
