/**
 * Digests and rows by bucket, on a connection of their own: they read a whole table. The server computes them where generated statements can, else rows are
 * read as a stream and computed here.
 */
import type { Adapter, TableAdapter } from '../../door.ts'
import type { Digests } from '../digest.ts'
import { digestFlags, digestsOf } from '../digest.ts'
import type { Scope } from '../scope.ts'
import { SystemError } from '../../ports.ts'
import { inWords } from './line.ts'
import type { Server, ServerRow, ServerValues, Session } from './session.ts'

type Sums = ReadonlyMap<number, { readonly rows: number; readonly digest: string }>

export class Comparison {
  readonly #server: Server
  readonly #adapter: TableAdapter
  readonly #peers: readonly Adapter[]
  readonly #scope: Scope

  constructor(server: Server, adapter: TableAdapter, peers: readonly Adapter[], scope: Scope) {
    this.#server = server
    this.#adapter = adapter
    this.#peers = peers
    this.#scope = scope
  }

  async digests(buckets: number, peer?: string): Promise<Sums> {
    const sql = this.#adapter.statements.digests
    if (sql !== undefined) return this.#computed(sql, { ...this.#scope, buckets, ...digestFlags(this.#adapter, this.#peers, peer) })
    const peers = peer === undefined ? this.#peers : this.#peers.filter(({ system }) => system === peer)
    return this.#streamed(buckets, digestsOf(this.#adapter, peers))
  }

  /** @returns null: the peer stores otherwise, or the server does not hash what is in these columns */
  async storedDigests(buckets: number, peer: string): Promise<Sums | null> {
    const { alike, statements } = this.#adapter
    if (statements.storedDigests === undefined || alike?.includes(peer) !== true) return null
    const flags = digestFlags(this.#adapter, this.#peers, peer)
    try {
      return await this.#computed(statements.storedDigests, { ...this.#scope, buckets, ...flags })
    } catch (error) {
      if (error instanceof SystemError && error.kind === 'misfit') return null
      throw error
    }
  }

  async storedRows(buckets: number, wanted: readonly number[]): Promise<readonly ServerRow[]> {
    const rows: ServerRow[] = []
    const values = { ...this.#scope, buckets, wanted: JSON.stringify(wanted) }
    await this.#each(this.#adapter.statements.storedRows!, values, (row) => void rows.push(row))
    return rows
  }

  async bucketRows(buckets: number, wanted: readonly number[]): Promise<readonly ServerRow[]> {
    const { bucketRows, digestRows } = this.#adapter.statements
    if (wanted.length === 0) return []
    const rows: ServerRow[] = []
    if (bucketRows !== undefined) {
      await this.#each(bucketRows, { ...this.#scope, buckets, wanted: JSON.stringify(wanted) }, (row) => void rows.push(row))
      return rows
    }
    const { bucket } = digestsOf(this.#adapter, this.#peers)
    const keys = this.#adapter.key.length
    const among = new Set(wanted)
    await this.#each(digestRows!, this.#scope, (row) => {
      if (among.has(Number(bucket(buckets, row.slice(0, keys))))) rows.push(row)
    })
    return rows
  }

  /** A row for each bucket, all at once: servers do not share the work of a statement between processes while its rows are fetched in portions. */
  async #computed(sql: string, values: ServerValues): Promise<Sums> {
    const { rows } = await this.#on(async (session) => session.query(sql, values))
    return new Map(rows.map(([bucket, held, digest]) => [Number(bucket), { rows: Number(held), digest: digest! }]))
  }

  async #streamed(buckets: number, { bucket, row: digest }: Digests): Promise<Sums> {
    const keys = this.#adapter.key.length
    const sums = new Map<number, { rows: number; digest: bigint }>()
    await this.#each(this.#adapter.statements.digestRows!, this.#scope, (row) => {
      const at = Number(bucket(buckets, row.slice(0, keys)))
      const sum = sums.get(at) ?? { rows: 0, digest: 0n }
      sums.set(at, { rows: sum.rows + 1, digest: sum.digest + digest(row) })
    })
    return new Map([...sums].map(([at, { rows, digest: sum }]) => [at, { rows, digest: String(sum) }]))
  }

  async #each(sql: string, values: ServerValues, take: (row: ServerRow) => void): Promise<void> {
    await this.#on(async (session) => session.each(sql, values, take))
  }

  async #on<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return inWords(async () => {
      const session = await this.#server.connect()
      try {
        return await work(session)
      } finally {
        await session.close()
      }
    })
  }
}
