/**
 * Pages of the engine over pages of a connector. The engine asks for the rows after a key; a connector gives them in an order of its own, with a mark where the next
 * page begins. What lies between is kept by the last key that was given out. A reading that another run has begun starts over: rows that are read twice are no
 * edit.
 */
import { keyText } from '../../key.ts'
import type { PageRow } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { KeyText } from '../../values.ts'
import { ValueError } from '../../values.ts'
import type { CustomAdapter } from '../../door.ts'
import { invalidKey } from '../invalid-key.ts'
import type { Calls } from './calls.ts'
import type { Rows } from './definition.ts'
import type { ReadRow, Shape } from './shape.ts'

interface Reading {
  /** Read already, and not given out. */
  readonly rest: PageRow[]
  readonly from: string | null
  readonly ended: boolean
}

const start: Reading = { rest: [], from: null, ended: false }
/** Readings that were begun and not gone on with; the oldest is forgotten. */
const mostOpen = 16
/** Pages without a single row, one after the other: the connector gives the same mark again and again. */
const mostEmpty = 10_000

export class Pages {
  readonly #adapter: CustomAdapter
  readonly #rows: Rows
  readonly #shape: Shape
  readonly #calls: Calls
  readonly #open = new Map<KeyText, Reading>()

  constructor(adapter: CustomAdapter, rows: Rows, shape: Shape, calls: Calls) {
    this.#adapter = adapter
    this.#rows = rows
    this.#shape = shape
    this.#calls = calls
  }

  async after(key: KeyText | null, limit: number): Promise<readonly PageRow[]> {
    const known = key === null ? undefined : this.#open.get(key)
    if (key !== null) this.#open.delete(key)
    let reading = known ?? start
    const rest = [...reading.rest]
    for (let empty = 0; rest.length < limit && !reading.ended;) {
      const more = await this.#next(reading.from, limit)
      rest.push(...more.rest)
      empty = more.rest.length === 0 ? empty + 1 : 0
      if (!more.ended && (more.from === reading.from || empty > mostEmpty)) throw this.#stuck()
      reading = more
    }
    const out = rest.slice(0, limit)
    const last = out.at(-1)
    if (last !== undefined && out.length === limit) this.#keep(last.key, { ...reading, rest: rest.slice(limit) })
    return out
  }

  /** Every row, a page at a time. */
  async *all(limit: number): AsyncGenerator<readonly PageRow[]> {
    for (let from: string | null = null; ;) {
      const { rest, from: next, ended } = await this.#next(from, limit)
      yield rest
      if (ended) return
      if (next === from) throw this.#stuck()
      from = next
    }
  }

  async #next(from: string | null, limit: number): Promise<Reading> {
    const { rows, next } = await this.#calls.read(async () => this.#rows.list(from, limit))
    const rest = rows.flatMap((row) => {
      const read = this.#shape.read(row)
      return read?.carried !== true ? [] : [pageRow(this.#adapter, read)]
    })
    return { rest, from: next, ended: next === null }
  }

  #keep(key: KeyText, reading: Reading): void {
    this.#open.set(key, reading)
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= mostOpen) return
      this.#open.delete(oldest)
    }
  }

  #stuck(): SystemError {
    const { system, place } = this.#adapter
    return new SystemError(
      'misfit',
      'stuck',
      system,
      `the connector of ${system} gives no end of the pages of ${place}: the same mark comes again and again`,
      'have list give another next for every page, and null after the last one (thalweg/testing finds it)',
    )
  }
}

function pageRow(adapter: CustomAdapter, { parts, values }: ReadRow): PageRow {
  try {
    return { key: keyText(adapter, parts), values }
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return { key: invalidKey(parts), values, invalid: `${error.field}: ${error.message}` }
  }
}
