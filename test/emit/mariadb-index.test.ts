/** At a real MariaDB an index serves every statement about a key, whatever the type and the collation of its columns. */
import { afterAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../codegen/plan/schema.ts'
import { piecesOf, tableType, textOf } from '../../runtime/connectors/mariadb/statement.ts'
import { hasMariadb, noMariadb } from '../servers/mariadb.ts'
import type { Prepared } from './mariadb-setting.ts'
import { atMariadb, batchOf, databaseOf } from './mariadb-setting.ts'
import { binding, column, field, flow, plan, system, unit } from './plans.ts'
import { project, sqlOf } from './project.ts'

const user = project()
afterAll(user.remove)

const at = { file: 'flows.ts', line: 1, column: 1 }

function things(keys: readonly { readonly name: string; readonly kind: 'int' | 'text' | 'date'; readonly sqlType: string }[]): Plan {
  const fields = [...keys.map(({ name, kind }) => field(name, { kind })), field('value')]
  const columns = [...keys.map(({ name, sqlType }) => column(name, name, { sqlType })), column('value')]
  const both = ['A', 'B']
  const parts = { creates: both, deletes: both }
  const made = plan({
    records: { things: { key: keys.map(({ name }) => name), fields, groups: {}, at } },
    systems: { A: system({ things: binding('things', columns) }), B: system({ things: binding('things', columns) }) },
    flows: { things: flow('things', both, [unit('value', 'A', both)]) },
  })
  Object.assign(made.flows['things']!.lifecycle, parts)
  return atMariadb(made)
}

/** The statements of one in which a table is read, as EXPLAIN takes them. */
function explained(sql: string): string[] {
  return sql
    .split(/;\n/)
    .map((each) => each.trim().replace(/ INTO @thalweg_rows/, ''))
    .filter((each) => /`things`|thalweg_outbox/.test(each))
}

const general = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci'
const kinds = [
  ['an int', [{ name: 'no', kind: 'int', sqlType: 'INT' }], ['17']],
  ['a bigint unsigned', [{ name: 'no', kind: 'text', sqlType: 'BIGINT UNSIGNED' }], ['17']],
  ['a varchar', [{ name: 'no', kind: 'text', sqlType: `VARCHAR(40) ${general}` }], ['17']],
  [
    'a varchar of another collation',
    [{ name: 'no', kind: 'text', sqlType: 'VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci' }],
    ['17'],
  ],
  ['latin1', [{ name: 'no', kind: 'text', sqlType: 'VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_swedish_ci' }], ['17']],
  [
    'several columns',
    [
      { name: 'site', kind: 'text', sqlType: `CHAR(4) ${general}` },
      { name: 'no', kind: 'int', sqlType: 'MEDIUMINT' },
      { name: 'day', kind: 'date', sqlType: 'DATE' },
    ],
    ['s', '17', '2026-01-01'],
  ],
] as const

describe.skipIf(!hasMariadb())(`an index at a MariaDB${hasMariadb() ? '' : `: ${noMariadb}`}`, () => {
  it.for(kinds)('serves a key that is %s', async ([name, keys, key]) => {
    const made = things(keys)
    const landscape = await user.load(user.generate(made, `maria-index-${name.replaceAll(' ', '-')}`))
    const db = await databaseOf(made, landscape, 'B')
    await db.session.query(db.script('capture'))
    const values = keys.length === 1 ? 'seq' : "'s', seq, '2026-01-01'"
    await db.session.query(`INSERT INTO things SELECT ${values}, 'v' FROM seq_1_to_3000; ANALYZE TABLE things, thalweg_outbox_things`)
    const statements = sqlOf(landscape.flows['things']!.adapters['B'])
    const parts = Object.fromEntries(key.map((part, i) => [`key_${i}`, part]))
    const afters = Object.fromEntries(key.map((part, i) => [`after_${i}`, part]))
    const given = { batch: batchOf({ ...parts, seen: 0 }), limit: 10, after: 2990, ...afters }
    await db.session.query('SET @thalweg_batch = :batch', given)
    for (const which of ['look', 'insert', 'update', 'delete', 'nextPage', 'firstPage', 'changes'] as const) {
      const plans = explained(statements[which]!)
      expect(plans.length).toBeGreaterThan(0)
      for (const sql of plans) {
        const rows = await planOf(db, sql, given)
        const slow = rows.filter(
          (row) => row['table'] !== 'w' && row['table'] !== null && (row['key'] === null || /filesort/.test(row['Extra'] ?? '')),
        )
        expect(
          slow.filter((row) => !(row['select_type'] === 'INSERT')),
          `${which}: ${sql}`,
        ).toEqual([])
      }
    }
    const found = await db.rows(statements.look, { batch: batchOf({ ...parts, seen: 0 }) })
    expect(found.map((row) => row.slice(0, 3))).toEqual([['0', '1', 'v']])
    await db.close()
  })
})

async function planOf(db: Prepared, sql: string, given: Record<string, string | number>): Promise<Record<string, string | null>[]> {
  const columns = await db.rows(
    'SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = database()',
  )
  const types = new Map(
    columns.map(([table, name, type, set, collation]) => [`${table}.${name}`, tableType(type!, set ?? null, collation ?? null)]),
  )
  const text = textOf(piecesOf(sql), given, (of) => types.get(`${of.table}.${of.column}`)!)
  const rows = await db.rows(`EXPLAIN ${text}`)
  const names = ['id', 'select_type', 'table', 'type', 'possible_keys', 'key', 'key_len', 'ref', 'rows', 'Extra']
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])))
}
