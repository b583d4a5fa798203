/** Two servers of one kind are compared by what they store: no difference is hidden that the values have, and nothing is called drift that is none. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Plan, PlanConnector } from '../../codegen/plan/schema.ts'
import type { TableAdapter } from '../../runtime/door.ts'
import type { Bound } from '../../runtime/ports.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { hasMariadb, mariadbServer } from '../servers/mariadb.ts'
import { postgresServer } from '../servers/postgres.ts'
import { onMariadb, onPostgres, Servers } from './servers.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const both = ['EAM', 'ERP']
type Columns = Readonly<Record<'EAM' | 'ERP', NonNullable<Parameters<typeof column>[2]>>>

/** @param state how either side stores it */
function parts(kind: 'postgres' | 'mariadb', state: Columns = { EAM: {}, ERP: {} }): Plan {
  const fields = [
    field('id'),
    field('label', { kind: 'text' }, { nullable: true }),
    field('size', { kind: 'decimal', precision: 12, scale: 2 }),
    field('made', { kind: 'datetime' }),
    field('state', { kind: 'enum', values: ['NEW', 'OLD'] }),
  ]
  const systemOf = (name: 'EAM' | 'ERP') =>
    system(
      {
        parts: binding(
          'parts',
          fields.map((each) => column(each.name, each.name, each.name === 'state' ? state[name] : {})),
        ),
      },
      { connector: { kind, url: { secret: `${name}_URL` } } as PlanConnector },
    )
  return plan({
    records: { parts: { key: ['id'], fields, groups: {}, at } },
    systems: { EAM: systemOf('EAM'), ERP: systemOf('ERP') },
    flows: {
      parts: flow(
        'parts',
        both,
        ['label', 'size', 'made', 'state'].map((name) => unit(name, 'EAM', both)),
      ),
    },
  })
}

let servers: Servers
afterEach(async () => {
  vi.restoreAllMocks()
  await servers.end()
})

/** By which way the two were compared, and what differs. */
async function compared(): Promise<{
  readonly hashed: number
  readonly canonical: number
  readonly read: number
  readonly keys: readonly string[]
}> {
  return servers.with(async (engine) => {
    const run = await engine.flow('parts')
    const bounds = run.bounds as readonly Bound[]
    const hashed = bounds.map((bound) => vi.spyOn(bound.asStored!, 'bucketRows'))
    const canonical = bounds.map((bound) => vi.spyOn(bound, 'digests'))
    const { read, differences } = await reconcile(engine, 'parts')
    const calls = (spies: readonly { readonly mock: { readonly calls: readonly unknown[] } }[]) =>
      spies.reduce((sum, { mock }) => sum + mock.calls.length, 0)
    return { hashed: calls(hashed), canonical: calls(canonical), read, keys: differences.map(({ key }) => key).toSorted() }
  })
}

function adapterAt(name: string): TableAdapter {
  return servers.landscape.flows['parts']!.adapters[name] as TableAdapter
}

const many = (values: string) => Array.from({ length: 60 }, (_, i) => `('P-${i}', ${values})`).join(', ')
const odd = ['P-1', 'P-2', 'P-3', 'P-4', 'P-5']

