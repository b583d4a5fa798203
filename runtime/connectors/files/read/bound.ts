/** A file as the source of one flow. It is read whole; nothing is ever written to it. */
import type { Adapter, FileAdapter } from '../../../door.ts'
import type { Bound, Changes, Delivery, Image, PageRow, Position } from '../../../ports.ts'
import { SystemError } from '../../../ports.ts'
import type { KeyText } from '../../../values.ts'
import { digestsOf } from '../../digest.ts'
import type { FileSource } from './source.ts'
import type { Store, StoredRow } from './store.ts'

export class FileBound implements Bound {
  readonly adapter: FileAdapter
  readonly #source: FileSource
  readonly #peers: readonly Adapter[]
  readonly #keys: number

  constructor(source: FileSource, adapter: FileAdapter, peers: readonly Adapter[]) {
    this.adapter = adapter
    this.#source = source
    this.#peers = peers
    this.#keys = adapter.key.length
  }

  async changes(position: Position | null): Promise<Changes> {
    return { hints: [], position, more: false, seen: 0 }
  }

  async head(): Promise<{ readonly position: Position; readonly seen: number }> {
    return { position: await this.#source.newest(), seen: 0 }
  }

  async forget(): Promise<void> {
    await Promise.resolve()
  }

  async look(looks: readonly { readonly key: KeyText }[]): Promise<readonly Image[]> {
    const store = await this.#source.rows()
    return looks.map(({ key }) => this.#image(store, key))
  }

  #image(store: Store, key: KeyText): Image {
    const row = store.look(key)
    if (row === null) {
      const absent = { present: false, values: [], died: false, death: 0 }
      return store.unclear === null || key.startsWith('?') ? absent : { ...absent, unclear: store.unclear }
    }
    const there = { present: true, values: row.cells.slice(this.#keys), died: false, death: 0 }
    return row.bad === null ? there : { ...there, invalid: row.bad }
  }

  async page(after: KeyText | null, limit: number): Promise<readonly PageRow[]> {
    const store = await this.#source.rows()
    return store.page(after, limit).map((row) => this.#pageRow(row))
  }

  #pageRow({ key, bad, cells }: StoredRow): PageRow {
    const values = cells.slice(this.#keys)
    return bad === null ? { key, values } : { key, values, invalid: bad }
  }

  async deliver(): Promise<Delivery> {
    const { system, place } = this.adapter
    throw new SystemError('misfit', 'readOnly', system, `${place} is only read`, 'take the flow that writes there out')
  }

  async count(): Promise<number> {
    return (await this.#source.rows()).count()
  }

  async digests(buckets: number, peer?: string): Promise<ReadonlyMap<number, { readonly rows: number; readonly digest: string }>> {
    const peers = peer === undefined ? this.#peers : this.#peers.filter(({ system }) => system === peer)
    const { bucket, row } = digestsOf(this.adapter, peers)
    const sums = new Map<number, { rows: number; digest: bigint }>()
    for (const { cells } of (await this.#source.rows()).all()) {
      const number = Number(bucket(buckets, cells.slice(0, this.#keys)))
      const sum = sums.get(number) ?? { rows: 0, digest: 0n }
      sums.set(number, { rows: sum.rows + 1, digest: sum.digest + row(cells) })
    }
    return new Map([...sums].map(([number, { rows, digest }]) => [number, { rows, digest: String(digest) }]))
  }

  async bucketRows(buckets: number, wanted: readonly number[]): Promise<readonly PageRow[]> {
    const { bucket } = digestsOf(this.adapter, this.#peers)
    const asked = new Set(wanted)
    const out: PageRow[] = []
    for (const row of (await this.#source.rows()).all())
      if (asked.has(Number(bucket(buckets, row.cells.slice(0, this.#keys))))) out.push(this.#pageRow(row))
    return out
  }
}
