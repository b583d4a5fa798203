/**
 * Entries that triggers leave, in order. Their numbers are drawn when a trigger fires and become visible when its transaction commits, in another order:
 * only those up to the horizon of the dialect are read, below which nothing can come any more.
 */
import type { Position } from '../../ports.ts'
import { isStill, placeOf, positionAt, wentBack } from '../entry-position.ts'
import type { Scope } from '../scope.ts'
import type { Line } from './line.ts'
import type { Horizon, Server, ServerRow, Session } from './session.ts'

export interface EntriesOptions {
  readonly server: Server
  readonly line: Line
  readonly place: string
  /** `:after` `:limit` → seq first */
  readonly after: string
  /** → the highest number that was drawn, or null */
  readonly high: string
  /** `:upTo` */
  readonly prune: string
  readonly scope: Scope
}

/** So far back an entry is looked for at which a position can stand: numbers of what was rolled back are missing. */
const gapMost = 100

export class Entries {
  readonly #options: EntriesOptions
  readonly #horizon: Horizon

  constructor(options: EntriesOptions) {
    this.#options = options
    this.#horizon = options.server.horizon({ high: options.high, changes: options.after })
  }

  /** At most `limit` entries after a position; null: from the first. @throws SystemError `wentBack` */
  async since(position: Position | null, limit: number): Promise<readonly ServerRow[]> {
    const at = placeOf(position)
    return this.#options.line.ask(async (session) => {
      if (at.entry === undefined) {
        const rows = await this.#final(session, at.seq, limit)
        if (rows.length > 0) return rows
        const high = await this.#high(session)
        if (high < at.seq) throw this.#wentBack(at.seq, high)
        return rows
      }
      const [first, ...rows] = await this.#final(session, at.seq - 1, limit + 1, at.seq)
      if (!isStill(at, first)) throw this.#wentBack(at.seq, await this.#high(session))
      return rows
    })
  }

  /** The position that stands for now: what is still to come at or below it was there before. */
  async head(): Promise<Position> {
    return this.#options.line.ask(async (session) => {
      const high = await this.#high(session)
      const seq = high === 0 ? 0 : Math.min(high, await this.#horizon.upTo(session, 0, Number.MAX_SAFE_INTEGER))
      const rows = seq === 0 ? [] : await this.#after(session, Math.max(0, seq - gapMost), gapMost)
      const last = rows.findLast((row) => Number(row[0]) <= seq)
      return last === undefined ? positionAt(seq, undefined) : positionAt(Number(last[0]), last)
    })
  }

  positionOf(entry: ServerRow): Position {
    return positionAt(Number(entry[0]), entry)
  }

  async forget(before: number): Promise<void> {
    const { line, prune, scope } = this.#options
    await line.ask(async (session) => session.query(prune, { ...scope, upTo: before }))
  }

  /** @param known up to here everything was final before */
  async #final(session: Session, after: number, limit: number, known = after): Promise<readonly ServerRow[]> {
    const there = await this.#after(session, after, limit)
    const last = Number(there.at(-1)?.[0] ?? 0)
    if (last <= known) return there
    const upTo = await this.#horizon.upTo(session, known, limit)
    // What was read before the horizon was asked for may lack what has come below it since.
    return upTo <= known
      ? there.filter(([seq]) => Number(seq) <= known)
      : (await this.#after(session, after, limit)).filter(([seq]) => Number(seq) <= upTo)
  }

  async #after(session: Session, after: number, limit: number): Promise<readonly ServerRow[]> {
    const { after: sql, scope } = this.#options
    return (await session.query(sql, { ...scope, after, limit })).rows
  }

  async #high(session: Session): Promise<number> {
    const { high, scope } = this.#options
    return Number((await session.query(high, scope)).rows[0]?.[0] ?? 0)
  }

  #wentBack(read: number, high: number): Error {
    return wentBack(this.#options.server.system, this.#options.place, read, high)
  }
}
