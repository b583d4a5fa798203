/** At a real PostgreSQL an index serves every statement about a key, whatever the type and the collation of its columns, whether planned for its values or once for all. */
import { afterAll, describe, expect, it } from 'vitest'
import type { Plan, PlanColumn, PlanField } from '../../codegen/plan/schema.ts'
import type { AdapterStatements } from '../../runtime/door.ts'
import { hasPostgres } from '../servers/postgres.ts'
import type { Prepared } from './postgres-setting.ts'
import { atPostgres, batchOf, databaseOf, positional } from './postgres-setting.ts'
import { binding, column, field, flow, plan, system, unit } from './plans.ts'
import { project, sqlOf } from './project.ts'

const user = project()
afterAll(user.remove)

const at = { file: 'flows.ts', line: 1, column: 1 }

interface Part {
  readonly name: string
  readonly kind: 'int' | 'text' | 'date' | 'datetime' | 'decimal'
  readonly more?: Partial<PlanColumn>
  /** As the table has it, where that is not what the binding says. */
  readonly stored?: string
}

function typeOf({ kind }: Part): PlanField['type'] {
  return kind === 'decimal' ? { kind, precision: 12, scale: 2 } : { kind }
}

function things(key: readonly Part[]): Plan {
  const both = ['A', 'B']
  const fields = [...key.map((part) => field(part.name, typeOf(part))), field('value')]
  const made = plan({
    records: { things: { key: key.map(({ name }) => name), fields, groups: {}, at } },
    systems: {
      A: system({
        things: binding(
          'things',
          fields.map(({ name }) => column(name)),
        ),
      }),
      B: system({ things: binding('things', [...key.map(({ name, more }) => column(name, name, more)), column('value')]) }),
    },
    flows: { things: flow('things', both, [unit('value', 'A', both)]) },
  })
  Object.assign(made.flows['things']!.lifecycle, { creates: both, deletes: both })
  return atPostgres(made)
}

const cases: readonly (readonly [what: string, key: readonly Part[], values: string, key0: readonly string[]])[] = [
  ['an integer', [{ name: 'no', kind: 'int' }], 'i', ['17']],
  ['a varchar', [{ name: 'no', kind: 'text' }], 'i', ['17']],
  ['a varchar of another collation', [{ name: 'no', kind: 'text', stored: 'varchar(100) COLLATE "de-x-icu"' }], 'i', ['17']],
  ['a char', [{ name: 'no', kind: 'text', more: { sqlType: 'character(9)' } }], 'i', ['17']],
  [
    'a uuid',
    [{ name: 'no', kind: 'text', more: { sqlType: 'uuid' } }],
    `lpad(i::text, 32, '0')::uuid`,
    [`${'0'.repeat(8)}-0000-0000-0000-${'17'.padStart(12, '0')}`],
  ],
  ['a decimal', [{ name: 'no', kind: 'decimal' }], 'i', ['17.000']],
  [
    'a time without a zone',
    [{ name: 'no', kind: 'datetime', stored: 'timestamp', more: { sqlType: 'timestamp' } }],
    `'2026-01-01'::timestamp + i * interval '1 second'`,
    ['2026-01-01 00:00:17'],
  ],
  [
    'several columns',
    [
      { name: 'site', kind: 'text' },
      { name: 'no', kind: 'int' },
      { name: 'day', kind: 'date' },
    ],
    `'s' || i % 10, i, '2026-01-01'`,
    ['s7', '17', '2026-01-01'],
  ],
  ['a surrogate', [{ name: 'no', kind: 'text', more: { lookup: { table: 'names', match: 'name', id: 'id' } } }], 'i', ['n17']],
]

const statementsOfAKey = ['look', 'insert', 'update', 'delete', 'changes'] as const

/** Plans of old and new versions do not differ by the types of columns. */
const tried = { 15: cases.filter(([what]) => /integer|several|surrogate/.test(what)), 18: cases } as const

describe.for([15, 18] as const)('an index at PostgreSQL %s', (version) => {
  it.skipIf(!hasPostgres(version)).for(tried[version])('serves a key that is %s', async ([what, key, values, one]) => {
    const made = things(key)
    const landscape = await user.load(user.generate(made, `pg-index-${version}-${what.replaceAll(' ', '-')}`))
    const stored = key.find((part) => part.stored !== undefined)
    const db = await databaseOf(made, landscape, 'B', version, (sql) =>
      stored === undefined ? sql : sql.replace(/"no" [a-z]+(\(\d+\))?/, `"no" ${stored.stored!}`),
    )
    const surrogate = key.some(({ more }) => more?.lookup !== undefined)
    if (surrogate) await db.run(`INSERT INTO names SELECT i, 'n' || i FROM generate_series(1, 5000) AS i`)
    await db.run(db.script('capture'))
    await db.run(`INSERT INTO things SELECT ${values}, 'v' FROM generate_series(1, 5000) AS i`)
    await db.run(
      `INSERT INTO thalweg_outbox_things (key, kind, op, at) SELECT key, CASE WHEN seq % 2 = 0 THEN 'I' ELSE 'D' END, CASE WHEN seq % 4 < 3 THEN 1 END, 0 FROM thalweg_outbox_things`,
    )
    await db.run('ANALYZE')
    const statements = sqlOf(landscape.flows['things']!.adapters['B'])
    const row = { ...Object.fromEntries(one.map((part, i) => [`key_${i}`, part])), value: 'w', was_value: 'v', set_0: true, seen: 0 }
    const after = Object.fromEntries(one.map((part, i) => [`after_${i}`, part]))
    const given = { ...batchOf(row, { ...row, key_0: one[0]! }), ...after, after: 9_990, limit: 10 }
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await db.run(`SET plan_cache_mode TO ${mode}`)
      for (const which of statementsOfAKey) expect(await slowIn(db, statements, which, given), `${mode} ${which}`).toEqual([])
      // The order of natural values is not that of the ids that stand for them.
      for (const which of surrogate ? [] : (['firstPage', 'nextPage'] as const))
        expect(await slowIn(db, statements, which, given), `${mode} ${which}`).toEqual([])
    }
    await db.run('RESET plan_cache_mode')
    const found = await db.rows(statements.look, batchOf(row))
    expect(found.map((each) => each.slice(0, 3))).toEqual([['0', '1', 'v']])
    await db.close()
  })
})

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly Node[]
}

/** Steps of a plan that read whole tables, or put them in order. */
async function slowIn(
  db: Prepared,
  statements: AdapterStatements,
  which: Exclude<keyof AdapterStatements, 'lookups'>,
  given: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const { text, values } = positional(statements[which]!, given)
  await db.run(`PREPARE tried AS ${text}`)
  const [[printed] = []] = await db.rows(
    `EXPLAIN (FORMAT JSON) EXECUTE tried${values.length === 0 ? '' : `(${values.map(literal).join(', ')})`}`,
  )
  await db.run('DEALLOCATE tried')
  const [{ Plan: root }] = JSON.parse(printed!) as [{ Plan: Node }]
  const paged = which === 'firstPage'
  return nodesOf(root).flatMap((node) => {
    const type = node['Node Type']
    if (/Sort|Seq Scan/.test(type) || (/Index/.test(type) && node['Index Cond'] === undefined && !paged))
      return [`${type} ${node['Relation Name'] ?? ''}`]
    return []
  })
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

function literal(value: unknown): string {
  if (value === null) return 'NULL'
  const text = Array.isArray(value)
    ? `{${value.map((each) => JSON.stringify(each)).join(',')}}`
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
  return `'${text.replaceAll("'", "''")}'`
}
