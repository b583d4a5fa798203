/** One flow between database servers of every kind: what the users of both do comes out as the policies say. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Plan, PlanConnector } from '../../codegen/plan/schema.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { hasMariadb, mariadbServer } from '../servers/mariadb.ts'
import { postgresServer } from '../servers/postgres.ts'
import type { Database } from './servers.ts'
import { onMariadb, onPostgres, Servers } from './servers.ts'

type Kind = 'postgres' | 'mariadb'
const at = { file: 'flows.ts', line: 1, column: 1 }
const both = ['EAM', 'ERP']

function orders(kinds: Readonly<Record<'EAM' | 'ERP', Kind>>): Plan {
  const fields = [
    field('number'),
    field('text'),
    field('cost', { kind: 'decimal', precision: 12, scale: 2 }),
    field('due', { kind: 'date' }, { nullable: true }),
    field('seenAt', { kind: 'datetime' }, { nullable: true }),
    field('urgent', { kind: 'boolean' }),
    field('state', { kind: 'enum', values: ['OPEN', 'DONE'] }),
    field('tags', { kind: 'json', collection: true, schema: { type: 'array', items: { type: 'string' } } }),
  ]
  const columns = fields.map(({ name }) =>
    column(
      name,
      name.toLowerCase(),
      name === 'state'
        ? {
            values: [
              ['OPEN', 10],
              ['DONE', 90],
            ],
          }
        : {},
    ),
  )
  const systemOf = (name: 'EAM' | 'ERP') =>
    system({ orders: binding('orders', columns) }, { connector: { kind: kinds[name], url: { secret: `${name}_URL` } } as PlanConnector })
  return plan({
    records: { orders: { key: ['number'], fields, groups: {}, at } },
    systems: { EAM: systemOf('EAM'), ERP: systemOf('ERP') },
    flows: {
      orders: flow('orders', both, [
        unit('text', 'EAM', both),
        unit('cost', 'ERP', both),
        unit('due', 'EAM', both),
        unit('seenAt', 'ERP', both),
        unit('urgent', 'EAM', both),
        unit('state', 'ERP', both),
        unit('tags', 'EAM', both, { policy: { kind: 'union' } }),
      ]),
    },
  })
}

const tables: Readonly<Record<Kind, string>> = {
  postgres:
    'CREATE TABLE orders (number varchar(20) PRIMARY KEY, text text NOT NULL, cost numeric(12,2) NOT NULL, due date, seenat timestamptz, urgent boolean NOT NULL, state smallint NOT NULL, tags jsonb NOT NULL)',
  mariadb:
    'CREATE TABLE orders (number VARCHAR(20) PRIMARY KEY, text LONGTEXT NOT NULL, cost DECIMAL(12,2) NOT NULL, due DATE, seenat DATETIME(6), urgent BOOLEAN NOT NULL, state SMALLINT NOT NULL, tags JSON NOT NULL) CHARACTER SET utf8mb4',
}

const pairs = [
  ['postgres', 'postgres'],
  ['postgres', 'mariadb'],
  ['mariadb', 'postgres'],
  ['mariadb', 'mariadb'],
] as const

describe.for(pairs)('a flow between %s and %s', ([eam, erp]) => {
  const skipped = !hasMariadb() && [eam, erp].includes('mariadb')
  const make = async (kind: Kind): Promise<Database> =>
    kind === 'postgres' ? onPostgres(await postgresServer()) : onMariadb(await mariadbServer())
  let servers: Servers
  beforeAll(async () => {
    if (skipped) return
    servers = await Servers.make(
      orders({ EAM: eam, ERP: erp }),
      { EAM: await make(eam), ERP: await make(erp) },
      { EAM: tables[eam], ERP: tables[erp] },
    )
    await servers.databases['EAM']!.ask(
      `INSERT INTO orders VALUES ('A', 'pump 🚲 ', 12.5, '2026-02-28', '2026-01-01 10:00:00.123456', true, 10, '["x"]'), ('B', '', 0, NULL, NULL, false, 10, '[]')`,
    )
    await servers.start()
  })
  afterAll(async () => {
    if (!skipped) await servers.end()
  })
  const all = async (name: string): Promise<string> =>
    JSON.stringify(
      (await servers.databases[name]!.ask('SELECT number, text, cost, due, urgent, state FROM orders ORDER BY number')).map((row) =>
        row.map((value) => (value === 't' ? '1' : value === 'f' ? '0' : value)),
      ),
    )

  /** What others do at a server that is shared may hold back for a moment what its outboxes tell. */
  const agree = async (): Promise<void> =>
    vi.waitFor(
      async () => {
        await servers.run()
        expect(await all('ERP')).toBe(await all('EAM'))
      },
      { timeout: 10_000, interval: 50 },
    )

  it.skipIf(skipped)('loads, exactly', async () => {
    expect(await all('ERP')).toBe(await all('EAM'))
    expect(await all('ERP')).toContain('pump 🚲 ')
  })
  it.skipIf(skipped)('carries what each owner writes to the other, and is quiet then', async () => {
    await servers.databases['EAM']!.ask(`UPDATE orders SET text = 'motor', due = '2026-03-01', tags = '["x","y"]' WHERE number = 'A'`)
    await servers.databases['ERP']!.ask(
      `UPDATE orders SET cost = 99.99, state = 90, seenat = '2026-05-05 05:05:05.000001' WHERE number = 'A'`,
    )
    await servers.databases['EAM']!.ask(`INSERT INTO orders VALUES ('C', 'new', 1, NULL, NULL, true, 10, '[]')`)
    await servers.databases['EAM']!.ask(`DELETE FROM orders WHERE number = 'B'`)
    await agree()
    expect(await all('ERP')).toBe('[["A","motor","99.99","2026-03-01","1","90"],["C","new","1.00",null,"1","10"]]')
    expect((await servers.run()).flows['orders']).toMatchObject({ written: 0, failed: 0 })
  })
  it.skipIf(skipped)('sets back what is not its writer’s', async () => {
    await servers.databases['ERP']!.ask(`UPDATE orders SET text = 'mine' WHERE number = 'A'`)
    await agree()
    expect(await all('ERP')).toContain('motor')
  })
  it.skipIf(skipped)('has not drifted', async () => {
    const compared = await servers.with(async (engine) => reconcile(engine, 'orders'))
    expect(compared).toMatchObject({ drift: 0, differences: [] })
  })
  it.skipIf(skipped)('tells what is on its way from drift', async () => {
    await servers.databases['ERP']!.ask(`UPDATE orders SET cost = 5 WHERE number = 'A'`)
    const compared = await servers.with(async (engine) => reconcile(engine, 'orders'))
    expect(compared).toMatchObject({ drift: 0, differences: [{ key: 'A', class: 'inFlight' }] })
  })
})
