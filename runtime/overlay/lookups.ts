/** Rows that a written one names, and that its system looks up: it takes none whose named row is not there. */
import type { Adapter, GeneratedLandscape } from '../door.ts'
import { keyOfValue } from '../engine/parents.ts'
import type { Bound, Write } from '../ports.ts'
import type { KeyText } from '../values.ts'
import type { Table } from './table.ts'
import { isThere } from './table.ts'

/** Reads and writes of the same system in another flow. */
export interface Beside {
  readonly bound: Bound
  readonly table: Table
}

interface Lookup {
  readonly field: string
  readonly slot: number
  readonly parents: readonly Adapter[]
}

/** What the adapter looks up, where some flow knows those rows. */
function lookupsOf({ flows }: GeneratedLandscape, adapter: Adapter): Lookup[] {
  const { system } = adapter
  const named = adapter.form === 'table' ? Object.keys(adapter.statements.lookups ?? {}) : []
  const references = Object.values(flows).find((flow) => flow.adapters[system] === adapter)?.references ?? []
  return named.flatMap((field) => {
    const slot = adapter.fields.findIndex((each) => each.field === field)
    const record = references.find((each) => each.field === field)?.record
    const parents = Object.values(flows).flatMap((flow) => (flow.record === record ? (flow.adapters[system] ?? []) : []))
    return slot < 0 || parents.length === 0 ? [] : [{ field, slot, parents }]
  })
}

export class Lookups {
  readonly #adapter: Adapter
  readonly #lookups: readonly Lookup[]
  readonly #beside: (adapter: Adapter) => Promise<Beside>

  constructor(landscape: GeneratedLandscape, adapter: Adapter, beside: (adapter: Adapter) => Promise<Beside>) {
    this.#adapter = adapter
    this.#lookups = lookupsOf(landscape, adapter)
    this.#beside = beside
  }

  /** @returns what a write of the batch names that is not there, in words; a write before it in the batch may have made it */
  async read(batch: readonly Write[]): Promise<(write: Write) => string | null> {
    const read: ((write: Write) => string | null)[] = []
    for (const lookup of this.#lookups) read.push(await this.#readOne(lookup, batch))
    return (write) => read.map((each) => each(write)).find((each) => each !== null) ?? null
  }

  async #readOne(lookup: Lookup, batch: readonly Write[]): Promise<(write: Write) => string | null> {
    const keys = [...new Set(batch.flatMap((write) => this.#named(lookup, write) ?? []))]
    const there: ((key: KeyText) => boolean)[] = []
    if (keys.length > 0) for (const parent of lookup.parents) there.push(await this.#there(parent, keys))
    return (write) => {
      const key = this.#named(lookup, write)
      if (key === null || there.some((has) => has(key))) return null
      return `${this.#adapter.system} has no row for ${lookup.field} ${key}`
    }
  }

  #named({ slot }: Lookup, { kind, values }: Write): KeyText | null {
    const raw = kind === 'insert' || kind === 'update' ? values[slot] : undefined
    if (raw === undefined || raw === null) return null
    const value = this.#adapter.fields[slot]!.decode(raw)
    return value === null ? null : keyOfValue(value)
  }

  async #there(parent: Adapter, keys: readonly KeyText[]): Promise<(key: KeyText) => boolean> {
    const { bound, table } = await this.#beside(parent)
    const images = await bound.look(keys.map((key) => ({ key, seen: 0 })))
    const stored = new Set(keys.filter((_, i) => isThere(images[i]!)))
    return (key) => {
      const row = table.get(key)
      return row === undefined ? stored.has(key) : row !== null
    }
  }
}
