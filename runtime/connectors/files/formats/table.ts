/** From the cells of one line to rows: where each wanted column stands. */
import type { Rows, Wanted } from './reader.ts'
import { cellOf, NotFitting } from './reader.ts'

/** Hands on the rows that one line holds. */
export type Table = (cells: readonly string[], line: number, raw: string, rows: Rows) => void

/** A line is a row. @throws NotFitting */
export function long(names: readonly string[], wanted: readonly Wanted[]): Table {
  const places = wanted.map(({ column }) => placeOf(names, column))
  return (cells, line, raw, rows) => {
    rows.row(
      places.map((place, i) => cellOf(wanted[i]!, cells[place])),
      line,
      raw,
    )
  }
}

/** @throws NotFitting where there is no such column, or more than one */
export function placeOf(names: readonly string[], column: string): number {
  const place = names.indexOf(column)
  const known = names.filter((name) => name !== '').join(', ')
  if (place < 0)
    throw new NotFitting(
      `it has no column ${column}`,
      `its columns are ${known}: correct the binding and generate, or ask whoever makes the file`,
    )
  if (names.indexOf(column, place + 1) >= 0)
    throw new NotFitting(`it has more than one column ${column}`, 'ask whoever makes the file for names that differ')
  return place
}
