import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { placed } from '../../runtime/connectors/sqlite/parameters.ts'
import type { TableAdapter } from '../../runtime/door.ts'
import { Failure } from '../failure.ts'
import { shown } from '../shown.ts'
import { openFile, refused } from '../sqlite/apply.ts'
import type { Preparation } from '../sqlite/prepared.ts'
import { preparation } from '../sqlite/prepared.ts'
import type { Finding, Patient, Use } from './probe.ts'

type TableUse = Use & { readonly adapter: TableAdapter }

function isTableUse(use: Use): use is TableUse {
  return use.adapter.form === 'table'
}

/** Looks at a SQLite file without writing to it. */
export function probeSqlite(patient: Patient, file: string, scripts: readonly string[]): Finding[] {
  const { name } = patient.system
  let database: DatabaseSync
  try {
    database = openFile(name, file, true)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return [refusedFinding('reached', name, error)]
  }
  for (const name of ['thalweg_bucket', 'thalweg_digest']) database.function(name, { varargs: true }, () => 0)
  try {
    const uses = patient.uses.filter(isTableUse)
    const tables = uses.map((use) => table(database, use))
    const bound = uses.filter((_, i) => tables[i]!.ok)
    return [
      { what: 'reached', ok: true, text: `${shown(file)}, SQLite ${version(database)}, ${statSync(file).size.toLocaleString('en')} bytes` },
      ...(patient.uses.some(({ writes }) => writes) ? [rights(file)] : []),
      ...tables,
      ...bound.map((use) => statements(database, use)),
      ...bound.map((use) => key(database, use)),
      ...patient.events.map((flow) => captured(database, flow)),
      ...bound.flatMap((use) => (use.adapter.identity === undefined ? [] : ownIds(database, use, use.adapter.identity.ownId))),
      ...bound.flatMap((use) => (use.adapter.identity?.keepsOurs === true ? [reference(database, use)] : [])),
      ...(scripts.length === 0 || bound.length < uses.length ? [] : [prepared(database, name, file, scripts)]),
      clock(database, patient.system.clockToleranceMs),
    ]
  } finally {
    database.close()
  }
}

function refusedFinding(what: Finding['what'], system: string, { message, wayOut }: Failure): Finding {
  return { what, ok: false, text: message.replace(`${system}: `, ''), wayOut }
}

function version(database: DatabaseSync): string {
  return String(database.prepare('SELECT sqlite_version() AS version').get()!['version'])
}

/** SQLite needs the folder too: its journal lies beside the file. */
function rights(file: string): Finding {
  for (const path of [file, dirname(file)]) {
    try {
      accessSync(path, constants.W_OK)
    } catch {
      return {
        what: 'rights',
        ok: false,
        text: `${shown(path)} cannot be written, and flows write here`,
        wayOut: 'give this user the right to write the file and its folder',
      }
    }
  }
  return { what: 'rights', ok: true, text: 'can be written' }
}

/** Generated columns are columns too; only those that virtual tables hide are none. */
function columnsOf(database: DatabaseSync, table: string): string[] {
  const columns = database.prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1').all(table)
  return columns.map((row) => String(row['name']))
}

function table(database: DatabaseSync, { adapter, flow }: TableUse): Finding {
  const columns = columnsOf(database, adapter.place)
  if (columns.length === 0)
    return {
      what: 'table',
      ok: false,
      text: `${flow.name}: there is no table ${adapter.place}`,
      wayOut: 'name the right table in the binding, or the right file',
    }
  const there = new Set(columns.map((column) => column.toLowerCase()))
  const wanted = [...adapter.key, ...adapter.fields].map(({ column }) => column)
  if (adapter.detect.kind === 'updatedAt') wanted.push(adapter.detect.column)
  if (adapter.identity !== undefined) wanted.push(adapter.identity.ownId)
  const absent = [...new Set(wanted)].filter((column) => !there.has(column.toLowerCase()))
  if (absent.length === 0)
    return { what: 'table', ok: true, text: `${flow.name}: table ${adapter.place} with all ${new Set(wanted).size} columns` }
  return {
    what: 'table',
    ok: false,
    text: `${flow.name}: table ${adapter.place} has no column ${absent.join(', ')}`,
    wayOut: `its columns are ${columns.join(', ')}: correct the binding, and generate`,
  }
}

