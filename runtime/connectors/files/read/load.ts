/** Reads an arrival into a store: every row is looked at once, so that what is none of the record's is known with its line before anything is settled. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FileAdapter } from '../../../door.ts'
import { keyText } from '../../../key.ts'
import { SystemError } from '../../../ports.ts'
import type { Raw } from '../../../values.ts'
import { ValueError } from '../../../values.ts'
import { invalidKey } from '../../invalid-key.ts'
import { encodingOf, readerOf } from '../formats/index.ts'
import type { Reader, Rows, Wanted } from '../formats/reader.ts'
import { NotFitting, NotWhole } from '../formats/reader.ts'
import type { Arrival, Arriving } from './arrival.ts'
import { notWhole, unlike } from './arrival.ts'
import { Store } from './store.ts'

/** How much of a line is told of it. */
const shownChars = 200

/** So many bad rows are told one by one, however few good ones there are. */
const badTold = 100

/** @throws SystemError where it is not whole, or not the file that the binding describes */
export async function load(arriving: Arriving, adapter: FileAdapter, arrived: Arrival): Promise<Store> {
  const columns = [...adapter.key, ...adapter.fields]
  const store = new Store(columns.length)
  const intake = new Intake(adapter, arrived.name, columns, store)
  try {
    const sha256 = await read(adapter, arrived, intake)
    if (sha256 !== arrived.sha256) throw notWhole(arriving.system, arrived.name, 'it was written to while it was read')
    const { manifest } = arrived
    if (manifest?.rows !== undefined && manifest.rows !== intake.rows)
      throw unlike(arriving, arrived.name, `${manifest.rows} rows`, String(intake.rows))
    intake.mustFit()
    store.complete((lines, why) => `${arrived.name}, ${lines}: ${why}`)
    return store
  } catch (error) {
    store.close()
    if (error instanceof NotWhole) throw notWhole(arriving.system, arrived.name, error.message)
    if (error instanceof NotFitting)
      throw new SystemError(
        'misfit',
        'noFit',
        arriving.system,
        `${arrived.name} is not the file that the binding describes: ${error.message}`,
        error.wayOut,
      )
    throw error
  }
}

/** @returns the hash of what was read */
async function read({ format }: FileAdapter, { path }: Arrival, intake: Intake): Promise<string> {
  const hash = createHash('sha256')
  let reader: Reader | null = null
  let decoder: Decoder | null = null
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    reader ??= readerOf(format, intake.columns, intake)
    decoder ??= decoderOf(encodingOf(format, chunk))
    reader.write(decoder.decode(chunk, { stream: true }))
  }
  if (reader === null || decoder === null) throw new NotWhole('it is empty')
  reader.write(decoder.decode())
  await reader.end()
  return hash.digest('hex')
}

type Decoder = InstanceType<typeof TextDecoder>

function decoderOf(encoding: string): Decoder {
  try {
    return new TextDecoder(encoding)
  } catch {
    throw new NotFitting(`its encoding ${encoding} is not known`, 'ask whoever makes the file for UTF-8')
  }
}

/** What becomes of each row. */
class Intake implements Rows {
  readonly columns: readonly Wanted[]
  /** Lines that are rows or should be; in a wide table each cell that holds something. */
  rows = 0
  #bad = 0
  #firstBad = ''
  readonly #adapter: FileAdapter
  readonly #file: string
  readonly #store: Store

  constructor(adapter: FileAdapter, file: string, columns: readonly Wanted[], store: Store) {
    this.#adapter = adapter
    this.#file = file
    this.columns = columns
    this.#store = store
  }

  /** A file of which nearly nothing can be read is another one: its lines are not told one by one. @throws NotFitting */
  mustFit(): void {
    if (this.#bad <= badTold || this.#bad <= this.rows / 2) return
    throw new NotFitting(
      `${this.#bad.toLocaleString('en')} of its ${this.rows.toLocaleString('en')} rows cannot be read, the first: ${this.#firstBad}`,
      'correct the format and the columns of the binding and generate, or ask whoever makes the file',
    )
  }

  bad(why: string, line: number, raw: string): void {
    this.rows++
    const told = this.#told(why, line, raw)
    this.#store.unclear ??= told
    const nothing = this.columns.map(() => null)
    this.#store.add(`?line ${JSON.stringify(raw.trim().slice(0, shownChars))}`, line, told, nothing)
  }

  row(cells: readonly (Raw | undefined)[], line: number, raw: string): void {
    this.rows++
    const stored = cells.map((cell) => cell ?? null)
    const parts = stored.slice(0, this.#adapter.key.length)
    const why = this.#lacking(cells)
    try {
      const key = keyText(this.#adapter, parts)
      const reason = why ?? this.#undecodable(stored.slice(parts.length))
      this.#store.add(key, line, reason === null ? null : this.#told(reason, line, raw), stored)
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      const told = this.#told(why ?? `${error.field}: ${error.message}`, line, raw)
      this.#store.unclear ??= told
      this.#store.add(invalidKey(parts), line, told, stored)
    }
  }

  #lacking(cells: readonly (Raw | undefined)[]): string | null {
    const lacking = this.columns.filter(({ nullable }, i) => !nullable && cells[i] === undefined)
    return lacking.length === 0 ? null : `has no ${lacking.map(({ column }) => column).join(' and no ')}`
  }

  #undecodable(values: readonly Raw[]): string | null {
    for (const [i, mapping] of this.#adapter.fields.entries()) {
      try {
        mapping.decode(values[i]!)
      } catch (error) {
        if (!(error instanceof ValueError)) throw error
        return `${error.field}: ${error.message}`
      }
    }
    return null
  }

  #told(why: string, line: number, raw: string): string {
    if (this.#bad++ === 0) this.#firstBad = `line ${line}: ${why}`
    const text = raw.trim()
    const shown = text.length > shownChars ? `${text.slice(0, shownChars)}…` : text
    return `${this.#file}, line ${line}: ${why}; the line is: ${shown}`
  }
}
