/** Two PostgreSQL servers whose rows have a UUID of their own, which nobody else gives. */
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Plan, PlanConnector } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { postgresServer } from '../servers/postgres.ts'
import { onPostgres, Servers } from './servers.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const both = ['EAM', 'ERP']

/** @param sqlType as the bindings say of the own ids */
function assets(sqlType?: string): Plan {
  const url = (name: string) => ({ connector: { kind: 'postgres', url: { secret: `${name}_URL` } } as PlanConnector })
  const identity = { ownId: 'id', ...(sqlType !== undefined && { sqlType }) }
  return plan({
    records: { assets: { key: ['tag'], fields: [field('tag'), field('name'), field('cost', { kind: 'int' })], groups: {}, at } },
    systems: {
      EAM: system({ assets: binding('asset', [column('tag'), column('name'), column('cost')], { identity }) }, url('EAM')),
      ERP: system(
        {
          assets: binding('asset', [column('tag', 'external_no'), column('name'), column('cost')], {
            identity: { ...identity, externalRef: 'external_no' },
          }),
        },
        url('ERP'),
      ),
    },
    flows: { assets: flow('assets', both, [unit('name', 'EAM', both), unit('cost', 'ERP', both)]) },
  })
}

const tables = {
  EAM: 'CREATE TABLE asset (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), tag text UNIQUE, name text NOT NULL, cost int NOT NULL)',
  ERP: 'CREATE TABLE asset (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), external_no text UNIQUE, name text NOT NULL, cost int NOT NULL)',
}

async function make(sqlType?: string): Promise<Servers> {
  const server = await postgresServer()
  return Servers.make(assets(sqlType), { EAM: await onPostgres(server), ERP: await onPostgres(server) }, tables)
}

describe('own ids that are UUIDs', () => {
  let servers: Servers
  beforeAll(async () => {
    servers = await make('uuid')
    await eam(`INSERT INTO asset (tag, name, cost) VALUES ('P1', 'pump', 1), ('P2', 'press', 2)`)
    await servers.start()
  })
  afterAll(async () => servers.end())
  const eam = async (sql: string) => servers.databases['EAM']!.ask(sql)
  const erp = async (sql: string) => servers.databases['ERP']!.ask(sql)
  /** What others do at a server that is shared may hold back for a moment what its outboxes tell. */
  const comesTo = async (sql: string, rows: readonly unknown[]): Promise<void> =>
    vi.waitFor(
      async () => {
        await servers.run()
        expect(await erp(sql)).toEqual(rows)
      },
      { timeout: 10_000, interval: 50 },
    )

  it('keep a record that is renumbered what it is', async () => {
    const [[id]] = (await erp(`SELECT id FROM asset WHERE external_no = 'P1'`)) as [[string]]
    await eam(`UPDATE asset SET tag = 'N1' WHERE tag = 'P1'`)
    await comesTo(`SELECT id, external_no FROM asset WHERE name = 'pump'`, [[id, 'N1']])
  })

  it('are what updates and deletes are written by', async () => {
    await eam(`UPDATE asset SET name = 'big press' WHERE tag = 'P2'`)
    await comesTo(`SELECT name FROM asset WHERE external_no = 'P2'`, [['big press']])
    await eam(`DELETE FROM asset WHERE tag = 'P2'`)
    await comesTo(`SELECT count(*) FROM asset`, [['1']])
  })
})

it('of another type than the binding says stop the flow, and the way out is told', async () => {
  const servers = await make()
  const failures = inspect(await servers.start(), { depth: 5 })
  for (const name of ['EAM', 'ERP'])
    expect(failures).toContain(
      `id of table asset of ${name} is uuid, and what is sent there is bigint: write sqlType 'uuid' in the binding`,
    )
  await servers.end()
})