/** Every statement that the flow runs must fit: that finds the columns of scopes and constants too, and what cannot be written. */
function statements(database: DatabaseSync, { adapter, flow }: TableUse): Finding {
  const { lookups = {}, ...others } = adapter.statements
  const named = [...Object.entries(others), ...Object.entries(lookups).map(([field, sql]) => [`the lookup of ${field}`, sql] as const)]
  const refusals = named.flatMap(([name, sql]) => {
    const why = refusal(database, sql)
    return why === null ? [] : [[name, why] as const]
  })
  if (refusals.length === 0)
    return { what: 'statements', ok: true, text: `${flow.name}: ${adapter.place} takes all ${named.length} statements` }
  const told = [...Map.groupBy(refusals, ([, why]) => why)].map(([why, some]) => `${why} (${some.map(([name]) => name).join(', ')})`)
  return {
    what: 'statements',
    ok: false,
    text: `${flow.name}: ${adapter.place} refuses statements: ${told.join('; ')}`,
    wayOut: `its columns are ${columnsOf(database, adapter.place).join(', ')}: correct the binding, and generate`,
  }
}

/** Tables of our own that are missing are a matter of preparing. */
function refusal(database: DatabaseSync, sql: string): string | null {
  try {
    database.prepare(placed(sql).sql)
    return null
  } catch (error) {
    const { message } = error as Error
    return message.includes('no such table: thalweg') ? null : message
  }
}

/** What is appended is captured in a table of its own, which the flow's statements read. */
function captured(database: DatabaseSync, { name, source }: Patient['events'][number]): Finding {
  const why = Object.values(source.statements)
    .map((sql) => refusal(database, sql))
    .find((refused) => refused !== null)
  if (why === undefined)
    return { what: 'statements', ok: true, text: `${name}: changes of ${source.place} are captured with the rows before and after them` }
  return {
    what: 'statements',
    ok: false,
    text: `${name}: changes of ${source.place} are not captured with the rows before and after them: ${why}`,
    wayOut: 'thalweg prepare --apply',
  }
}

/** The statement that looks a record up must not read the whole table. */
function key(database: DatabaseSync, { adapter, flow }: TableUse): Finding {
  const columns = adapter.key.map(({ column }) => column).join(', ')
  try {
    const { sql, names } = placed(adapter.statements.look)
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...names.map(() => null))
    const scan = plan.map((row) => String(row['detail'])).find((detail) => /^SCAN (?!CONSTANT)/.test(detail))
    if (scan === undefined) return { what: 'key', ok: true, text: `${flow.name}: ${adapter.place} has an index on its key (${columns})` }
    return {
      what: 'key',
      ok: false,
      text: `${flow.name}: ${adapter.place} has no index on its key (${columns}): every look reads the whole table`,
      wayOut: `CREATE UNIQUE INDEX … ON ${adapter.place} (${columns})`,
    }
  } catch (error) {
    const unprepared = (error as Error).message.includes('no such table: thalweg')
    return {
      what: 'key',
      ok: unprepared,
      text: `${flow.name}: ${unprepared ? `the index on the key of ${adapter.place} is looked at once the system is prepared` : (error as Error).message}`,
    }
  }
}

