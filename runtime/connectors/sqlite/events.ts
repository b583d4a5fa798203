/** Captured changes of one record, with the rows before and after them. */
import type { EventSource } from '../../door.ts'
import type { CapturedChange, Events, Position } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import { changeOf } from '../captured-change.ts'
import type { Database, Statement, Values } from './database.ts'
import type { Entries } from './entries.ts'
import { seqOf } from '../entry-position.ts'
import { entries } from './entries.ts'

export class SqliteEvents implements Events {
  readonly #db: Database
  readonly #source: EventSource
  readonly #scope: Values
  readonly #entries: Entries
  readonly #prune: Statement

  /** @throws SystemError `notPrepared` where nothing captures them */
  constructor(db: Database, source: EventSource, scope: Values) {
    const { system, place, statements } = source
    this.#db = db
    this.#source = source
    this.#scope = scope
    try {
      this.#entries = entries(db, { system, place, after: statements.events, high: statements.high, scope })
      this.#prune = db.statement(statements.prune)
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== 'statement') throw error
      throw new SystemError(
        'misfit',
        'notPrepared',
        system,
        `${system} does not capture the changes of ${place} with the rows before and after them: ${error.message}`,
        'run `thalweg prepare --apply`',
      )
    }
  }

  async read(position: Position | null, limit: number): Promise<readonly CapturedChange[]> {
    this.#db.stillThere()
    return this.#entries.since(position, limit).map((entry) => changeOf(this.#source, entry, this.#entries.positionOf(entry)))
  }

  async head(): Promise<Position> {
    this.#db.stillThere()
    return this.#entries.head()
  }

  async forget(upTo: readonly Position[]): Promise<void> {
    const least = Math.min(...upTo.map(seqOf))
    this.#db.guard(() => this.#prune.run(this.#prune.place({ ...this.#scope, upTo: least - 1 })))
  }
}
