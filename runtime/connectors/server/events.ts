/** Captured changes of one record, with the rows before and after them. */
import type { EventSource } from '../../door.ts'
import type { CapturedChange, Events, Position } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import { changeOf } from '../captured-change.ts'
import { seqOf } from '../entry-position.ts'
import type { Scope } from '../scope.ts'
import { Entries } from './entries.ts'
import type { Line } from './line.ts'
import type { Server } from './session.ts'

export class ServerEvents implements Events {
  readonly #source: EventSource
  readonly #entries: Entries

  constructor(server: Server, line: Line, source: EventSource, scope: Scope) {
    const { place, statements } = source
    this.#source = source
    this.#entries = new Entries({ server, line, place, after: statements.events, high: statements.high, prune: statements.prune, scope })
  }

  /** @throws SystemError `notPrepared` where nothing captures them */
  async check(): Promise<void> {
    try {
      await this.#entries.head()
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== 'noTable') throw error
      const { system, place } = this.#source
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
    const rows = await this.#entries.since(position, limit)
    return rows.map((entry) => changeOf(this.#source, entry, this.#entries.positionOf(entry)))
  }

  async head(): Promise<Position> {
    return this.#entries.head()
  }

  async forget(upTo: readonly Position[]): Promise<void> {
    await this.#entries.forget(Math.min(...upTo.map(seqOf)) - 1)
  }
}
