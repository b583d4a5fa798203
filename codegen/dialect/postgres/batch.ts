/** The rows of a batch, as a table `w` that is read from arrays: one for each parameter, with a value for each row. */
import { among, short } from '../layout.ts'
import { quote } from './names.ts'

export class Batch {
  readonly #columns = new Map([['n', 'int']])

  /** A stored value, as text. */
  text(param: string): string {
    return this.#column(param, 'text')
  }

  whole(param: string): string {
    return this.#column(param, 'bigint')
  }

  flag(param: string): string {
    return this.#column(param, 'boolean')
  }

  get n(): string {
    return this.#column('n', 'int')
  }

  /** To be asked for last: it has the columns that were asked for before. */
  from(): string[] {
    const columns = [...this.#columns]
    const arrays = columns.map(([param, type]) => `:${param}::${type}[]`)
    const lines = [...among('unnest(', arrays, ',', ')'), ...this.#as().map((line) => `  ${line}`)]
    return [short(lines)].flat()
  }

  #as(): string[] {
    return among('AS w (', [...this.#columns.keys()].map(quote), ',', ')')
  }

  #column(param: string, type: string): string {
    this.#columns.set(param, type)
    return `w.${quote(param)}`
  }
}
