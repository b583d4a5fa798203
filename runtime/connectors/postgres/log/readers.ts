/** Which feeds read the changes of a table, and which of its columns each wants. */
import type { Cells, Relation, Transaction } from './decoder.ts'
import type { Feed } from './feed.ts'

interface Reader {
  readonly feed: Feed
  /** By column that it reads: its place among the cells; null: the cells are those. */
  readonly places: readonly number[] | null
}

export class Readers {
  readonly #byRelation = new Map<number, readonly Reader[]>()

  /** @returns positions of the columns that any of them wants; null: nobody reads this table */
  of(relation: Relation, feeds: readonly Feed[]): readonly number[] | null {
    const reading = feeds.filter(({ schema, name }) => schema === relation.schema && name === relation.name)
    const keys = reading.map((feed) => feed.columnsOf(relation))
    const wanted = [...new Set(keys.flat())].filter((column) => column >= 0)
    this.#byRelation.set(
      relation.id,
      reading.map((feed, i) => ({ feed, places: placesOf(keys[i]!, wanted) })),
    )
    return reading.length === 0 ? null : wanted
  }

  row(relation: number, transaction: Transaction, before: Cells | null, after: Cells | null): void {
    for (const { feed, places } of this.#byRelation.get(relation) ?? [])
      feed.row(transaction, picked(before, places), picked(after, places))
  }

  truncate(relation: number, transaction: Transaction): void {
    for (const { feed } of this.#byRelation.get(relation) ?? []) feed.truncate(transaction)
  }
}

function placesOf(key: readonly number[], wanted: readonly number[]): readonly number[] | null {
  const same = key.length === wanted.length && key.every((column, i) => column === wanted[i])
  return same ? null : key.map((column) => wanted.indexOf(column))
}

function picked(cells: Cells | null, places: readonly number[] | null): Cells | null {
  return cells === null || places === null ? cells : places.map((place) => cells[place])
}
