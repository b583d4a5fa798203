/** NDJSON: one object on each line, its members are the columns. */
import type { Raw } from '../../../values.ts'
import type { Reader, Rows, Wanted } from './reader.ts'
import { longestRowBytes, NotWhole, tooLong, undecodable, undecodableText } from './reader.ts'

export class NdjsonReader implements Reader {
  readonly #wanted: readonly Wanted[]
  readonly #rows: Rows
  #rest = ''
  #line = 0

  constructor(wanted: readonly Wanted[], rows: Rows) {
    this.#wanted = wanted
    this.#rows = rows
  }

  write(text: string): void {
    const all = this.#rest + text
    let from = 0
    for (let at = all.indexOf('\n'); at >= 0; at = all.indexOf('\n', from)) {
      this.#take(all.slice(from, at), false)
      from = at + 1
    }
    this.#rest = all.slice(from)
    if (this.#rest.length > longestRowBytes) throw new NotWhole(tooLong)
  }

  async end(): Promise<void> {
    if (this.#rest !== '') this.#take(this.#rest, true)
  }

  #take(text: string, unended: boolean): void {
    const line = ++this.#line
    if (text.trim() === '') return
    if (text.includes(undecodable)) return this.#rows.bad(undecodableText, line, text)
    const object = parsed(text)
    if (object === null && unended) throw new NotWhole(`its last row, on line ${line}, has no end`)
    if (object === null) return this.#rows.bad('is no JSON object', line, text)
    const cells = this.#wanted.map(({ column }) => (Object.hasOwn(object, column) ? rawOf(object[column]) : undefined))
    this.#rows.row(cells, line, text)
  }
}

/** A number with more digits than JavaScript keeps, as it stands there. */
class Exact {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
  toJSON(): unknown {
    return Number(this.source)
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text, exact)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function exact(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined && String(value) !== context.source ? new Exact(context.source) : value
}

function rawOf(value: unknown): Raw {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  return value instanceof Exact ? value.source : JSON.stringify(value)
}
