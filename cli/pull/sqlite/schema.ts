import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Raw } from '../../../runtime/values.ts'
import { Failure } from '../../failure.ts'
import { shown } from '../../shown.ts'
import type { FoundTable } from '../found.ts'
import { checksIn, closedList } from '../closed-list.ts'
import { fieldOf } from './column-type.ts'
import { factsOf } from './facts.ts'
import { spelling } from './spelling.ts'

/** A column of a SQLite table. */
export interface SqliteColumn {
  /** As it was declared: `VARCHAR(30)`, or nothing at all. */
  readonly type: string
  /** Values that are stored, a few, for telling whether they are what the declaration says. */
  readonly samples: readonly Raw[]
  /** What a CHECK limits it to; null: nothing does. */
  readonly listed: readonly string[] | null
}

/** Rows that are looked at for telling types. */
const sampled = 1_000

/** Every table that people made, in order of their names; views, internal tables, and our own are left out. */
export function readSchema(file: string): FoundTable[] {
  if (!existsSync(file)) throw new Failure('pull.absent', `there is no ${shown(file)}`, 'name a SQLite file that is there')
  const database = open(file)
  try {
    database.enableDefensive?.(true)
    const tables = rows(
      database,
      `SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'thalweg\\_%' ESCAPE '\\' ORDER BY name`,
    )
    return tables.map(([name, strict]) => readTable(database, String(name), strict === 1))
  } catch (error) {
    if ((error as { errcode?: number }).errcode !== notADatabase) throw error
    throw new Failure(
      'pull.noDatabase',
      `${shown(file)} is no SQLite database`,
      'name a SQLite file; an encrypted one has to be decrypted first',
    )
  } finally {
    database.close()
  }
}

const notADatabase = 26

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true })
  } catch (error) {
    throw new Failure(
      'pull.unreadable',
      `${shown(file)} cannot be opened: ${(error as Error).message}`,
      'see that it is a file, and that you may read it',
    )
  }
}

function readTable(database: DatabaseSync, name: string, strict: boolean): FoundTable {
  const found = rows(
    database,
    'SELECT name, type, "notnull", pk, hidden, dflt_value IS NOT NULL FROM pragma_table_xinfo(?) ORDER BY cid',
    name,
  )
  // Hidden are the columns of virtual tables and those that the database computes: neither can be written.
  const columns = found.filter(([, , , , hidden]) => hidden === 0)
  const primary = columns.filter(([, , , pk]) => Number(pk) > 0).sort((a, b) => Number(a[3]) - Number(b[3]))
  const required = new Set(columns.filter(([, , notNull, pk]) => notNull === 1 || Number(pk) > 0).map(([column]) => String(column)))
  // The one integer of the key is the number of the row, and counts up by itself.
  const [rowNumber] = primary.length === 1 && /^INTEGER$/i.test(String(primary[0]?.[1])) ? primary : []
  const key = primary.length > 0 ? primary.map(([column]) => String(column)) : uniqueKey(database, name, required)
  const [[created] = []] = rows(database, `SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?`, name)
  const checks = checksIn(String(created ?? ''), spelling)
  return {
    name,
    columns: columns.map(([column, type, , , , byDefault]) => ({
      name: String(column),
      nullable: !required.has(String(column)) && !key.includes(String(column)),
      field: fieldOf({
        type: String(type ?? ''),
        listed: closedList(checks, String(column)),
        samples: rows(database, `SELECT ${quoted(String(column))} FROM (SELECT * FROM ${quoted(name)} LIMIT ${sampled})`).map(
          ([value]) => value ?? null,
        ),
      }),
      facts: factsOf({
        type: String(type ?? ''),
        notNull: required.has(String(column)),
        filled: byDefault === 1 || column === rowNumber?.[0],
        strict,
        listed: closedList(checks, String(column)),
      }),
    })),
    key,
    references: rows(
      database,
      'SELECT "from", "table", "to", count(*) OVER (PARTITION BY id) FROM pragma_foreign_key_list(?) ORDER BY id',
      name,
    )
      .filter(([, , , parts]) => parts === 1)
      .map(([column, table, to]) => ({ column: String(column), table: String(table), to: to === null ? null : String(to) })),
  }
}

function uniqueKey(database: DatabaseSync, table: string, required: ReadonlySet<string>): string[] {
  for (const [index] of rows(
    database,
    'SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0 ORDER BY seq DESC',
    table,
  )) {
    const columns = rows(database, 'SELECT name FROM pragma_index_info(?) ORDER BY seqno', String(index)).map(([column]) => column)
    if (columns.every((column) => typeof column === 'string' && required.has(column))) return columns.map(String)
  }
  return []
}

function rows(database: DatabaseSync, sql: string, ...values: string[]): Raw[][] {
  const statement = database.prepare(sql)
  statement.setReturnArrays(true)
  statement.setReadBigInts(false)
  try {
    return statement.all(...values) as unknown as Raw[][]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error
    statement.setReadBigInts(true)
    return statement.all(...values) as unknown as Raw[][]
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
