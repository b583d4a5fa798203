/** Puts the rows of a batch into a statement. Compiled once for each statement, so that a row costs no lookup by name. */
import type { TableAdapter } from '../../door.ts'
import type { Write } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import type { Scope } from '../scope.ts'
import { from, source } from '../write-parameters.ts'
import type { Server, ServerResult, ServerValues, Session } from './session.ts'

/** One row of a batch. */
export interface BatchRow {
  readonly parts: readonly Raw[]
  readonly seen: number
  readonly write: Write | null
  /** By field: what is bound for the write's values (ids in the place of natural values). */
  readonly sent: readonly (Raw | undefined)[]
  /** The parts of another key that the row is to have. */
  readonly to: readonly Raw[]
}

export class BatchStatement {
  readonly sql: string
  readonly #server: Server
  readonly #scope: Scope
  readonly #columns: readonly { readonly name: string; readonly kind: number; readonly at: number }[]

  /** @throws SystemError where the statement names what nothing gives a value */
  constructor(server: Server, sql: string, adapter: TableAdapter, scope: Scope) {
    this.sql = sql
    this.#server = server
    this.#scope = scope
    this.#columns = server
      .parameters(sql)
      .filter((name) => name !== 'n' && !Object.hasOwn(scope, name))
      .map((name) => {
        const [kind, at] = source(name, adapter, scope)
        return { name, kind, at }
      })
  }

  /** Each row is told of under its place among `rows`. */
  async run(session: Session, rows: readonly BatchRow[]): Promise<ServerResult> {
    const columns = new Map<string, readonly (string | number | null)[]>([['n', rows.map((_, n) => n)]])
    for (const { name, kind, at } of this.#columns)
      columns.set(
        name,
        rows.map((row) => valueOf(row, kind, at)),
      )
    return session.query(this.sql, { ...this.#scope, ...this.#server.batch(columns) })
  }
}

/** A batch of single values, each under its place. */
export function batchOf(server: Server, name: string, values: readonly Raw[], scope: Scope): ServerValues {
  return {
    ...scope,
    ...server.batch(
      new Map<string, readonly (string | number | null)[]>([
        ['n', values.map((_, n) => n)],
        [name, values.map(textOf)],
      ]),
    ),
  }
}

function valueOf({ parts, seen, write, sent, to }: BatchRow, kind: number, at: number): string | number | null {
  switch (kind) {
    case from.key:
      return textOf(parts[at])
    case from.value:
      return textOf(sent[at])
    case from.base:
      return textOf(write!.expect[at])
    case from.unit:
      return write!.units.includes(at) ? 1 : 0
    case from.unmoved:
      return write!.unmoved.includes(at) ? 1 : 0
    case from.seen:
      return seen
    case from.ownId:
      return textOf(write?.id)
    default:
      return textOf(to[at])
  }
}

/** What a codec gives may be no text; a server takes text. */
export function textOf(raw: Raw | undefined): string | null {
  return raw === null || raw === undefined ? null : String(raw)
}
