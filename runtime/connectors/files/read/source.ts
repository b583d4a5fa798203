/** One record's file in a folder: which content counts now, and the rows of it. What counts stays the same until somebody asks for the newest. */
import { createHash } from 'node:crypto'
import type { FileAdapter } from '../../../door.ts'
import { SystemError } from '../../../ports.ts'
import type { Arrival, Arriving } from './arrival.ts'
import { arrival, found, mark } from './arrival.ts'
import { load } from './load.ts'
import type { Store } from './store.ts'

export class FileSource {
  readonly #arriving: Arriving
  readonly #adapter: FileAdapter
  /** A content is read anew where the adapter reads it otherwise. */
  readonly #reads: string
  #arrival: { readonly arrived: Arrival; readonly mark: string } | null = null
  #store: Store | null = null

  constructor(arriving: Arriving, adapter: FileAdapter) {
    this.#arriving = arriving
    this.#adapter = adapter
    this.#reads = createHash('sha256').update(JSON.stringify(adapter)).digest('hex').slice(0, 12)
  }

  /** Takes note of a new arrival. @returns what stands for its content @throws SystemError while there is none */
  async newest(): Promise<string> {
    return this.#guard(async () => this.#newest())
  }
  async #newest(): Promise<string> {
    const file = await found(this.#arriving, this.#adapter.place)
    const now = `${file.path} ${await mark(file.path)}`
    if (this.#arrival?.mark !== now) {
      const arrived = await arrival(this.#arriving, file)
      if (arrived.sha256 !== this.#arrival?.arrived.sha256) this.close()
      this.#arrival = { arrived, mark: now }
    }
    return JSON.stringify({ sha256: this.#arrival.arrived.sha256, reads: this.#reads })
  }

  async rows(): Promise<Store> {
    if (this.#arrival === null) await this.newest()
    return (this.#store ??= await this.#guard(async () => load(this.#arriving, this.#adapter, this.#arrival!.arrived)))
  }

  /** What the disk refuses is the system's fault: rights, a file that was moved away meanwhile, no room for the rows. */
  async #guard<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Error) || !('errno' in error || 'errcode' in error)) throw error
      const { system } = this.#arriving
      throw new SystemError(
        'unreachable',
        'disk',
        system,
        `${this.#adapter.place}: ${error.message}`,
        'it is read again with the next pass',
      )
    }
  }

  /** The file that counts, once it was asked for. */
  get file(): Arrival | null {
    return this.#arrival?.arrived ?? null
  }

  close(): void {
    this.#store?.close()
    this.#store = null
  }
}
