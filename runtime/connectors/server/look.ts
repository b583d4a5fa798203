/** Rows as they are now, by key, many at once. */
import type { TableAdapter } from '../../door.ts'
import type { Image } from '../../ports.ts'
import type { KeyText, Raw } from '../../values.ts'
import type { RowReader, Where } from '../look-row.ts'
import { absent, absentSince, elsewhere, invalidRow, isThatRow, rowReader } from '../look-row.ts'
import type { Scope } from '../scope.ts'
import { hintKey } from '../stored-key.ts'
import { batchOf, BatchStatement } from './batch.ts'
import { isolate } from './isolate.ts'
import type { Server, ServerRow, Session } from './session.ts'

/** What to look at, by the key as stored. */
export interface Asked {
  readonly parts: readonly Raw[]
  readonly seen: number
  /** The system's own id of the row that is meant, where it is known. */
  readonly id?: Raw
}

/** As many keys as one statement is about. */
export const most = 1_000

const nothing = { write: null, sent: [], to: [] } as const

export class ServerLook {
  readonly #server: Server
  readonly #adapter: TableAdapter
  readonly #scope: Scope
  readonly #rows: BatchStatement
  readonly #read: RowReader
  /** Where, behind the fields, a look tells of a death. */
  readonly #deathAt: number

  constructor(server: Server, adapter: TableAdapter, scope: Scope) {
    this.#server = server
    this.#adapter = adapter
    this.#scope = scope
    this.#rows = new BatchStatement(server, adapter.statements.look, adapter, scope)
    this.#read = rowReader(adapter)
    this.#deathAt = 2 + adapter.fields.length + (adapter.identity === undefined ? 0 : 1)
  }

  /**
   * Within a transaction, where several statements are to see the same.
   *
   * @param marks goes back to a mark where a key is refused, and finds out which: within a transaction only
   * @throws ServerError also for such a key, where there are no marks
   */
  async images(session: Session, asked: readonly Asked[], marks: boolean): Promise<readonly Image[]> {
    const images: Image[] = []
    for (let i = 0; i < asked.length; i += most) images.push(...(await this.#byKeys(session, asked.slice(i, i + most), marks)))
    const ids = asked.flatMap(({ id }, i) => (id === undefined || isThatRow(images[i]!, id) ? [] : [{ i, id }]))
    const now = await this.where(
      session,
      ids.map(({ id }) => id),
    )
    for (const [at, { i }] of ids.entries()) images[i] = elsewhere(images[i]!, now[at]!)
    return images
  }

  /** Rows that are known by their own ids alone, since their keys are none. */
  async invalid(session: Session, rows: readonly { readonly key: KeyText; readonly id: Raw }[]): Promise<readonly Image[]> {
    const now = await this.where(
      session,
      rows.map(({ id }) => id),
    )
    return rows.map(({ key, id }, i) => invalidRow(key, id, now[i]!))
  }

  /** The key of the row of each own id, in the words of the record; null where there is none. */
  async where(session: Session, ids: readonly Raw[]): Promise<readonly (Where | null)[]> {
    const sql = this.#adapter.statements.byId
    const found: (Where | null)[] = ids.map(() => null)
    if (sql === undefined || ids.length === 0) return found
    const { rows } = await session.query(sql, batchOf(this.#server, 'own_id', ids, this.#scope))
    for (const [n, ...parts] of rows) found[Number(n)] = hintKey(this.#adapter, parts)
    return found
  }

  async #byKeys(session: Session, asked: readonly Asked[], marks: boolean): Promise<Image[]> {
    const storable = asked.filter(({ parts }) => parts.every((part) => typeof part !== 'string' || this.#server.refuses(part) === null))
    const images = new Map<Asked, Image>()
    const together = async (some: readonly Asked[]): Promise<void> => {
      const { rows } = await this.#rows.run(
        session,
        some.map(({ parts, seen }) => ({ parts, seen, ...nothing })),
      )
      this.#take(rows, some, images)
    }
    // A key that is no value of its column, is one of a row that is not there.
    if (marks) await isolate(session, storable, together, (each) => void images.set(each, absent))
    else if (storable.length > 0) await together(storable)
    return asked.map((each) => images.get(each) ?? absent)
  }

  #take(rows: readonly ServerRow[], asked: readonly Asked[], images: Map<Asked, Image>): void {
    const times = asked.map(() => 0)
    for (const row of rows) {
      const n = Number(row[0])
      times[n]!++
      images.set(asked[n]!, row[1] === '1' ? this.#read(row.slice(2)) : absentSince(row[this.#deathAt]))
    }
    for (const [n, found] of times.entries())
      if (found > 1)
        images.set(asked[n]!, { ...absent, unclear: `${found} rows of ${this.#adapter.place} have this key: it is not unique there` })
  }
}
