import { existsSync, renameSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Client, Row, Value } from './client.ts'

const msPerDay = 86_400_000
/** Julian day of 1970-01-01 at midnight. */
const epochJulianDay = 2_440_587.5

/** A file; it is down while it lies elsewhere. */
export class SqliteClient implements Client {
  readonly #file: string
  readonly #system: string

  constructor(system: string, file: string) {
    this.#system = system
    this.#file = file
  }

  /** SQLite asks the connection what time it is. */
  write(sql: string, values: readonly Value[], at: number): number {
    return this.#with((db) => {
      db.function('julianday', { varargs: true }, () => at / msPerDay + epochJulianDay)
      db.function('unixepoch', { varargs: true }, () => at / 1_000)
      return Number(db.prepare(sql).run(...values).changes)
    })
  }
  rows(sql: string, values: readonly Value[]): Row[] {
    return this.#with((db) =>
      db
        .prepare(sql)
        .all(...values)
        .map((row) => ({ ...row })),
    )
  }
  script(sql: string): void {
    this.#with((db) => db.exec(sql))
  }
  outboxes(): string[] {
    const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'thalweg_outbox_%' ORDER BY name"
    return this.rows(sql, []).map(({ name }) => `"${String(name)}"`)
  }
  goDown(): void {
    renameSync(this.#file, `${this.#file}.away`)
  }
  comeBack(): void {
    renameSync(`${this.#file}.away`, this.#file)
  }

  #with<T>(work: (db: DatabaseSync) => T): T {
    if (!existsSync(this.#file)) throw new Error(`${this.#system} is down: nobody works in it`)
    const db = new DatabaseSync(this.#file)
    // The power does not fail in the offices, and waiting for the disk five hundred times is no part of the day.
    db.exec('PRAGMA synchronous = NORMAL')
    try {
      return work(db)
    } finally {
      db.close()
    }
  }
}
