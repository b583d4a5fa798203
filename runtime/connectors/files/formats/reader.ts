/** What reads a file of one format: text goes in as it comes from the disk, rows come out, each by the columns that the binding names. */
import type { Raw } from '../../../values.ts'

/** A column that the adapter asks for. */
export interface Wanted {
  readonly field: string
  readonly column: string
  readonly nullable: boolean
}

export interface Rows {
  /** One row: by wanted column what stands there, undefined where the row has nothing of that name. */
  row(cells: readonly (Raw | undefined)[], line: number, raw: string): void
  /** Something that should be a row and cannot be taken apart: which record it is about is not known. */
  bad(why: string, line: number, raw: string): void
}

export interface Reader {
  /** @throws NotWhole, NotFitting */
  write(text: string): void
  /** No more text comes. @throws NotWhole, NotFitting */
  end(): Promise<void>
}

/** The file is not all there, or not yet: nothing of it counts. */
export class NotWhole extends Error {
  override readonly name = 'NotWhole'
}

/** The file is another one than the binding describes: nothing of it counts. */
export class NotFitting extends Error {
  override readonly name = 'NotFitting'
  readonly wayOut: string
  constructor(message: string, wayOut: string) {
    super(message)
    this.wayOut = wayOut
  }
}

/** A row that is longer is none: whoever makes the file forgot a quote or a line end, and all of it would have to be held in memory. */
export const longestRowBytes = 16 * 2 ** 20
export const tooLong = `a row of it is longer than ${longestRowBytes.toLocaleString('en')} bytes: a quote or the end of a line is missing`

/** What stands in the place of bytes that are no text in the declared encoding. */
export const undecodable = '\uFFFD'
export const undecodableText = `has bytes that are no text in the declared encoding (shown as ${undecodable})`

/** An empty cell is null where the field may be null, else the empty text. */
export function cellOf({ nullable }: Wanted, text: string | undefined): Raw | undefined {
  return text === '' && nullable ? null : text
}