describe('two PostgreSQL servers', () => {
  const table = `CREATE COLLATION nobody (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
    CREATE TABLE parts (id text PRIMARY KEY, label text COLLATE nobody, size numeric NOT NULL, made timestamptz NOT NULL, state text NOT NULL);
    INSERT INTO parts VALUES ${many(`'pump', 7.5, '2026-11-26 10:00:00.000001+00', 'NEW'`)};`
  const make = async (of: Plan, eam: string, erp: string) => {
    const server = await postgresServer()
    servers = await Servers.make(of, { EAM: await onPostgres(server), ERP: await onPostgres(server) }, { EAM: eam, ERP: erp })
  }

  it('that are equal give no row; values that are printed otherwise are equal', async () => {
    await make(parts('postgres'), table, `${table} UPDATE parts SET size = 7.5000 WHERE id = 'P-1'`)
    expect(await compared()).toEqual({ hashed: 0, canonical: 0, read: 0, keys: [] })
  })
  it('tell every difference, also one that a collation does not see', async () => {
    const more = `INSERT INTO parts SELECT 'Q-' || i, 'x', 1, '2026-11-26', 'NEW' FROM generate_series(1, 2000) AS i;`
    const changes = `UPDATE parts SET label = 'PUMP' WHERE id = 'P-1'; UPDATE parts SET label = NULL WHERE id = 'P-2'; UPDATE parts SET size = 7.51 WHERE id = 'P-3';
      UPDATE parts SET made = made + interval '1 microsecond' WHERE id = 'P-4'; UPDATE parts SET state = 'OLD' WHERE id = 'P-5';`
    await make(parts('postgres'), table + more, table + more + changes)
    expect(await compared()).toMatchObject({ hashed: 2, canonical: 0, keys: odd })
  })
  it('are compared by what values mean where a value map is another one: what is stored alike means something else', async () => {
    const state: Columns = {
      EAM: {
        values: [
          ['NEW', 'N'],
          ['OLD', 'O'],
        ],
      },
      ERP: {
        values: [
          ['NEW', 'O'],
          ['OLD', 'N'],
        ],
      },
    }
    const stored = table.replaceAll(`'NEW'`, `'N'`)
    await make(parts('postgres', state), stored, stored)
    const { canonical, keys } = await compared()
    expect({ canonical, keys: keys.length }).toEqual({ canonical: 2, keys: 60 })
  })
  it('are compared by what values mean where most are stored otherwise: no row is read for that', async () => {
    await make(
      parts('postgres'),
      table,
      `${table.replace('size numeric', 'size double precision')} UPDATE parts SET state = 'OLD' WHERE id = 'P-7'`,
    )
    expect(await compared()).toMatchObject({ hashed: 0, canonical: 2, keys: ['P-7'] })
  })
  it('are compared by what values mean where the server has no hash of a type', async () => {
    await make(parts('postgres'), table, `${table} UPDATE parts SET state = 'OLD' WHERE id = 'P-7'`)
    const statements = adapterAt('ERP').statements as { storedDigests: string }
    statements.storedDigests = statements.storedDigests.replace('hash_record_extended', 'hash_of_no_such_type')
    expect(await compared()).toMatchObject({ canonical: 2, keys: ['P-7'] })
  })
})

describe.skipIf(!hasMariadb())('two MariaDB servers', () => {
  const table = `CREATE TABLE parts (id varchar(20) COLLATE utf8mb4_bin PRIMARY KEY, label varchar(50), size decimal(12,2) NOT NULL, made datetime(6) NOT NULL, state varchar(9) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
    INSERT INTO parts VALUES ${many(`'pump', 7.5, '2026-11-26 10:00:00.000001', 'NEW'`)};`
  const make = async (eam: string, erp: string) => {
    const server = await mariadbServer()
    servers = await Servers.make(parts('mariadb'), { EAM: await onMariadb(server), ERP: await onMariadb(server) }, { EAM: eam, ERP: erp })
  }
  it('that are equal give no row', async () => {
    await make(table, table)
    expect(await compared()).toEqual({ hashed: 0, canonical: 0, read: 0, keys: [] })
  })
  it('tell every difference, also one that a collation does not see', async () => {
    const changes = `UPDATE parts SET label = 'PUMP' WHERE id = 'P-1'; UPDATE parts SET label = NULL WHERE id = 'P-2'; UPDATE parts SET size = 7.51 WHERE id = 'P-3';
      UPDATE parts SET made = '2026-11-26 10:00:00.000002' WHERE id = 'P-4'; UPDATE parts SET label = 'pump ' WHERE id = 'P-5';`
    await make(table, `${table} ${changes}`)
    expect((await compared()).keys).toEqual(odd)
  })
})
