/** One connection to a MariaDB. */
import type { Connection, QueryError, TypeCastField } from 'mysql2'
import type { ServerError, ServerResult, ServerRow, ServerValues, Session } from '../server/session.ts'
import type { Where } from './errors.ts'
import { refusalOf } from './errors.ts'
import type { Piece, TypeOf } from './statement.ts'
import { piecesOf, textOf } from './statement.ts'

/** Types of columns by table and column, as statements ask for them; one for all sessions of a system. */
export interface Types {
  /** @throws ServerError */
  of(session: Session, column: TypeOf): Promise<string>
}

/** Settings of every session. Strict: nothing is cut silently. Zero dates that users have stored may stay where they are, so no mode forbids them. */
export const settings = `${[
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'",
  "time_zone = '+00:00'",
  'innodb_lock_wait_timeout = 2',
  'lock_wait_timeout = 10',
  'group_concat_max_len = 16777216',
  'autocommit = 1',
  'sql_safe_updates = 0',
  'sql_select_limit = DEFAULT',
].join(', ')}; SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED`

export class MariadbSession implements Session {
  readonly #connection: Connection
  readonly #where: Where
  readonly #types: Types
  readonly #largest: number
  readonly #statements = new Map<string, { readonly pieces: readonly Piece[]; types: ReadonlyMap<string, string> | null }>()
  #open = true
  #marks = 0

  /** @param largest bytes that the server takes in one packet */
  constructor(connection: Connection, where: Where, types: Types, largest: number) {
    this.#connection = connection
    this.#where = where
    this.#types = types
    this.#largest = largest
    connection.on('error', () => void (this.#open = false))
    connection.on('end', () => void (this.#open = false))
  }

  get open(): boolean {
    return this.#open
  }

  /** Of several statements in one: the rows of the last that gives some, and what the last of the others wrote. */
  async query(sql: string, values: ServerValues = {}): Promise<ServerResult> {
    const text = await this.#text(sql, values)
    return new Promise((resolve, reject) => {
      this.#connection.query({ sql: text, rowsAsArray: true, typeCast }, (error: QueryError | null, results: unknown, fields: unknown) => {
        if (error !== null) return reject(this.#refused(error))
        return resolve(resultOf(results, fields))
      })
    })
  }

  async each(sql: string, values: ServerValues, take: (row: ServerRow) => void): Promise<void> {
    const text = await this.#text(sql, values)
    return new Promise((resolve, reject) => {
      let failed: Error | undefined
      this.#connection
        .query({ sql: text, rowsAsArray: true, typeCast })
        .on('result', (row: unknown) => {
          if (failed !== undefined || !Array.isArray(row)) return
          try {
            take(row as ServerRow)
          } catch (error) {
            failed = error instanceof Error ? error : new Error(String(error))
          }
        })
        .on('error', (error: QueryError) => reject(this.#refused(error)))
        .on('end', () => (failed === undefined ? resolve() : reject(failed)))
    })
  }

  async inTurn<T extends readonly unknown[]>(calls: { readonly [K in keyof T]: () => Promise<T[K]> }): Promise<T> {
    const answers: unknown[] = []
    for (const call of calls) answers.push(await call())
    return answers as unknown as T
  }

  async begin(how: 'read' | 'write'): Promise<void> {
    this.#marks = 0
    await this.query(
      how === 'write'
        ? 'SET @thalweg_op = NULL; START TRANSACTION'
        : 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
    )
  }

  async commit(): Promise<void> {
    await this.query('COMMIT')
  }

  /** A variable of a session is not rolled back with the rest. */
  async rollback(): Promise<void> {
    try {
      if (this.#open) await this.query('ROLLBACK; SET @thalweg_op = NULL')
    } catch {
      this.#end()
    }
  }

  async mark(): Promise<void> {
    await this.query(`SAVEPOINT ${markOf(++this.#marks)}`)
  }

  async undo(): Promise<void> {
    const mark = markOf(this.#marks--)
    await this.query(`ROLLBACK TO SAVEPOINT ${mark}; RELEASE SAVEPOINT ${mark}`)
  }

  async keep(): Promise<void> {
    await this.query(`RELEASE SAVEPOINT ${markOf(this.#marks--)}`)
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    await new Promise<void>((resolve) => {
      this.#connection.end(() => resolve())
      setTimeout(() => {
        this.#connection.destroy()
        resolve()
      }, 1_000).unref()
    })
  }

  #end(): void {
    this.#open = false
    this.#connection.destroy()
  }

  #refused(error: QueryError): ServerError {
    const refused = refusalOf(error, this.#where)
    if (refused.refusal === 'lost' || error.fatal) this.#end()
    return refused
  }

  async #text(sql: string, values: ServerValues): Promise<string> {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = { pieces: piecesOf(sql), types: null }))
    statement.types ??= await this.#typesIn(statement.pieces)
    const { pieces, types } = statement
    const text = textOf(pieces, values, (of) => types.get(JSON.stringify(of))!)
    if (text.length * 3 < this.#largest || Buffer.byteLength(text) < this.#largest - 1024) return text
    // A larger packet costs the connection; a smaller batch fits.
    throw refusalOf(
      { errno: 1153, message: `the values are larger than a packet may be there (max_allowed_packet is ${this.#largest})` },
      this.#where,
    )
  }

  async #typesIn(pieces: readonly Piece[]): Promise<ReadonlyMap<string, string>> {
    const types = new Map<string, string>()
    for (const piece of pieces)
      if (typeof piece !== 'string' && 'typeOf' in piece) types.set(JSON.stringify(piece.typeOf), await this.#types.of(this, piece.typeOf))
    return types
  }
}

/** A mark of the name of another would take that one away. */
function markOf(number: number): string {
  return `thalweg_${number}`
}

/** Everything as the server prints it, but for bits, which it sends as bytes. */
function typeCast(field: TypeCastField): string | null {
  if (field.type !== 'BIT') return field.string('utf8')
  const bits = field.buffer()
  return bits === null ? null : String(bits.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n))
}

/** One result is given as it is, several as a list of them; what gives rows has fields, the others have none. */
function resultOf(results: unknown, fields: unknown): ServerResult {
  const several = Array.isArray(fields) && (fields.length === 0 || Array.isArray(fields[0]) || fields.includes(undefined))
  const all = several ? (results as readonly unknown[]) : [results]
  let rows: readonly ServerRow[] = []
  let affected = 0
  for (const result of all) {
    if (Array.isArray(result)) rows = result as ServerRow[]
    else affected = (result as { readonly affectedRows?: number } | undefined)?.affectedRows ?? affected
  }
  return { rows, affected: affected === 0 ? rows.length : affected }
}
