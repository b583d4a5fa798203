/** One open SQLite file, and its statements by text. */
import { existsSync, statSync } from 'node:fs'
import type { StatementSync } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { SystemError } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import type { Digests } from '../digest.ts'
import { placed } from './parameters.ts'

export type Row = Raw[]
export type Values = Readonly<Record<string, Raw>>
type Bindable = (null | string | number)[]

/** Low bytes of SQLite's result codes that say something of the file rather than of a row. */
const codes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const

export function resultCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : null
}

/** A prepared statement: values in, rows out, by place. */
export class Statement {
  readonly names: readonly string[]
  readonly #database: Database
  readonly #sql: string
  #statement: StatementSync
  #each: StatementSync | null = null
  #bigints = false

  constructor(database: Database, sql: string) {
    const { sql: withPlaces, names } = placed(sql)
    this.#database = database
    this.#sql = withPlaces
    this.names = names
    this.#statement = database.prepare(withPlaces)
  }

  place(values: Values): Raw[] {
    return this.names.map((name) => values[name] ?? null)
  }

  all(values: readonly Raw[]): Row[] {
    if (this.#bigints) return (this.#statement.all(...(values as Bindable)) as unknown as Row[]).map(small)
    try {
      return this.#statement.all(...(values as Bindable)) as unknown as Row[]
    } catch (error) {
      this.#readBigints(error)
      return this.all(values)
    }
  }
  get(values: readonly Raw[]): Row | undefined {
    try {
      const row = this.#statement.get(...(values as Bindable)) as unknown as Row | undefined
      return this.#bigints && row !== undefined ? small(row) : row
    } catch (error) {
      this.#readBigints(error)
      return this.get(values)
    }
  }
  /**
   * Row after row, integers as bigint. What a statement calls functions of ours with is held until control comes back: by `all` for every row that it
   * passes over, here for no longer than one of them takes.
   */
  *each(values: readonly Raw[]): Generator<Row> {
    if (this.#each === null) {
      this.#each = this.#database.prepare(this.#sql)
      this.#each.setReadBigInts(true)
    }
    yield* this.#each.iterate(...(values as Bindable)) as Iterable<unknown> as Iterable<Row>
  }
  /** @returns rows changed */
  run(values: readonly Raw[]): number {
    return this.#statement.run(...(values as Bindable)).changes as number
  }

  /** Integers beyond 2^53 come as bigint; only statements that meet one pay for it. */
  #readBigints(error: unknown): void {
    if (this.#bigints || !(error instanceof Error) || !('code' in error) || error.code !== 'ERR_OUT_OF_RANGE') throw error
    this.#bigints = true
    this.#statement = this.#database.prepare(this.#sql)
    this.#statement.setReadBigInts(true)
  }
}

/** Integers as numbers, but for those that would lose digits. */
export function small(row: readonly Raw[]): Row {
  return row.map((value) =>
    typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value,
  )
}

export class Database {
  readonly system: string
  readonly file: string
  readonly #db: DatabaseSync
  readonly #inode: bigint
  readonly #statements = new Map<string, Statement>()
  #digests: Digests | null = null

  /** Never makes a file, never changes how the file keeps its journal. @throws SystemError */
  constructor(system: string, file: string, readOnly: boolean) {
    this.system = system
    this.file = file
    if (!existsSync(file))
      throw new SystemError(
        'unreachable',
        'absent',
        system,
        `there is no file ${file}`,
        `say where the database of ${system} is, or put it there`,
      )
    this.#inode = statSync(file, { bigint: true }).ino
    this.#db = this.guard(() => {
      const db = new DatabaseSync(file, { readOnly, timeout: 5_000 })
      try {
        db.prepare('SELECT count(*) FROM sqlite_schema').get()
        return db
      } catch (error) {
        db.close()
        throw error
      }
    })
  }

  /** Another file may have taken the place of the one that is open: what is read and written here would be nobody's. @throws SystemError */
  stillThere(): void {
    const now = statSync(this.file, { bigint: true, throwIfNoEntry: false })
    if (now?.ino === this.#inode) return
    const what = now === undefined ? 'is gone' : 'was replaced by another file'
    throw new SystemError(
      'unreachable',
      'replaced',
      this.system,
      `${this.file} ${what} while it was open`,
      'it is opened anew; if it was restored from a backup, take new bases with `thalweg match --accept`',
    )
  }

  statement(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = this.guard(() => new Statement(this, sql))))
    return statement
  }
  prepare(sql: string): StatementSync {
    const statement = this.#db.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
  begin(how: 'DEFERRED' | 'IMMEDIATE'): void {
    this.guard(() => this.#db.exec(`BEGIN ${how}`))
  }
  /** @throws what SQLite throws: whether the transaction is still open tells what it means */
  commit(): void {
    this.#db.exec('COMMIT')
  }
  /** Undoes what is open; SQLite may have undone it already. */
  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
  }
  /** What `thalweg_bucket` and `thalweg_digest` mean in the statements that run next. Integers come as numbers, as bigint only where one would lose digits. */
  useDigests(digests: Digests): void {
    const first = this.#digests === null
    this.#digests = digests
    if (!first) return
    const define = (name: string, call: (values: Row) => bigint) =>
      this.#db.function(name, { deterministic: true, varargs: true, useBigIntArguments: true }, ((...values: Row) =>
        call(small(values))) as never)
    define('thalweg_bucket', ([buckets, ...key]) => this.#digests!.bucket(Number(buckets), key))
    define('thalweg_digest', (values) => this.#digests!.row(values))
  }
  get inTransaction(): boolean {
    return this.#db.isTransaction
  }
  columns(table: string): string[] {
    return this.guard(() => this.#db.prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1').all(table)).map((row) =>
      String(row['name']),
    )
  }
  close(): void {
    if (this.#db.isOpen) this.#db.close()
  }

  /** What SQLite says of the file, in the terms of the ports. What is no error of SQLite passes through. */
  guard<T>(call: () => T): T {
    try {
      return call()
    } catch (error) {
      throw this.translated(error)
    }
  }
  translated(error: unknown): unknown {
    const code = resultCode(error)
    if (code === null || !(error instanceof Error)) return error
    const say = (kind: SystemError['kind'], name: string, detail: string, wayOut: string) =>
      new SystemError(kind, name, this.system, `${detail}: ${error.message}`, wayOut)
    switch (code & 0xff) {
      case codes.busy:
      case codes.locked:
        return say(
          'unreachable',
          'locked',
          `${this.file} is locked by another program`,
          'it is tried again; if it stays, look which program holds a transaction open',
        )
      case codes.readOnly:
        return say('misfit', 'readOnly', `${this.file} cannot be written`, 'give this user the right to write the file and its folder')
      case codes.full:
        return say('unreachable', 'full', `no room on the disk of ${this.file}`, 'make room; nothing was lost, it is tried again')
      case codes.ioError:
        return say('unreachable', 'io', `${this.file} could not be read or written`, 'look at the disk; it is tried again')
      case codes.corrupt:
      case codes.notADatabase:
        return say(
          'misfit',
          'damaged',
          `${this.file} is no SQLite database, or a damaged one`,
          'name the right file, or restore it from a backup',
        )
      case codes.cannotOpen:
        return say('unreachable', 'cannotOpen', `${this.file} cannot be opened`, 'look at the rights of the file and its folder')
      default:
        return say(
          'misfit',
          'statement',
          `${this.file} refuses a statement`,
          'undo what was edited in the generated statements; or look whether its tables are still those that the binding names, then generate and prepare again',
        )
    }
  }
}
