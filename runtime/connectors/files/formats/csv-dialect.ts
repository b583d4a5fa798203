/** How one CSV file is written, with everything that its binding leaves unsaid: what a reader and a writer of such files agree on. */
import type { CsvFormat } from '../../../door.ts'

export interface CsvDialect {
  readonly delimiter: string
  /** Null: no cell is ever quoted. */
  readonly quote: string | null
  /** What ends a row; a reader takes any of them, a writer writes the first. */
  readonly rowEnds: readonly [string, ...string[]]
  /** Spaces around cells mean nothing. */
  readonly trim: boolean
  /** True: the first row names the columns. A list: these are the columns, in order, and the first row is one like all others. False: they are named 1, 2, … */
  readonly header: boolean | readonly string[]
}

const anyLineEnd = ['\n', '\r\n', '\r'] as const

export function csvDialect(format: CsvFormat): CsvDialect {
  const { delimiter = ',', quote = '"', rowEnd, trim = false, header = true } = format
  return { delimiter, quote: quote === false ? null : quote, rowEnds: rowEnd === undefined ? anyLineEnd : [rowEnd], trim, header }
}
