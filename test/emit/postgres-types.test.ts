/** What columns of other types than usual do to the statements and triggers at a PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plan, PlanBinding, PlanColumn } from '../../codegen/plan/schema.ts'
import type { AdapterStatements } from '../../runtime/door.ts'
import type { Prepared } from './postgres-setting.ts'
import { atPostgres, batchOf, databaseOf } from './postgres-setting.ts'
import { binding, column, field, flow, plan, system, unit } from './plans.ts'
import { project, sqlOf } from './project.ts'

const user = project()
afterAll(user.remove)

const at = { file: 'flows.ts', line: 1, column: 1 }
const both = ['A', 'B']

/** Things that A makes and B gets. */
function things(columns: readonly PlanColumn[], more: Partial<PlanBinding> = {}): Plan {
  const fields = ['no', 'unit', 'code', 'tags'].map((name) =>
    name === 'tags' ? field(name, { kind: 'json', collection: true, schema: {} }) : field(name),
  )
  return atPostgres(
    plan({
      records: { things: { key: ['no'], fields, groups: {}, at } },
      systems: {
        A: system({
          things: binding(
            'things',
            fields.map(({ name }) => column(name)),
          ),
        }),
        B: system({ things: binding('things', columns, more) }),
      },
      flows: { things: flow('things', both, [unit('unit', 'A', both), unit('code', 'A', both), unit('tags', 'A', both)]) },
    }),
  )
}

const typed = [
  column('no'),
  column('unit', 'unit', { sqlType: 'character(3)' }),
  column('code', 'code', { sqlType: 'bit(3)' }),
  column('tags', 'tags', { sqlType: 'varchar(3)[]' }),
]

describe('columns with a length, of a company that the environment names by a number', () => {
  let db: Prepared
  let statements: AdapterStatements
  const within = { scope: [['company', { env: 'COMPANY' }]] } satisfies Partial<PlanBinding>
  beforeAll(async () => {
    const made = things(typed, within)
    const landscape = await user.load(user.generate(made, 'pg-types'))
    statements = sqlOf(landscape.flows['things']!.adapters['B'])
    db = await databaseOf(made, landscape, 'B', 18, (sql) => sql.replace('"company" varchar(50)', '"company" int'))
    await db.run(db.script('capture'))
  })
  afterAll(async () => db.close())
  const row = { key_0: '1', unit: 'kg', code: '101', tags: '["a","b"]' }
  const given = (more: Readonly<Record<string, unknown>>) => ({ ...batchOf({ ...row, ...more }), scope_0: '7' })

  it.for([
    ['unit', 'kilo', '22001'],
    ['code', '1011', '22026'],
    ['tags', '["abcd"]', '22001'],
  ] as const)('refuse what is too long for %s, and cut nothing', async ([name, value, code]) => {
    await expect(db.rows(statements.insert!, given({ key_0: '2', [name]: value }))).rejects.toMatchObject({ code })
  })

  it('take what fits, and everything else that is asked of them', async () => {
    expect(await db.rows(statements.insert!, given({}))).toEqual([['1']])
    expect(await db.rows(statements.look, given({ seen: 0 }))).toEqual([['0', '1', 'kg', '101', '["a","b"]', null]])
    const was = { was_unit: 'kg', was_code: '101', was_tags: '["a","b"]', set_0: true, set_1: true, set_2: true, seen: 0 }
    expect(await db.rows(statements.update!, given({ ...was, unit: 'g', tags: '[]' }))).toEqual([['0']])
    expect(await db.rows(statements.firstPage, { limit: 10, scope_0: '7' })).toEqual([['1', 'g', '101', '[]']])
    expect(await db.rows(statements.firstPage, { limit: 10, scope_0: '8' })).toEqual([])
    const changes = await db.rows(statements.changes!, { after: 0, limit: 10, scope_0: '7' })
    expect(changes.map(([, key, kind]) => [key, kind])).toEqual([
      ['["1"]', 'I'],
      ['["1"]', 'U'],
    ])
    expect(await db.rows(statements.changes!, { after: 0, limit: 10, scope_0: '8' })).toEqual([])
  })
})

it('a key that changes its case is another one, also where the collation does not tell', async () => {
  const made = things(typed)
  const landscape = await user.load(user.generate(made, 'pg-blind'))
  const db = await databaseOf(made, landscape, 'B', 18, (sql) => sql.replace('"no" varchar(100)', '"no" varchar(100) COLLATE blind'), [
    `CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
  ])
  await db.run(db.script('capture'))
  await db.run(`INSERT INTO things (no) VALUES ('a'); UPDATE things SET no = 'A'`)
  const seen = await db.rows('SELECT kind || key FROM thalweg_outbox_things ORDER BY seq')
  expect(seen).toEqual([['I["a"]'], ['D["a"]'], ['I["A"]']])
  await db.close()
})
