/** Changes as triggers capture them with the rows before and after: any number of columns, any names, surrogates for what they stand for. */
import { afterAll, expect, it } from 'vitest'
import type { Plan } from '../../codegen/plan/schema.ts'
import { Files } from '../runtime/files.ts'
import { linesOf } from '../runtime/logged.ts'
import { binding, column, field, flow, plan, system, unit } from './plans.ts'
import { project } from './project.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const user = project()
afterAll(() => user.remove())

const many = Array.from({ length: 130 }, (_, i) => `f${i}`)
const odd = `größe "in" cm's \`\${x}\``

/** One record with more columns than a function takes arguments, an odd name and a surrogate among them; of one company that the environment names. */
function wide(): Plan {
  const fields = [
    field('number'),
    field(odd),
    field('vendor', { kind: 'text' }, { nullable: true }),
    ...many.map((name) => field(name, { kind: 'int' })),
  ]
  const names = fields.map(({ name }) => name)
  const columns = names.map((name) =>
    name === 'vendor'
      ? column(name, 'vendor_id', { lookup: { table: 'vendors', match: 'no', id: 'id' } })
      : column(name, name === odd ? `${odd}\n` : name),
  )
  const units = names.slice(1).map((name) => unit(name, 'ERP', ['ERP', 'LOG'], { step: 1 }))
  return plan({
    records: { orders: { key: ['number'], fields, groups: {}, at } },
    systems: {
      ERP: system(
        { orders: binding('orders', columns, { scope: [['company', { env: 'COMPANY', default: 'NORTH' }]] }) },
        { connector: { kind: 'sqlite', file: 'ERP.sqlite' } },
      ),
      LOG: system(
        {
          orders: binding(
            'orders',
            names.map((name) => column(name)),
            { form: 'file', detect: { kind: 'none' }, format: 'ndjson' },
          ),
        },
        { connector: { kind: 'appendTo', path: 'log' }, access: 'appendOnly' },
      ),
    },
    flows: { trail: flow('orders', ['ERP', 'LOG'], units, { direction: 'oneWay', reconcile: { none: 'evidence', at } }) },
  })
}

it('has them all', async () => {
  const quoted = `"${odd.replaceAll('"', '""')}\n"`
  const files = await Files.make(user, 'wide', wide, {
    ERP: [
      'CREATE TABLE vendors (id INTEGER PRIMARY KEY, no TEXT)',
      `INSERT INTO vendors VALUES (7, 'V-7')`,
      `CREATE TABLE orders (number TEXT PRIMARY KEY, company TEXT, ${quoted} TEXT, vendor_id INTEGER, ${many.map((name) => `${name} INTEGER`).join(', ')})`,
    ],
  })
  await files.start()
  files.sql(
    'ERP',
    `INSERT INTO orders VALUES ('A', 'NORTH', 'it''s "odd"', 7, ${many.map((_, i) => i).join(', ')})`,
    `UPDATE orders SET f129 = 1000, vendor_id = NULL`,
    `INSERT INTO orders VALUES ('B', 'SOUTH', '', 7, ${many.map((_, i) => i).join(', ')})`,
    `UPDATE orders SET company = 'SOUTH'`,
  )
  await files.run()
  const [created, updated, left, ...others] = linesOf(files)
  expect(others).toEqual([])
  expect(created!.after).toEqual({ [odd]: `it's "odd"`, vendor: 'V-7', ...Object.fromEntries(many.map((name, i) => [name, i])) })
  expect(updated).toMatchObject({
    change: 'update',
    changed: ['vendor', 'f129'],
    before: { vendor: 'V-7', f129: 129 },
    after: { vendor: null, f129: 1000 },
  })
  expect(left).toMatchObject({ change: 'delete', after: null })
})
