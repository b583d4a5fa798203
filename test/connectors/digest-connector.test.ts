/** Digests by the statements that the generator prints, as a connector asks for them: the same that it computes itself where there are none. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../../codegen/dialect/postgres.ts'
import { adapterView } from '../../codegen/emit/view/adapter.ts'
import type { PlanColumn } from '../../codegen/plan/schema.ts'
import { key, stored } from '../../runtime/dialect/mapping.ts'
import * as types from '../../runtime/dialect/postgres.ts'
import { decimal, text } from '../../runtime/dialect/sqlite.ts'
import { nullable } from '../../runtime/dialect/stored-type.ts'
import type { AdapterStatements, TableAdapter } from '../../runtime/door.ts'
import type { Bound, System } from '../../runtime/ports.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import { postgresDatabase, postgresServer } from '../servers/postgres.ts'
import type { PostgresSchema } from './postgres-setting.ts'
import { postgresSchema } from './postgres-setting.ts'

const money = { kind: 'decimal', precision: 9, scale: 2 } as const
const names = ['HERE', 'LEAN', 'TRIMS']

/** TRIMS trims names; LEAN holds no cost. */
const estate = () => {
  const held = (name: string, more: Partial<PlanColumn> = {}) =>
    binding('thing', [column('id'), column('name', 'name', more), ...(name === 'LEAN' ? [] : [column('cost')])], {
      detect: { kind: 'none' },
    })
  return plan({
    records: {
      things: {
        key: ['id'],
        fields: [field('id'), field('name', { kind: 'text' }, { nullable: true }), field('cost', money)],
        groups: {},
        at: { file: 'flows.ts', line: 1, column: 1 },
      },
    },
    systems: {
      HERE: system({ things: held('HERE') }, { connector: { kind: 'postgres', url: { secret: 'URL' } } }),
      LEAN: system({ things: held('LEAN') }),
      TRIMS: system({ things: held('TRIMS', { stores: ['trim'] }) }),
    },
    flows: { things: flow('things', names, [unit('name', 'HERE', names), unit('cost', 'HERE', ['HERE', 'TRIMS'])]) },
  })
}

function adapter(name: string): TableAdapter {
  const of = name === 'HERE' ? types : { text, decimal }
  const view = adapterView(estate(), 'things', 'HERE')
  const { lookups: _, ...said } = postgres.adapterStatements(view)
  const statements = Object.fromEntries(
    Object.entries(said).map(([each, lines]) => [each, lines.join('\n')]),
  ) as unknown as AdapterStatements
  const cost = name === 'LEAN' ? [] : [stored({ field: 'cost', column: 'cost', param: 'cost', type: of.decimal(money) })]
  return {
    system: name,
    form: 'table',
    place: 'thing',
    key: [key({ field: 'id', column: 'id', type: of.text() })],
    fields: [
      stored({ field: 'name', column: 'name', param: 'name', type: nullable(of.text()), ...(name === 'TRIMS' && { stores: ['trim'] }) }),
      ...cost,
    ],
    detect: { kind: 'none' },
    scope: [],
    deletes: true,
    writes: [],
    statements,
  }
}

describe('digests of PostgreSQL', () => {
  let database: PostgresDatabase
  let made: PostgresSchema
  let opened: System
  let computed: Bound
  let streamed: Bound

  beforeAll(async () => {
    database = await postgresDatabase(await postgresServer())
    made = await postgresSchema(
      database,
      `CREATE TABLE thing (id text PRIMARY KEY, name text, cost numeric(9,2) NOT NULL);
       INSERT INTO thing SELECT 'T-' || i, CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN ' blanks ' ELSE 'thing ' || i END, i / 4.0 FROM generate_series(1, 500) AS i`,
      [],
    )
    opened = await made.open('HERE')
    const here = adapter('HERE')
    const { digests: _, bucketRows: __, ...without } = here.statements
    const peers = [adapter('TRIMS'), adapter('LEAN')]
    computed = await opened.bind(here, peers)
    streamed = await opened.bind({ ...here, statements: without }, peers)
  })
  afterAll(async () => {
    await opened.close()
    await made.close()
    await database.drop()
  })

  it.each([['TRIMS'], ['LEAN'], [undefined]])('compared with %s', async (peer) => {
    const expected = await streamed.digests(64, peer)
    expect(new Map(await computed.digests(64, peer))).toEqual(new Map(expected))
    expect([...expected.values()].reduce((sum, { rows }) => sum + rows, 0)).toBe(500)
  })

  it('differ by what is compared', async () => {
    const all = await Promise.all([computed.digests(1, 'TRIMS'), computed.digests(1, 'LEAN'), computed.digests(1)])
    expect(new Set(all.map((sums) => sums.get(0)!.digest)).size).toBe(3)
  })

  it('give the rows of buckets', async () => {
    const wanted = [3, 41]
    const byKey = (rows: Awaited<ReturnType<Bound['bucketRows']>>) => rows.map((row) => JSON.stringify(row)).sort()
    const rows = await computed.bucketRows(64, wanted)
    expect(rows.length).toBeGreaterThan(5)
    expect(byKey(rows)).toEqual(byKey(await streamed.bucketRows(64, wanted)))
  })

  it('are computed by several processes of the server where it is worth that', async () => {
    const of = `ROLE postgres IN DATABASE ${database.name}`
    await made.user.query(
      `ALTER ${of} SET parallel_setup_cost = 0; ALTER ${of} SET parallel_tuple_cost = 0; ALTER ${of} SET min_parallel_table_scan_size = 0`,
    )
    const before = await workers(made)
    await computed.digests(64)
    await made.user.query(`ALTER ${of} RESET ALL`)
    await expect.poll(async () => workers(made)).toBeGreaterThan(before)
  })
})

async function workers({ user, database }: PostgresSchema): Promise<number> {
  await user.query('SELECT pg_stat_force_next_flush()')
  const { rows } = await user.query<{ n: string }>(
    `SELECT parallel_workers_launched AS n FROM pg_stat_database WHERE datname = '${database.name}'`,
  )
  return Number(rows[0]!.n)
}
