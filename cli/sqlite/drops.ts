/** The database of ours in a folder of dropped files: made where it is absent, and its tables get columns that came to them. */
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { databaseIn } from '../../runtime/connectors/drop-to/index.ts'
import { Failure } from '../failure.ts'
import { shown } from '../shown.ts'
import { applySqlite, leftOverSqlite, openFile, refused } from './apply.ts'

export function applyDrops(system: string, folder: string, scripts: readonly string[]): void {
  mustBeThere(system, folder)
  const file = databaseIn(folder)
  try {
    new DatabaseSync(file).close()
  } catch (error) {
    throw refused(system, file, error as Error)
  }
  applySqlite(system, file, scripts)
}

/** What has to be run after the scripts: what they do not take away, and columns that they do not add; null: nothing. */
export function leftOverDrops(system: string, folder: string, scripts: readonly string[]): string | null {
  mustBeThere(system, folder)
  const file = databaseIn(folder)
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return null
  const parts = [leftOverSqlite(system, file, scripts), newColumns(system, file, scripts)].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join('\n')
}

function mustBeThere(system: string, folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  throw new Failure('system.absent', `${system}: there is no folder ${shown(folder)}`, `make it, or say where the folder of ${system} is`)
}

function newColumns(system: string, file: string, scripts: readonly string[]): string | null {
  const wanted = new DatabaseSync(':memory:')
  const there = openFile(system, file, true)
  try {
    for (const script of scripts) wanted.exec(script)
    const tables = wanted.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'thalweg\\_%' ESCAPE '\\'`).all()
    const added = tables.flatMap(({ name }) => {
      const has = columnsOf(there, String(name))
      return has.length === 0
        ? []
        : columnsOf(wanted, String(name)).flatMap((column) => (has.includes(column) ? [] : [add(String(name), column)]))
    })
    return added.length === 0 ? null : ['-- Columns that came to the files.', '', ...added, ''].join('\n')
  } finally {
    wanted.close()
    there.close()
  }
}

function columnsOf(database: DatabaseSync, table: string): string[] {
  return database
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name))
}

function add(table: string, column: string): string {
  return `ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(column)};`
}
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
