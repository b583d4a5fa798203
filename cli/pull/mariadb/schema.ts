import mysql from 'mysql2/promise'
import { refusalOf } from '../../../runtime/connectors/mariadb/errors.ts'
import { addressOf } from '../../../runtime/connectors/mariadb/url.ts'
import { asFailure } from '../../failure.ts'
import type { FieldSource, FoundColumn, FoundTable } from '../found.ts'
import { checkOf, closedList } from '../closed-list.ts'
import { fieldOf, type MariadbColumn } from './column-type.ts'
import { factsOf } from './facts.ts'
import { spelling } from './spelling.ts'

const tablesSql = `
  SELECT t.table_name, t.table_type LIKE '%VIEW', coalesce(v.is_updatable, 'YES') = 'YES'
  FROM information_schema.tables t
  LEFT JOIN information_schema.views v ON v.table_schema = t.table_schema AND v.table_name = t.table_name
  WHERE t.table_schema = database() AND t.table_name NOT LIKE 'thalweg\\\\_%' AND t.table_type <> 'SEQUENCE'
  ORDER BY t.table_name`

const columnsSql = `
  SELECT table_name, column_name, is_nullable = 'YES', column_type, extra, column_default IS NOT NULL,
    coalesce(collation_name LIKE '%\\\\_bin', 0)
  FROM information_schema.columns WHERE table_schema = database() ORDER BY table_name, ordinal_position`

/** Unique indexes whose every column is never null, the primary key first, then those with the fewest columns. */
const keysSql = `
  SELECT s.table_name, s.index_name, s.column_name
  FROM information_schema.statistics s
  JOIN (
    SELECT table_name, index_name, count(*) AS parts FROM information_schema.statistics
    WHERE table_schema = database() GROUP BY table_name, index_name
    HAVING max(non_unique) = 0 AND max(nullable = 'YES') = 0 AND max(sub_part IS NOT NULL) = 0
  ) k ON k.table_name = s.table_name AND k.index_name = s.index_name
  WHERE s.table_schema = database()
  ORDER BY s.table_name, s.index_name <> 'PRIMARY', k.parts, s.index_name, s.seq_in_index`

const referencesSql = `
  SELECT table_name, max(column_name), max(referenced_table_name), max(referenced_column_name)
  FROM information_schema.key_column_usage
  WHERE table_schema = database() AND referenced_table_schema = database()
  GROUP BY table_name, constraint_name HAVING count(*) = 1
  ORDER BY table_name, constraint_name`

/** Its own JSON is text that is checked. */
const checksSql = `SELECT table_name, check_clause FROM information_schema.check_constraints WHERE constraint_schema = database()`

/** Tables in which a trigger may fill columns before a row is checked. */
const triggersSql = `
  SELECT event_object_table FROM information_schema.triggers
  WHERE trigger_schema = database() AND event_manipulation = 'INSERT' AND action_timing = 'BEFORE' AND trigger_name NOT LIKE 'thalweg\\\\_%'`

type Row = readonly (string | number | null)[]

/** @param system what to call it in messages @throws Failure */
export async function readSchema(system: string, url: string): Promise<FoundTable[]> {
  const { options, where } = addressOf(system, url)
  const refused = (error: unknown): Error => asFailure(refusalOf(error, where).system)
  const connection = await mysql.createConnection({ ...options, connectTimeout: 10_000, charset: 'utf8mb4' }).catch((error: unknown) => {
    throw refused(error)
  })
  connection.on('error', () => undefined)
  try {
    const ask = async (sql: string): Promise<Row[]> => (await connection.query({ sql, rowsAsArray: true }))[0] as unknown as Row[]
    const [[version] = []] = await ask('SELECT version()')
    const tables = await ask(tablesSql)
    const columns = Map.groupBy(await ask(columnsSql), ([table]) => table)
    const keys = Map.groupBy(await ask(keysSql), ([table]) => table)
    const references = Map.groupBy(await ask(referencesSql), ([table]) => table)
    const triggered = new Set((await ask(triggersSql)).map(([table]) => table))
    const checks = Map.groupBy(String(version).includes('MariaDB') ? await ask(checksSql) : [], ([table]) => table)
    return tables.map(([name, view, updatable]) => ({
      name: String(name),
      ...(view === 1 && { view: updatable === 1 ? ('write' as const) : ('read' as const) }),
      columns: (columns.get(name) ?? []).map((column) =>
        columnOf(column, {
          view: view === 1,
          triggered: triggered.has(name ?? null),
          checks: (checks.get(name) ?? []).map(([, clause]) => String(clause)),
        }),
      ),
      key: firstOf(keys.get(name) ?? []),
      references: (references.get(name) ?? []).map(([, column, table, to]) => ({
        column: String(column),
        table: String(table),
        to: String(to),
      })),
    }))
  } catch (error) {
    throw refused(error)
  } finally {
    await connection.end().catch(() => undefined)
  }
}

interface Of {
  readonly view: boolean
  readonly triggered: boolean
  /** Conditions of its table, as the server prints them. */
  readonly checks: readonly string[]
}

function columnOf([, name, nullable, type, extra, byDefault, bytewise]: Row, { view, triggered, checks }: Of): FoundColumn {
  const column: MariadbColumn = {
    type: String(type),
    json: checks.includes(`json_valid(\`${String(name)}\`)`),
    // Where A is taken for a, a list takes more than it says.
    listed:
      bytewise !== 1
        ? null
        : closedList(
            checks.map((clause) => checkOf(clause, spelling)),
            String(name),
          ),
  }
  const said = String(extra).toLowerCase()
  // An enum that is never null has its first label where none is given.
  const filled = byDefault === 1 || triggered || /auto_increment|generated/.test(said) || /^enum\b/.test(String(type))
  const facts = factsOf(column, { nullable: view ? null : nullable === 1, filled })
  return { name: String(name), nullable: nullable === 1, field: field(), facts }

  function field(): FieldSource {
    if (/\b(virtual|stored|persistent) generated\b/.test(said)) return { left: 'the database computes it' }
    const found = fieldOf(column)
    if ('left' in found || !said.includes('auto_increment')) return found
    return { ...found, remark: found.remark === null ? 'the database numbers it' : `${found.remark}; the database numbers it` }
  }
}

/** The columns of the first index. */
function firstOf(rows: readonly Row[]): string[] {
  const [first] = rows
  return rows.flatMap(([, index, column]) => (index === first?.[1] ? [String(column)] : []))
}
