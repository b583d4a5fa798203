/**
 * The rows of one arrival, in the order of their keys: a database of SQLite's own that lies in memory while it is small, else in a temporary file, and is gone when it is
 * closed. Two lines with one key that say the same are one row; where they differ neither counts.
 */
import type { StatementSync } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import type { KeyText, Raw } from '../../../values.ts'

export interface StoredRow {
  readonly key: KeyText
  /** Why it is none of the record's rows, else null. */
  readonly bad: string | null
  /** The key as it stands there, then the fields. */
  readonly cells: readonly Raw[]
}

/** Lines that are named where one key has many. */
const linesNamed = 5

export class Store {
  readonly #db = new DatabaseSync('')
  readonly #insert: StatementSync
  #page: readonly [first: StatementSync, next: StatementSync] | null = null
  #look: StatementSync | null = null
  /** Why a record that is not among the rows may be in the file all the same; null: it is not. */
  unclear: string | null = null
  /** Rows that are none. */
  bad = 0

  constructor(cells: number) {
    const names = Array.from({ length: cells }, (_, i) => `c${i}`)
    this.#db.exec('PRAGMA journal_mode = OFF')
    this.#db.exec('PRAGMA cache_size = -65536')
    this.#db.exec(`CREATE TABLE rows (${['key', 'line', 'bad', ...names].join(', ')})`)
    this.#insert = this.#db.prepare(`INSERT INTO rows VALUES (${Array.from({ length: cells + 3 }, () => '?').join(', ')})`)
    this.#db.exec('BEGIN')
  }

  add(key: KeyText, line: number, bad: string | null, cells: readonly Raw[]): void {
    this.#insert.run(key, line, bad, ...(cells as (string | number | null)[]))
  }

  /** All rows are there. @param told how a file says that about some of its lines */
  complete(told: (lines: string, why: string) => string): void {
    this.#db.exec('CREATE INDEX by_key ON rows (key)')
    this.#oneForEachKey(told)
    this.#db.exec('COMMIT')
    this.bad = Number(this.#one('SELECT count(*) FROM rows WHERE bad IS NOT NULL'))
    const pages = ['', 'WHERE key > ?'].map((where) => this.#rows(`SELECT key, bad, * FROM rows ${where} ORDER BY key LIMIT ?`))
    this.#page = [pages[0]!, pages[1]!]
    this.#look = this.#rows('SELECT key, bad, * FROM rows WHERE key = ?')
  }

  #rows(sql: string): StatementSync {
    const statement = this.#db.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
  #one(sql: string): unknown {
    return (this.#rows(sql).get() as unknown as unknown[] | undefined)?.[0] ?? null
  }

  #oneForEachKey(told: (lines: string, why: string) => string): void {
    const keys = this.#rows('SELECT key FROM rows GROUP BY key HAVING count(*) > 1').all() as unknown as [string][]
    const rows = this.#rows('SELECT rowid, * FROM rows WHERE key = ? ORDER BY rowid')
    const mark = this.#db.prepare('UPDATE rows SET bad = ? WHERE rowid = ?')
    const drop = this.#db.prepare('DELETE FROM rows WHERE key = ? AND rowid <> ?')
    for (const [key] of keys) {
      const same = rows.all(key) as unknown as [rowid: number, key: string, line: number, bad: string | null, ...cells: Raw[]][]
      const [first] = same
      const [rowid, , , bad, ...cells] = first!
      drop.run(key, rowid)
      if (bad === null && same.every(([, , , why, ...others]) => why === null && others.every((cell, i) => cell === cells[i]))) continue
      const lines = same.slice(0, linesNamed).map(([, , line]) => line)
      const more = same.length > linesNamed ? ` and ${same.length - linesNamed} more` : ''
      if (!key.startsWith('?'))
        mark.run(told(`lines ${lines.join(', ')}${more}`, 'have the same key and differ: none of them counts'), rowid)
    }
  }

  page(after: KeyText | null, limit: number): StoredRow[] {
    const [first, next] = this.#page!
    return (after === null ? first.all(limit) : next.all(after, limit)).map(row)
  }
  look(key: KeyText): StoredRow | null {
    const found = this.#look!.get(key)
    return found === undefined ? null : row(found)
  }
  count(): number {
    return Number(this.#one('SELECT count(*) FROM rows'))
  }
  firstBad(): string | null {
    return this.#one('SELECT bad FROM rows WHERE bad IS NOT NULL ORDER BY line') as string | null
  }
  *all(): Generator<StoredRow> {
    for (const each of this.#rows('SELECT key, bad, * FROM rows').iterate()) yield row(each)
  }

  close(): void {
    this.#db.close()
  }
}

function row(stored: unknown): StoredRow {
  const [key, bad, , , , ...cells] = stored as [string, string | null, unknown, unknown, unknown, ...Raw[]]
  return { key, bad, cells }
}
