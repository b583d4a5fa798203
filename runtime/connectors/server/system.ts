/** A database server as a system: what PostgreSQL and MariaDB have in common. */
import type { Adapter, SystemStatements, TableAdapter } from '../../door.ts'
import type { Bound, Events, Identity, Resolution, System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import type { EventSource } from '../../door.ts'
import { resolutionOf } from '../note.ts'
import { scopeOf } from '../scope.ts'
import { ServerBound } from './bound.ts'
import type { Log } from './detection.ts'
import { detectionOf } from './detection.ts'
import { ServerEvents } from './events.ts'
import { fits } from './fits.ts'
import { Line } from './line.ts'
import type { Server, Session } from './session.ts'
import { ServerError } from './session.ts'

export interface ServerOptions {
  readonly server: Server
  /** The connection over which everything goes in order. */
  readonly session: Session
  readonly statements: SystemStatements
  /** For scopes by environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the server's own log can be read. */
  readonly log?: Log
  /** Epoch ms. Default: the clock of this machine. */
  readonly now?: () => number
}

export class ServerSystem implements System {
  readonly name: string
  readonly #options: ServerOptions
  readonly #line: Line
  #wasPrepared = false

  constructor(options: ServerOptions) {
    this.name = options.server.system
    this.#options = options
    this.#line = new Line(options.session)
  }

  async identity(): Promise<Identity | null> {
    const { server } = this.#options
    return this.#line.ask(async (session) => {
      const [found, clock] = await session.inTurn([async () => this.#preparedRow(session), async () => server.clock(session)])
      if (found === null) return null
      const [identity, ledger, high, known] = found
      const opHigh = Number(high)
      return { identity: identity!, ledger: ledger!, opHigh, opKnown: Math.max(opHigh, Number(known ?? 0)), clock }
    })
  }

  async claim(ledger: string, opHigh: number): Promise<void> {
    const { statements } = this.#options
    await this.#line.ask(async (session) => {
      await this.#needsTables(session)
      await session.query(statements.claim, { ledger, op_high: opHigh })
    })
  }

  async bind(adapter: Adapter, peers: readonly Adapter[] = []): Promise<Bound> {
    const { server, statements, env, log, now = () => Date.now() } = this.#options
    if (adapter.form !== 'table')
      throw new SystemError('misfit', 'noTable', this.name, `${adapter.place} is no table of ${this.name}`, 'generate again')
    const scope = scopeOf(adapter, this.name, env)
    const { columns, canSkip } = await this.#line.ask(async (session) => {
      const found = await fits(server, session, adapter)
      if (needsTables(adapter)) await this.#needsTables(session)
      const skips = adapter.statements.insert === undefined || ((await server.canSkip?.(session, adapter.place)) ?? true)
      return { columns: found, canSkip: skips }
    })
    const detection = await detectionOf({ server, line: this.#line, scope, columns, now }, adapter, log)
    const bound = new ServerBound({ server, line: this.#line, system: statements, peers, scope, detection, canSkip }, adapter)
    await bound.check()
    return bound
  }

  async events(source: EventSource): Promise<Events> {
    const { server, env } = this.#options
    const events = new ServerEvents(server, this.#line, source, scopeOf(source, this.name, env))
    await this.#line.ask(async (session) => this.#needsTables(session))
    await events.check()
    return events
  }

  async resolve(op: number): Promise<Resolution> {
    return this.#line.ask(async (session) => {
      await session.query(this.#options.statements.voidOp, { op })
      return this.#marked(session, op)
    })
  }
  async landed(op: number): Promise<Resolution> {
    return this.#line.ask(async (session) => this.#marked(session, op))
  }
  async #marked(session: Session, op: number): Promise<Resolution> {
    const { rows } = await session.query(this.#options.statements.readOp, { op })
    const [row] = rows
    return row === undefined || isTrue(row[0]) ? { state: 'void' } : resolutionOf(row[1] ?? null)
  }

  async prune(below: number): Promise<void> {
    await this.#line.ask(async (session) => session.query(this.#options.statements.pruneOps, { below }))
  }

  async close(): Promise<void> {
    await this.#options.log?.close()
    await this.#line.close()
  }

  async #needsTables(session: Session): Promise<void> {
    if ((await this.#preparedRow(session)) === null)
      throw new SystemError(
        'misfit',
        'notPrepared',
        this.name,
        `${this.name} has no tables of Thalweg yet`,
        'run `thalweg prepare --apply`',
      )
  }

  /** The row by which the system is known; null where there is none. Before each pass: the catalog is asked until its table was there once. */
  async #preparedRow(session: Session): Promise<readonly (string | null)[] | null> {
    const { server, statements } = this.#options
    if (!this.#wasPrepared && (await server.columns(session, 'thalweg_system')).length === 0) return null
    try {
      const row = (await session.query(statements.readIdentity)).rows[0] ?? null
      this.#wasPrepared = true
      return row
    } catch (error) {
      if (!this.#wasPrepared || !(error instanceof ServerError) || error.refusal !== 'never') throw error
      this.#wasPrepared = false
      return this.#preparedRow(session)
    }
  }
}

function needsTables({ writes, detect }: TableAdapter): boolean {
  return writes.length > 0 || detect.kind === 'outbox'
}

function isTrue(flag: string | null | undefined): boolean {
  return flag === '1' || flag === 't' || flag === 'true'
}
