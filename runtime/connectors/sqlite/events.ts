/** Captured changes of one record, with the rows before and after them. */
import type { EventSource } from '../../door.ts'
import type { CapturedChange, Events, Position } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { Raw } from '../../values.ts'
import type { Database, Row, Statement, Values } from './database.ts'
import type { Entries } from './entries.ts'
import { entries, seqOf } from './entries.ts'

const kinds = { I: 'create', U: 'update', D: 'delete' } as const satisfies Record<string, CapturedChange['kind']>

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
    return this.#entries.since(position, limit).map((entry) => this.#change(entry))
  }

  async head(): Promise<Position> {
    this.#db.stillThere()
    return this.#entries.head()
  }

  async forget(upTo: readonly Position[]): Promise<void> {
    const least = Math.min(...upTo.map(seqOf))
    this.#db.guard(() => this.#prune.run(this.#prune.place({ ...this.#scope, upTo: least - 1 })))
  }

  #change(entry: Row): CapturedChange {
    const [, key, kind, op, at, columns, before, after] = entry
    const names = JSON.parse(String(columns)) as readonly string[]
    const places = this.#source.fields.map(({ column }) => names.indexOf(column))
    return {
      position: this.#entries.positionOf(entry),
      key: JSON.parse(String(key)) as readonly Raw[],
      kind: kinds[kind as keyof typeof kinds],
      op: op === null || op === undefined ? null : Number(op),
      at: Number(at),
      before: image(before!, places),
      after: image(after!, places),
    }
  }
}

/** @param places by field: where its value stands; -1: it was not captured then */
function image(stored: Raw, places: readonly number[]): (Raw | undefined)[] | null {
  if (stored === null) return null
  const values: readonly (string | null)[] = (JSON.parse(String(stored)) as readonly (string | null | readonly (string | null)[])[]).flat()
  return places.map((place) => (place < 0 ? undefined : raw(values[place] ?? null)))
}

const infinite: Readonly<Record<string, number>> = { Inf: Infinity, '-Inf': -Infinity }

/** The value as the driver would have read it from its column. */
function raw(told: string | null): Raw {
  if (told === null) return null
  const text = told.slice(1)
  switch (told[0]) {
    case 'i': {
      const number = Number(text)
      return Number.isSafeInteger(number) ? number : BigInt(text)
    }
    case 'r':
      return infinite[text] ?? Number(text)
    case 'b':
      return new Uint8Array(Buffer.from(text, 'hex'))
    default:
      return text
  }
}
