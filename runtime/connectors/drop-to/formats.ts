/** How rows become the text of a file, as `folder` reads them. */
import { stringify } from 'csv-stringify/sync'
import type { Drop, FileFormat } from '../../door.ts'
import { csvDialect } from '../files/formats/csv-dialect.ts'
import type { Raw } from '../../values.ts'

export interface Format {
  /** What stands before the first row. */
  readonly head: string
  readonly rows: (rows: readonly (readonly Raw[])[]) => string
}

/** @throws Error for a format that the checker refuses */
export function formatOf({ format, columns }: Drop): Format {
  if (format === 'ndjson') return { head: '', rows: (rows) => rows.map((row) => jsonLine(columns, row)).join('') }
  if ('csv' in format) return csv(format.csv, columns)
  throw new Error('nothing is written as XML')
}

function csv(format: Extract<FileFormat, { readonly csv: unknown }>['csv'], columns: Drop['columns']): Format {
  const { delimiter, quote, rowEnds } = csvDialect(format)
  const how = { delimiter, quote: quote ?? '"', escape: quote ?? '"', record_delimiter: rowEnds[0], quoted_match: /^$|^\s|\s$|[\r\n]/ }
  const text = (rows: readonly (readonly Raw[])[]) => stringify(rows as Raw[][], { ...how, cast: { bigint: String } })
  return { head: text([columns.map(({ column }) => column)]), rows: (rows) => text(rows.map((row) => row.map(cell))) }
}

/** Nothing is null; a text without a character is quoted, so that whoever tells the two apart can. */
function cell(raw: Raw): Raw {
  return raw instanceof Uint8Array ? Buffer.from(raw).toString('base64') : raw
}

function jsonLine(columns: Drop['columns'], row: readonly Raw[]): string {
  return `{${columns.map(({ column, type }, i) => `${JSON.stringify(column)}:${json(type, row[i]!)}`).join(',')}}\n`
}

function json(type: Drop['columns'][number]['type'], raw: Raw): string {
  if (raw === null) return 'null'
  if (raw instanceof Uint8Array) return JSON.stringify(Buffer.from(raw).toString('base64'))
  if (type === 'boolean') return String(Number(raw) === 1)
  if (type === 'json') return String(raw)
  return typeof raw === 'string' ? JSON.stringify(raw) : String(raw)
}
