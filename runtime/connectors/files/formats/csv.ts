/** CSV, by csv-parse. A row has as many cells as the header; where the header's last name is empty, so may be or be missing the row's last cell. */
import { finished } from 'node:stream/promises'
import type { CsvError, Parser } from 'csv-parse'
import { parse } from 'csv-parse'
import type { CsvFormat } from '../../../door.ts'
import type { CsvDialect } from './csv-dialect.ts'
import { csvDialect } from './csv-dialect.ts'
import type { Reader, Rows, Wanted } from './reader.ts'
import { longestRowBytes, NotFitting, NotWhole, tooLong, undecodable, undecodableText } from './reader.ts'
import type { Table } from './table.ts'
import { long } from './table.ts'
import { wide } from './wide.ts'

interface Record {
  readonly record: readonly string[]
  readonly raw: string
}

export class CsvReader implements Reader {
  readonly #format: CsvFormat
  readonly #dialect: CsvDialect
  readonly #wanted: readonly Wanted[]
  readonly #rows: Rows
  readonly #parser: Parser
  readonly #done: Promise<void>
  #names: readonly string[] | null = null
  #table: Table | null = null
  /** The newest text, to see whether the last row is ended. */
  #tail = ''
  /** Where the next row begins, without the empty lines before it. The parser's own count knows neither rows that end otherwise nor line breaks in cells. */
  #line = 1
  #emptyLines = 0
  #skippedAt: unknown = null
  #ending = false
  #failure: Error | null = null

  constructor(format: CsvFormat, wanted: readonly Wanted[], rows: Rows) {
    this.#format = format
    this.#dialect = csvDialect(format)
    this.#wanted = wanted
    this.#rows = rows
    const { delimiter, quote, rowEnds, trim, header } = this.#dialect
    // A longer row end is to be tried before one that it begins with.
    const ends = [...rowEnds].sort((a, b) => b.length - a.length)
    this.#parser = parse({
      delimiter,
      quote,
      escape: quote,
      record_delimiter: ends,
      trim,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: longestRowBytes,
      skip_records_with_error: true,
      // With `raw` a record comes along with its text.
      on_record: (given: unknown, info) => this.#record(given as Record, info.empty_lines),
      on_skip: (error, raw) => {
        this.#skipped(error, raw)
        return undefined
      },
    })
    this.#parser.resume()
    this.#done = finished(this.#parser)
    this.#done.catch(() => undefined)
    if (Array.isArray(header)) this.#begin(header)
  }

  write(text: string): void {
    if (text === '') return
    this.#tail = `${this.#tail}${text}`.slice(-tailChars)
    this.#parser.write(text)
    if (this.#failure !== null) throw this.#failure
  }

  async end(): Promise<void> {
    this.#ending = true
    this.#parser.end()
    await this.#done
    if (this.#failure !== null) throw this.#failure
    if (this.#names === null && this.#dialect.header === true)
      throw new NotWhole('it is empty: there is not even a row with the names of the columns')
  }

  /** Nothing is handed on to the parser's own output. */
  #record({ record: cells, raw }: Record, emptyLines: number): null {
    if (this.#failure !== null) return null
    const line = this.#begins(emptyLines)
    this.#line = line + 1 + lineBreaks(raw)
    try {
      this.#take(cells, line, raw)
    } catch (error) {
      this.#failure = error as Error
    }
    return null
  }

  /** @returns the line on which the next row begins */
  #begins(emptyLines: number): number {
    const line = this.#line + emptyLines - this.#emptyLines
    this.#emptyLines = emptyLines
    return line
  }

  #take(cells: readonly string[], line: number, raw: string): void {
    const cutOff = this.#ending && this.#endsWithout(raw)
    if (this.#names === null) {
      const { header } = this.#dialect
      if (header === true && cutOff) throw new NotWhole('its first row has no end')
      this.#begin(header === true ? cells : cells.map((_, i) => String(i + 1)))
      if (header === true) return
    }
    const names = this.#names!
    if (cutOff && cells.length < names.length) throw new NotWhole(`its last row, on line ${line}, has no end`)
    const few = names.at(-1) === '' ? names.length - 1 : names.length
    if (cells.length < few || cells.length > names.length) {
      this.#rows.bad(`has ${cells.length} cells, and the header has ${names.length}`, line, raw)
    } else if (raw.includes(undecodable)) this.#rows.bad(undecodableText, line, raw)
    else this.#table!(cells, line, raw, this.#rows)
  }

  #begin(names: readonly string[]): void {
    this.#names = names
    this.#table = this.#format.wide === undefined ? long(names, this.#wanted) : wide(this.#format.wide, names, this.#wanted)
  }

  #skipped(error: CsvError | undefined, raw: string | undefined): void {
    if (this.#failure !== null) return
    if (error?.code === 'CSV_QUOTE_NOT_CLOSED') this.#failure = new NotWhole('a quote is opened in it and never closed')
    else if (error?.code === 'CSV_MAX_RECORD_SIZE') this.#failure = new NotWhole(tooLong)
    else if (this.#names === null) this.#failure = new NotFitting(`its header cannot be read: ${error?.message ?? ''}`, csvWayOut)
    else if (this.#skippedAt !== error?.['lines']) {
      // Several quotes of one row are told one by one.
      this.#skippedAt = error?.['lines']
      const line = this.#begins(Number(error?.['empty_lines'] ?? 0))
      this.#line = line + 1
      this.#rows.bad(`has a quote where none may be: ${error?.message ?? ''}`, line, raw ?? '')
    }
  }

  /** Is it the last row, and without a row end. The parser looks ahead, so that one before it may come as late. */
  #endsWithout(raw: string): boolean {
    return this.#tail.endsWith(raw.slice(-tailChars)) && !this.#dialect.rowEnds.some((end) => this.#tail.endsWith(end))
  }
}

/** More than any row end has. */
const tailChars = 16

const csvWayOut = 'give the binding the delimiter, quote and rowEnd of the file, and generate'

/** Within a row, where cells may have line breaks of their own. */
function lineBreaks(raw: string): number {
  const text = raw.trim()
  return text.includes('\n') || text.includes('\r') ? text.split(/\r\n|\n|\r/).length - 1 : 0
}
