/** What the builders of the examples share: a SQLite file for each system, made from the parts of one schema file. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Databases<Name extends string> {
  readonly files: Readonly<Record<Name, string>>
  readonly open: Readonly<Record<Name, DatabaseSync>>
}

/** Empty databases in `folder`, replacing those that are there. A part of the schema begins with `-- @name`. */
export function createDatabases<const Name extends string>(folder: string, schemaFile: string, names: readonly Name[]): Databases<Name> {
  mkdirSync(folder, { recursive: true })
  const schema = new Map(
    readFileSync(schemaFile, 'utf8')
      .split(/^-- @/m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n'))]),
  )
  const made = names.map((name) => {
    const file = join(folder, `${name}.sqlite`)
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(file + ending, { force: true })
    const db = new DatabaseSync(file)
    db.exec('PRAGMA journal_mode = WAL')
    db.exec(schema.get(name)!)
    return { name, file, db }
  })
  return {
    files: Object.fromEntries(made.map(({ name, file }) => [name, file])) as Record<Name, string>,
    open: Object.fromEntries(made.map(({ name, db }) => [name, db])) as Record<Name, DatabaseSync>,
  }
}

export function insert(db: DatabaseSync, sql: string, rows: Iterable<readonly (string | number | null)[]>): void {
  const statement = db.prepare(sql)
  db.exec('BEGIN')
  for (const row of rows) statement.run(...row)
  db.exec('COMMIT')
}

/** Rows of a file without a header line whose fields end in tabs. */
export function tsv(file: string): string[][] {
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}