/** A row with the id of one that is gone would be taken for that one, renumbered. */
function ownIds(database: DatabaseSync, { adapter, flow }: TableUse, column: string): Finding[] {
  const { place } = adapter
  const [declared] = database.prepare('SELECT type, pk FROM pragma_table_info(?) WHERE lower(name) = lower(?)').all(place, column)
  const [made] = database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?").all(place)
  const isRowId = declared?.['pk'] === 1 && String(declared['type']).toUpperCase() === 'INTEGER'
  if (!isRowId || /\bAUTOINCREMENT\b/i.test(String(made?.['sql'] ?? ''))) return []
  return [
    {
      what: 'reference',
      ok: false,
      text: `${flow.name}: ${place} may give the id of a row that is gone to a new one (${column}): the new row would be taken for the old one, renumbered`,
      wayOut: `make it INTEGER PRIMARY KEY AUTOINCREMENT, or name a column as ownId whose values are never given again`,
    },
  ]
}

/** A column for the keys of others is often one that nothing watches over. Beside the key only what tells apart the scopes of a table may be in the index. */
function reference(database: DatabaseSync, { adapter, flow }: TableUse): Finding {
  const { place } = adapter
  const [column] = adapter.key.map((each) => each.column)
  const unique = database
    .prepare('SELECT name FROM pragma_index_list(?) WHERE "unique" = 1')
    .all(place)
    .map(({ name }) => columnsOfIndex(database, String(name)))
  const kept = unique.some((columns) => columns.includes(column!) && columns.length <= 1 + adapter.scope.length)
  if (kept) return { what: 'reference', ok: true, text: `${flow.name}: ${place} takes each key once (${column!})` }
  return {
    what: 'reference',
    ok: false,
    text: `${flow.name}: nothing keeps a key from standing in two rows of ${place} (${column!}): what others write there may make one record of two`,
    wayOut: `CREATE UNIQUE INDEX … ON ${place} (${column!})`,
  }
}

function columnsOfIndex(database: DatabaseSync, name: string): string[] {
  return database
    .prepare('SELECT name FROM pragma_index_info(?)')
    .all(name)
    .map((row) => String(row['name']))
}

function prepared(database: DatabaseSync, system: string, file: string, scripts: readonly string[]): Finding {
  let found: Preparation
  try {
    found = preparation(database, scripts)
  } catch (error) {
    return refusedFinding('prepared', system, refused(system, file, error as Error))
  }
  const { missing, outdated, leftOver } = found
  const parts = [
    ...(missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`]),
    ...(outdated.length === 0 ? [] : [`made by another version of the flows: ${outdated.join(', ')}`]),
    ...leftOvers(leftOver, 'trigger', 'left over, and still acting'),
    ...leftOvers(leftOver, 'table', 'left over'),
  ]
  if (parts.length === 0) return { what: 'prepared', ok: true, text: 'prepared: operation marks and change capture are there, and current' }
  return {
    what: 'prepared',
    ok: false,
    text: `not prepared: ${parts.join('; ')}`,
    wayOut: 'thalweg prepare shows the SQL, and runs it with --apply',
  }
}

function leftOvers(leftOver: Preparation['leftOver'], type: 'trigger' | 'table', words: string): string[] {
  const names = leftOver.flatMap((each) => (each.type === type ? [each.name] : []))
  return names.length === 0 ? [] : [`${words}: ${names.join(', ')}`]
}

/** A file is read and written by this machine's own clock; what can differ is the clock of the programs that fill `updatedAt` columns. */
function clock(database: DatabaseSync, toleranceMs: number): Finding {
  const at = Number(database.prepare(`SELECT (julianday('now') - 2440587.5) * 86400000 AS at`).get()!['at'])
  const offset = Math.round(at - Date.now())
  const ok = Math.abs(offset) <= Math.max(toleranceMs, 1_000)
  return {
    what: 'clock',
    ok,
    text: `clock offset ${Math.abs(offset)} ms, tolerance ${toleranceMs} ms`,
    ...(ok ? {} : { wayOut: 'set the clock, or give the system a larger clockTolerance' }),
  }
}
