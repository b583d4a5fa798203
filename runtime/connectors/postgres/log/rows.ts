/** Which rows of a table are rows of the record, as far as the log tells their columns. */
import type { RowsWithin } from '../../../door.ts'
import type { Raw } from '../../../values.ts'
import type { Cells } from './decoder.ts'

export interface Rows {
  /** Read along with the key, behind it. */
  readonly columns: readonly string[]
  /** Is it one of the record's. What is not told counts as if it were. @param cells of the key and of `columns` */
  holds(cells: Cells): boolean
  /** Would it be one if it were not marked as deleted. */
  marked(cells: Cells): boolean
}

/** @param first where the columns begin among the cells @param scope values by parameter */
export function rowsWithin(within: readonly RowsWithin[], first: number, scope: Readonly<Record<string, Raw>>): Rows {
  const parts = within.map(({ column, is, deleted }, i) => ({
    column,
    at: first + i,
    value: String(typeof is === 'object' ? scope[is.param] : is),
    mark: deleted === true,
  }))
  const told = (cells: Cells, mark: boolean) => parts.filter((part) => part.mark === mark && (cells[part.at] ?? null) !== null)
  const inside = (cells: Cells) => told(cells, false).every(({ at, value }) => cells[at] === value)
  const hasMark = (cells: Cells) => told(cells, true).some(({ at, value }) => cells[at] === value)
  return {
    columns: parts.map(({ column }) => column),
    holds: parts.length === 0 ? () => true : (cells) => inside(cells) && !hasMark(cells),
    marked: parts.length === 0 ? () => false : (cells) => inside(cells) && hasMark(cells),
  }
}
