/** Counts and digests of a place that can do nothing but list its rows: computed here, by the functions that databases are given. */
import type { Adapter, CustomAdapter } from '../../door.ts'
import { keyParts } from '../../key.ts'
import type { Bound, PageRow } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import { storedKey } from '../stored-key.ts'
import type { Digests } from '../digest.ts'
import { digestsOf } from '../digest.ts'
import type { Pages } from './pages.ts'

/** Rows asked for at once. */
const pageRows = 1_000

export class Compared implements Pick<Bound, 'count' | 'digests' | 'bucketRows'> {
  readonly #adapter: CustomAdapter
  readonly #pages: Pages
  readonly #peers: readonly Adapter[]

  constructor(adapter: CustomAdapter, pages: Pages, peers: readonly Adapter[]) {
    this.#adapter = adapter
    this.#pages = pages
    this.#peers = peers
  }

  async count(): Promise<number> {
    let rows = 0
    for await (const page of this.#pages.all(pageRows)) rows += page.length
    return rows
  }

  async digests(buckets: number, peer?: string): Promise<ReadonlyMap<number, { readonly rows: number; readonly digest: string }>> {
    const digests = digestsOf(this.#adapter, peer === undefined ? this.#peers : this.#peers.filter(({ system }) => system === peer))
    const sums = new Map<number, { rows: number; sum: bigint }>()
    for await (const page of this.#pages.all(pageRows)) {
      for (const row of page) {
        const parts = this.#partsOf(row)
        const bucket = Number(digests.bucket(buckets, parts))
        const known = sums.get(bucket) ?? { rows: 0, sum: 0n }
        sums.set(bucket, { rows: known.rows + 1, sum: known.sum + digests.row([...parts, ...row.values]) })
      }
    }
    return new Map([...sums].map(([bucket, { rows, sum }]) => [bucket, { rows, digest: String(sum) }]))
  }

  async bucketRows(buckets: number, wanted: readonly number[]): Promise<readonly PageRow[]> {
    const digests: Digests = digestsOf(this.#adapter, this.#peers)
    const some = new Set(wanted)
    const out: PageRow[] = []
    for await (const page of this.#pages.all(pageRows))
      out.push(...page.filter((row) => some.has(Number(digests.bucket(buckets, this.#partsOf(row))))))
    return out
  }

  #partsOf({ key, invalid }: PageRow): readonly Raw[] {
    return invalid === undefined ? keyParts(this.#adapter, key) : storedKey(this.#adapter, key)
  }
}
