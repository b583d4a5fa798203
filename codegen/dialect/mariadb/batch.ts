/**
 * The rows of a batch, as a table `w` that is read from the JSON text in `:batch`.
 *
 * What is looked up by an index has a column `at_…` of the very type of the column that it is compared with: `TYPE OF` stands for it, and the connector
 * puts the type there when it first sends the statement. A column of JSON_TABLE has a collation, and a comparison of two collations either is an error or
 * leaves the index aside. Measured with 1,000 keys in a table of 100,000 rows: 7 ms so, of which 4 ms are the JSON. With the table's column converted
 * instead, ten keys alone take 100 ms, a scan for each of them. A temporary table of the key's columns takes 11 ms, needs one right more, and a key that the
 * column cannot hold fails the whole batch, where here it finds nothing.
 */
import { joined } from '../layout.ts'
import { quote, ref } from './names.ts'

const text = 'LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin'

export class Batch {
  readonly #source: string
  readonly #columns = new Map([['n', "  `n` INT PATH '$.n'"]])
  readonly #taken = new Map([['n', 'n']])

  /** @param source `:batch`, or the variable of the session that holds it */
  constructor(source = ':batch') {
    this.#source = source
  }

  /** A stored value, as text of which every byte counts. */
  text(param: string): string {
    return this.#column(param, text, param)
  }

  whole(param: string): string {
    return this.#column(param, 'BIGINT', param)
  }

  flag(param: string): string {
    return this.#column(param, 'TINYINT', param)
  }

  /** A value as the column of a table has it, so that an index of that serves. */
  typed(param: string, table: string, column: string): string {
    return this.#column(`at_${param}`, `TYPE OF ${ref(quote(table), column)}`, param)
  }

  /** To be asked for last: it has the columns that were asked for before. */
  from(): string[] {
    const columns = [...this.#columns.values()]
    const lines = [
      `JSON_TABLE(${this.#source}, '$[*]' COLUMNS (`,
      ...columns.map((line, i) => (i < columns.length - 1 ? `${line},` : line)),
      ')) AS w',
    ]
    return columns.length === 1 ? [joined(lines)] : lines
  }

  /** Names of columns differ by more than capitals; names of parameters need not. */
  #column(name: string, type: string, param: string): string {
    let unique = name
    for (let again = 2; this.#taken.get(unique.toLowerCase()) !== undefined && this.#taken.get(unique.toLowerCase()) !== name; again++)
      unique = `${name}_${again}`
    this.#taken.set(unique.toLowerCase(), name)
    this.#columns.set(unique, `  ${quote(unique)} ${type} PATH '$.${param}'`)
    return `w.${quote(unique)}`
  }
}
