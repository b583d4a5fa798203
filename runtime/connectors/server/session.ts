/**
 * One connection to a database server, as everything above it needs it: statements with named parameters in, rows of text out. What a server prints for a
 * value is its raw form (`null` or text, never a number), so nothing is lost between the column and the mapping of the field.
 */
import type { SystemError } from '../../ports.ts'

export type ServerRow = (string | null)[]

/**
 * Values by parameter name. In Postgres a list becomes an array (`:key_0::text[]`); in MariaDB `batch` is a JSON text. Numbers are those of thalweg's own
 * tables and limits.
 */
export type ServerValues = Readonly<Record<string, string | number | boolean | null | readonly (string | number | boolean | null)[]>>

export interface ServerResult {
  readonly rows: readonly ServerRow[]
  /** Rows that the statement wrote, or that it found. */
  readonly affected: number
}

/** What a server's refusal means, whatever number it bears. */
export type Refusal =
  /** A unique index has the value already. */
  | 'taken'
  /** A constraint, a type, a length, a trigger's refusal: this row, not the others. */
  | 'row'
  /** Serialization failure, deadlock, lock timeout: the same again may go through. Nothing was written. */
  | 'again'
  /** The connection is gone or was cut. Within a commit nobody knows whether it landed. */
  | 'lost'
  /** Statement timeout, out of memory, disk full, too many connections, shutting down: later. Nothing was written. */
  | 'later'
  /** Rights, names, syntax, a read-only server: not before somebody does something. */
  | 'never'

/** Thrown by a session for everything that a server refuses, and for nothing else. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly refusal: Refusal
  /** SQLSTATE, or the server's own number. */
  readonly code: string
  /** What a caller outside a write throws: in the words of the ports, with the way out. */
  readonly system: SystemError
  constructor(refusal: Refusal, code: string, message: string, system: SystemError) {
    super(message)
    this.refusal = refusal
    this.code = code
    this.system = system
  }
}

export interface Session {
  /** @throws ServerError */
  query(sql: string, values?: ServerValues): Promise<ServerResult>
  /** Row after row, without holding all of them; nothing else may be asked of this session meanwhile. @throws ServerError */
  each(sql: string, values: ServerValues, take: (row: ServerRow) => void): Promise<void>
  /** `read`: one snapshot, nothing can be written. @throws ServerError */
  begin(how: 'read' | 'write'): Promise<void>
  /** @throws ServerError; `lost` here means that nobody knows */
  commit(): Promise<void>
  /** Never throws: a connection that is gone has rolled back. */
  rollback(): Promise<void>
  readonly open: boolean
  close(): Promise<void>
}

/** What one dialect has of its own below the statements. */
export interface Server {
  readonly system: string
  /** For messages: `PostgreSQL 15.4`, `MariaDB 10.11.6`. */
  readonly title: string
  /** A connection that the caller has to itself until it closes it. @throws SystemError */
  connect(): Promise<Session>
  /** Columns of a table or view as the server has it, in order, by name, with the type as the server prints it; empty: there is none. */
  columns(session: Session, place: string): Promise<readonly ServerColumn[]>
  /** Do one or several of these columns together identify a row: is there a unique index over (some of) them, none of them null. */
  unique(session: Session, place: string, columns: readonly string[]): Promise<boolean>
  /** Its clock: epoch ms. */
  clock(session: Session): Promise<number>
}

export interface ServerColumn {
  readonly name: string
  /** `numeric(12,2)`, `varchar(20)`, `timestamp with time zone` */
  readonly type: string
  readonly nullable: boolean
}
