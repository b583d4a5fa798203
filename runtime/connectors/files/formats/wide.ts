/** A table with one column per name: each cell that holds something is a row. What is empty or `missing` is no row, and never a value. */
import type { CsvFormat } from '../../../door.ts'
import type { Raw } from '../../../values.ts'
import type { Wanted } from './reader.ts'
import { cellOf } from './reader.ts'
import type { Table } from './table.ts'
import { placeOf } from './table.ts'

/** @throws NotFitting */
export function wide(format: NonNullable<CsvFormat['wide']>, names: readonly string[], wanted: readonly Wanted[]): Table {
  const { namesInto, valuesInto, missing } = format
  const nameAt = wanted.findIndex(({ field }) => field === namesInto)
  const valueAt = wanted.findIndex(({ field }) => field === valuesInto)
  const plain = wanted.map(({ column }, i) => (i === nameAt || i === valueAt ? -1 : placeOf(names, column)))
  const cellsOfNames = names.flatMap((name, place) => (name === '' || plain.includes(place) ? [] : [{ name, place }]))
  return (cells, line, raw, rows) => {
    const shared = plain.map((place, i): Raw | undefined => (place < 0 ? undefined : cellOf(wanted[i]!, cells[place])))
    for (const { name, place } of cellsOfNames) {
      const cell = cells[place] ?? ''
      if (cell === '' || cell === missing) continue
      const row = [...shared]
      if (nameAt >= 0) row[nameAt] = name
      if (valueAt >= 0) row[valueAt] = cell
      rows.row(row, line, raw)
    }
  }
}
