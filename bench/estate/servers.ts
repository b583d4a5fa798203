import { field, landscape, mariadb, postgres, record, secret, system, table } from 'thalweg'
import { z } from 'zod'

/** Orders as in `orders.ts`, alike in two PostgreSQL and in two MariaDB databases. */
const fields = {
  number: z.string().max(20),
  description: z.string().max(200),
  asset: z.string().max(30),
  technician: z.string().max(60).nullable(),
  status: field.status(['OPEN', 'IN_PROGRESS', 'DONE']),
  due: z.iso.date().nullable(),
  hours: field.quantity({ precision: 9, scale: 2 }),
  glCode: z.string().max(20).nullable(),
  project: z.string().max(20).nullable(),
  priority: z.int(),
  cost: field.money({ precision: 12, scale: 2 }),
  currency: z.string().length(3),
}
const inPostgres = record({ key: 'number', fields })
const inMariadb = record({ key: 'number', fields })

const ofPostgres = { holds: { inPostgres: table(inPostgres, 'orders', { naming: 'snake_case' }) } }
const ofMariadb = { holds: { inMariadb: table(inMariadb, 'orders', { naming: 'snake_case' }) } }
const systems = {
  PA: system({ connector: postgres({ url: secret('BENCH_PA') }), ...ofPostgres }),
  PB: system({ connector: postgres({ url: secret('BENCH_PB') }), ...ofPostgres }),
  MA: system({ connector: mariadb({ url: secret('BENCH_MA') }), ...ofMariadb }),
  MB: system({ connector: mariadb({ url: secret('BENCH_MB') }), ...ofMariadb }),
}
const { flow, portfolio } = landscape({ name: 'bench-servers', records: { inPostgres, inMariadb }, systems })

export default portfolio({
  inPostgres: flow('inPostgres').oneWay({ from: 'PA', to: 'PB' }),
  inMariadb: flow('inMariadb').oneWay({ from: 'MA', to: 'MB' }),
})
