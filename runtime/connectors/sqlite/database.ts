/** One open SQLite file, and its statements by text. */
import { existsSync } from 'node:fs'
import type { StatementSync } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { SystemError } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import { placed } from './parameters.ts'

export type Row = readonly Raw[]
export type Values = Readonly<Record<string, Raw>>

/** Low bytes of SQLite's result codes that say something of the system rather than of a row. */
const codes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const
export const constraint = 19

export function resultCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : null
}

/** A prepared statement: values in, rows out, by place. */
export class Statement {
  readonly names: readonly string[]
  readonly #database: Database
  readonly #sql: string
  #statement: StatementSync
  #bigints = false

  constructor(database: Database, db: DatabaseSync, sql: string) {
    const { sql: withPlaces, names } = placed(sql)
    this.#database = database
    this.#sql = withPlaces
    this.names = names
    this.#statement = db.prepare(withPlaces)
    this.#statement.setReturnArrays(true)
  }

  place(values: Values): Raw[] {
    return this.names.map((name) => values[name] ?? null)
  }

  all(values: readonly Raw[]): Row[] {
    return this.#read(() => this.#statement.all(...(values as (null | string | number)[])) as unknown as Row[])
  }
  get(values: readonly Raw[]): Row | undefined {
    return this.#read(() => this.#statement.get(...(values as (null | string | number)[])) as unknown as Row | undefined)
  }
  /** @returns rows changed */
  run(values: readonly Raw[]): number {
    return Number(this.#statement.run(...(values as (null | string | number)[])).changes)
  }

  /** Integers beyond 2^53 come as bigint; only statements that meet one pay for it. */
  #read<T extends Row | Row[] | undefined>(read: () => T): T {
    if (this.#bigints) return small(read()) as T
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_OUT_OF_RANGE') throw error
      this.#bigints = true
      this.#statement = this.#database.prepareAgain(this.#sql)
      this.#statement.setReturnArrays(true)
      this.#statement.setReadBigInts(true)
      return small(read()) as T
    }
  }
}

function small(rows: Row | Row[] | undefined): Row | Row[] | undefined {
  if (rows === undefined) return undefined
  const one = (value: Raw): Raw => (typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value)
  return Array.isArray(rows[0]) ? (rows as Row[]).map((row) => row.map(one)) : (rows as Row).map(one)
}

export class Database {
  readonly system: string
  readonly file: string
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, Statement>()

  /** Never makes a file, never changes how the file keeps its journal. @throws SystemError */
  constructor(system: string, file: string, readOnly: boolean) {
    this.system = system
    this.file = file
    if (!existsSync(file)) throw new SystemError('unreachable', 'absent', system, `there is no file ${file}`, `say where the database of ${system} is, or put it there`)
    this.#db = this.guard(() => {
      const db = new DatabaseSync(file, { readOnly, timeout: 5_000 })
      db.prepare('SELECT count(*) FROM sqlite_schema').get()
      return db
    })
  }

  statement(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = this.guard(() => new Statement(this, this.#db, sql))))
    return statement
  }
  prepareAgain(sql: string): StatementSync {
    return this.#db.prepare(sql)
  }
  exec(sql: string): void {
    this.guard(() => this.#db.exec(sql))
  }
  define(name: string, call: (...values: Raw[]) => number): void {
    this.#db.function(name, { deterministic: true, varargs: true }, call as never)
  }
  get inTransaction(): boolean {
    return this.#db.isTransaction
  }
  columns(table: string): string[] {
    return this.guard(() => this.#db.prepare('SELECT name FROM pragma_table_info(?)').all(table)).map((row) => String(row['name']))
  }
  close(): void {
    this.#db.close()
  }

  /** What SQLite says of the file, in the terms of the ports. Errors of a row pass through. */
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
    const say = (kind: SystemError['kind'], name: string, detail: string, wayOut: string) => new SystemError(kind, name, this.system, `${detail}: ${error.message}`, wayOut)
    switch (code & 0xff) {
      case codes.busy:
      case codes.locked:
        return say('unreachable', 'locked', `${this.file} is locked by another program`, 'it is tried again; if it stays, look which program holds a transaction open')
      case codes.readOnly:
        return say('misfit', 'readOnly', `${this.file} cannot be written`, 'give this user the right to write the file and its folder')
      case codes.full:
        return say('unreachable', 'full', `no room on the disk of ${this.file}`, 'make room; nothing was lost, it is tried again')
      case codes.ioError:
        return say('unreachable', 'io', `${this.file} could not be read or written`, 'look at the disk; it is tried again')
      case codes.corrupt:
      case codes.notADatabase:
        return say('misfit', 'damaged', `${this.file} is no SQLite database, or a damaged one`, 'name the right file, or restore it from a backup')
      case codes.cannotOpen:
        return say('unreachable', 'cannotOpen', `${this.file} cannot be opened`, 'look at the rights of the file and its folder')
      default:
        return error
    }
  }
}
