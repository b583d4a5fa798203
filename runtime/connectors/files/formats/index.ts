/** The reader of each format. */
import type { FileFormat } from '../../../door.ts'
import { CsvReader } from './csv.ts'
import { NdjsonReader } from './ndjson.ts'
import type { Reader, Rows, Wanted } from './reader.ts'
import { XmlReader } from './xml.ts'

export function readerOf(format: FileFormat, wanted: readonly Wanted[], rows: Rows): Reader {
  if (format === 'ndjson') return new NdjsonReader(wanted, rows)
  return 'csv' in format ? new CsvReader(format.csv, wanted, rows) : new XmlReader(format.xml, wanted, rows)
}

/** The encoding that the binding names, or the document itself; else UTF-8. @param start the first bytes of the file */
export function encodingOf(format: FileFormat, start: Uint8Array): string {
  if (format === 'ndjson') return 'utf-8'
  if ('csv' in format) return format.csv.encoding ?? 'utf-8'
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  return /^[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(Buffer.from(start.subarray(0, 200)).toString('latin1'))?.[1] ?? 'utf-8'
}
