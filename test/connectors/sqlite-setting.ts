/** SQLite files as the conformance suite and the tests of the connector need them. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../../runtime/connectors/sqlite/index.ts'
import type { System } from '../../runtime/ports.ts'
import type { Raw } from '../../runtime/values.ts'
import type { TableShape } from './adapters.ts'
import { prepared, quote, systemStatements } from './adapters.ts'
import type { Setting } from './conformance.ts'

export interface SqliteFile {
  readonly file: string
  /** As a user's client. */
  readonly db: DatabaseSync
  open(options?: { readonly name?: string; readonly env?: Record<string, string>; readonly now?: () => number }): Promise<System>
  close(): void
}

/** Where the machine has it: thousands of small commits would else wait for a disk. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A database with these tables and what the shapes need of Thalweg's own; gone after `close`. */
export function sqliteFile(ddl: string, shapes: readonly TableShape[] | null): SqliteFile {
  const folder = mkdtempSync(join(inMemory, 'thalweg-test-'))
  const file = join(folder, 'system.sqlite')
  const db = new DatabaseSync(file)
  db.exec(ddl)
  if (shapes !== null) db.exec(prepared(shapes))
  return {
    file,
    db,
    open: async (options = {}) =>
      openSqlite({
        name: options.name ?? 'ERP',
        file,
        statements: systemStatements,
        env: options.env ?? {},
        ...(options.now === undefined ? {} : { now: options.now }),
      }),
    close: () => {
      if (db.isOpen) db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function sqliteSetting(shape: TableShape): Promise<Setting> {
  const table = quote(shape.table)
  const columns = shape.fields.map((c) => quote(c.column ?? c.field))
  const key = quote(shape.key[0]!.field)
  const keyed =
    shape.ownId === undefined ? `${key} TEXT PRIMARY KEY` : `${quote(shape.ownId)} INTEGER PRIMARY KEY AUTOINCREMENT, ${key} TEXT UNIQUE`
  const made = sqliteFile(`CREATE TABLE ${table} (${keyed}, title TEXT NOT NULL, remark TEXT, size INTEGER NOT NULL)`, [shape])
  const system = await made.open({ name: shape.system })
  const bindable = (values: readonly Raw[]) => values as (string | number | null)[]
  return {
    system,
    user: {
      insert: (name, values) =>
        void made.db
          .prepare(`INSERT INTO ${table} (${[key, ...columns].join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`)
          .run(name, ...bindable(values)),
      update: (name, values) =>
        void made.db
          .prepare(`UPDATE ${table} SET ${columns.map((c) => `${c} = ?`).join(', ')} WHERE ${key} = ?`)
          .run(...bindable(values), name),
      delete: (name) => void made.db.prepare(`DELETE FROM ${table} WHERE ${key} = ?`).run(name),
      rename: (name, to) => void made.db.prepare(`UPDATE ${table} SET ${key} = ? WHERE ${key} = ?`).run(to, name),
    },
    close: async () => {
      await system.close()
      made.close()
    },
  }
}
