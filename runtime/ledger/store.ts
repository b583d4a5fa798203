/** The ledger's file with its statements, prepared when they are first needed. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { StatementName } from './statements.ts'
import { statements } from './statements.ts'

export type Value = null | number | string
export type Row = readonly Value[]

export class Store {
  readonly db: DatabaseSync
  readonly #prepared = new Map<StatementName, StatementSync>()

  constructor(db: DatabaseSync) {
    this.db = db
  }

  statement(name: StatementName): StatementSync {
    let statement = this.#prepared.get(name)
    if (statement === undefined) {
      statement = this.db.prepare(statements[name])
      statement.setReturnArrays(true)
      this.#prepared.set(name, statement)
    }
    return statement
  }

  one(name: StatementName, ...values: readonly Value[]): Row | undefined {
    return this.statement(name).get(...values) as unknown as Row | undefined
  }
  all(name: StatementName, ...values: readonly Value[]): readonly Row[] {
    return this.statement(name).all(...values) as unknown as readonly Row[]
  }
  run(name: StatementName, ...values: readonly Value[]): number {
    return Number(this.statement(name).run(...values).changes)
  }

  /** Everything in one transaction, or nothing. */
  transaction<T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
    this.db.exec(begin)
    try {
      const result = work()
      this.db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK')
      throw error
    }
  }
}
