/**
 * One connection to a database server, as everything above it needs it: statements with named parameters in, rows of text out. What a server prints for a
 * value is its raw form (`null` or text, never a number), so nothing is lost between the column and the mapping of the field.
 */
import type { Mapping } from '../../door.ts'
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
  /** Row after row, without holding all of them, over a connection of its own (`Server.connect`); nothing else may be asked meanwhile. @throws ServerError */
  each(sql: string, values: ServerValues, take: (row: ServerRow) => void): Promise<void>
  /**
   * Calls that each ask one thing, in this order, and none of which needs the answer of another: where the driver can, all are on their way before the first
   * answer is back. @throws ServerError of the first that was refused, after all have ended
   */
  inTurn<T extends readonly unknown[]>(calls: { readonly [K in keyof T]: () => Promise<T[K]> }): Promise<T>
  /** `read`: one snapshot, nothing can be written. @throws ServerError */
  begin(how: 'read' | 'write'): Promise<void>
  /** @throws ServerError; `lost` here means that nobody knows */
  commit(): Promise<void>
  /** Never throws: a connection that is gone has rolled back. */
  rollback(): Promise<void>
  /** A point within a transaction to which `undo` goes back. */
  mark(): Promise<void>
  /** Goes back to the newest mark, and forgets it. */
  undo(): Promise<void>
  /** Forgets the newest mark. */
  keep(): Promise<void>
  readonly open: boolean
  close(): Promise<void>
}

/** Values of one parameter over the rows of a batch. */
export type BatchColumns = ReadonlyMap<string, readonly (string | number | null)[]>

/** Which numbers of one outbox are final: nothing can become visible any more at or below them that is not visible to a read which begins now. */
export interface Horizon {
  /** @param after what was read already @param limit how many entries are wanted behind it */
  upTo(session: Session, after: number, limit: number): Promise<number>
}

export type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE'

/** What values of a column are sent as. */
export type Sent = Pick<Mapping, 'type' | 'sqlType'>

/** What one dialect has of its own below the statements. */
export interface Server {
  readonly system: string
  /** For messages: `PostgreSQL 15.4`, `MariaDB 10.11.6`. */
  readonly title: string
  /** A connection that the caller has to itself until it closes it. @throws SystemError */
  connect(): Promise<Session>
  /** Columns of a table or view as the server has it, in order, by name, with the type as the server prints it; empty: there is none. */
  columns(session: Session, place: string): Promise<readonly ServerColumn[]>
  /** Do one or several of these columns together identify a row: is there a unique index over (some of) them. */
  unique(session: Session, place: string, columns: readonly string[]): Promise<boolean>
  /** Why a column cannot take the values that are sent to it, in words, with the type to say in the binding; null: it can. */
  unfit(session: Session, column: ServerColumn, sent: Sent): Promise<string | null>
  /** Rights on the table that this user lacks for such statements, as they are granted. Absent: they show when they are used. */
  missingRights?(session: Session, place: string, rights: readonly Right[]): Promise<readonly Right[]>
  /** The name as the server takes it: what it does not tell apart is the same. */
  fold(name: string): string
  /** What no time in such a column is before, as it is bound. */
  firstTime(type: string): string
  /** Its clock: epoch ms. */
  clock(session: Session): Promise<number>
  /** Names of the parameters in a statement, those of the rows of its batch included, each once. */
  parameters(sql: string): readonly string[]
  /** What is bound for the rows of a batch. */
  batch(columns: BatchColumns): ServerValues
  /** Why the server cannot keep this text as it is, in words; null: it can. */
  refuses(text: string): string | null
  /** Can an insert leave out rows whose key is taken: not where a constraint of the table is checked at the commit only. Absent: always. */
  canSkip?(session: Session, place: string): Promise<boolean>
  /** The insert without its leave to skip rows: it says which constraint refuses one. */
  insertOutright(sql: string): string
  /** @param high the statement that tells the highest number that was drawn @param changes the one that reads entries */
  horizon(statements: { readonly high: string; readonly changes: string }): Horizon
}

export interface ServerColumn {
  readonly name: string
  /** `numeric(12,2)`, `varchar(20)`, `timestamp with time zone` */
  readonly type: string
  readonly nullable: boolean
}
