/** Plans of the generator's tests at a MariaDB: its tables as a system would have had them before, the scripts, and the statements. */
import { readFileSync } from 'node:fs'
import type { Plan, PlanField } from '../../codegen/plan/schema.ts'
import { MariadbServer } from '../../runtime/connectors/mariadb/server.ts'
import type { ServerRow, ServerValues, Session } from '../../runtime/connectors/server/session.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import { scriptsIn } from '../../runtime/scripts.ts'
import { mariadbDatabase, mariadbServer } from '../servers/mariadb.ts'

/** The same landscape with every system at a MariaDB, under names that it takes. */
export function atMariadb(plan: Plan): Plan {
  const named = JSON.parse(JSON.stringify(plan).replaceAll('🚲', '☂')) as Plan
  const systems = Object.entries(named.systems).map(
    ([name, system]) => [name, { ...system, connector: { kind: 'mariadb', url: { secret: 'SOME_URL' } } }] as const,
  )
  return { ...named, systems: Object.fromEntries(systems) }
}

const types: Readonly<Record<PlanField['type']['kind'], string>> = {
  text: 'VARCHAR(100)',
  int: 'INT',
  number: 'DOUBLE',
  decimal: 'DECIMAL(20,3)',
  boolean: 'TINYINT(1)',
  date: 'DATE',
  datetime: 'DATETIME(6)',
  enum: 'VARCHAR(30)',
  json: 'JSON',
}

export function tick(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** @param collation of texts that others have made */
function tablesOf(plan: Plan, system: string, collation = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci'): string[] {
  return Object.entries(plan.systems[system]!.holds).flatMap(([name, binding]) => {
    const { fields, key } = plan.records[name]!
    const fed = new Set(binding.columns.map(({ column }) => column))
    const extra = [...binding.scope, ...binding.constants.onCreate, ...binding.constants.always].map(([column]) => column)
    if (binding.detect.kind === 'updatedAt') extra.push(binding.detect.column)
    if (typeof binding.deletes === 'object') extra.push(binding.deletes.mark)
    const columns = binding.columns.map(({ column, field, lookup, values, sqlType }) => {
      const { type, nullable } = fields.find((each) => each.name === field)!
      const plain = lookup !== undefined ? 'INT' : values !== undefined ? 'VARCHAR(30)' : types[type.kind]
      return `${tick(column)} ${sqlType ?? plain}${nullable || !key.includes(field) ? '' : ' NOT NULL'}`
    })
    const keys = [...key.map((field) => binding.columns.find((column) => column.field === field)!.column), ...binding.scope.map(([c]) => c)]
    const more = [...new Set(extra)].filter((column) => !fed.has(column)).map((column) => `${tick(column)} VARCHAR(50)`)
    const lookups = binding.columns.flatMap(({ lookup }) =>
      lookup === undefined
        ? []
        : [
            `CREATE TABLE ${tick(lookup.table)} (${tick(lookup.id)} INT PRIMARY KEY, ${tick(lookup.match)} VARCHAR(40) UNIQUE) ${collation}`,
          ],
    )
    return [
      `CREATE TABLE ${tick(binding.name)} (${[...columns, ...more].join(', ')}, PRIMARY KEY (${keys.map(tick).join(', ')})) ${collation}`,
      ...lookups,
    ]
  })
}

export interface Prepared {
  readonly session: Session
  readonly url: string
  urlOf(user: string, password: string): string
  script(which: 'capture' | 'guard' | 'undo'): string
  rows(sql: string, values?: ServerValues): Promise<readonly ServerRow[]>
  close(): Promise<void>
}

/** A database with the tables of a system; nothing of Thalweg's is in it yet. */
export async function databaseOf(plan: Plan, landscape: GeneratedLandscape, system: string, collation?: string): Promise<Prepared> {
  const database = await mariadbDatabase(await mariadbServer())
  const { session } = await MariadbServer.open(system, database.url)
  for (const statement of tablesOf(plan, system, collation)) await session.query(statement)
  return {
    session,
    url: database.url,
    urlOf: database.urlOf,
    script: (which) => readFileSync(scriptsIn(landscape.systems[system]!).find(({ name }) => name === which)!.file, 'utf8'),
    rows: async (sql, values) => (await session.query(sql, values)).rows,
    close: async () => {
      await session.close()
      await database.drop()
    },
  }
}

/** A batch, each row of it under its number. */
export function batchOf(...rows: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify(rows.map((row, n) => ({ n, ...row })))
}
