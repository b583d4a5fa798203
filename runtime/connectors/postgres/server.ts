/** What PostgreSQL has of its own below the statements. */
import { inWords } from '../server/line.ts'
import type { BatchColumns, Horizon, Right, Sent, Server, ServerColumn, ServerValues, Session } from '../server/session.ts'
import type { Address } from './address.ts'
import { columns, hasDeferrable, isUnique, misfitOf, missingRights } from './catalog.ts'
import { SequenceHorizon } from './horizon.ts'
import { placed } from './placed.ts'
import { PostgresSession } from './session.ts'

export class PostgresServer implements Server {
  readonly system: string
  readonly title: string
  readonly #address: Address
  readonly #schema: string | undefined

  constructor(system: string, title: string, address: Address, schema: string | undefined) {
    this.system = system
    this.title = title
    this.#address = address
    this.#schema = schema
  }

  async connect(): Promise<Session> {
    return inWords(async () => PostgresSession.connect(this.system, this.#address, this.#schema))
  }

  async columns(session: Session, place: string): Promise<readonly ServerColumn[]> {
    return columns(session, place)
  }

  async unique(session: Session, place: string, names: readonly string[]): Promise<boolean> {
    return isUnique(session, place, names)
  }

  async unfit(session: Session, column: ServerColumn, sent: Sent): Promise<string | null> {
    return misfitOf(session, column, sent)
  }

  async missingRights(session: Session, place: string, rights: readonly Right[]): Promise<readonly Right[]> {
    return missingRights(session, place, rights)
  }

  fold(name: string): string {
    return name
  }

  firstTime(type: string): string {
    if (/^(timestamp|date|numeric|double|real)/.test(type)) return '-infinity'
    const [, bits] = /^(smallint|integer|bigint)/.exec(type) ?? []
    return bits === 'smallint' ? '-32768' : bits === 'integer' ? '-2147483648' : bits === 'bigint' ? '-9223372036854775808' : ''
  }

  async clock(session: Session): Promise<number> {
    const { rows } = await session.query('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)')
    return Number(rows[0]![0])
  }

  parameters(sql: string): readonly string[] {
    return placed(sql).names
  }

  batch(values: BatchColumns): ServerValues {
    return Object.fromEntries(values)
  }

  refuses(text: string): string | null {
    if (text.includes('\0')) return 'it holds the character U+0000, which PostgreSQL cannot keep'
    return text.isWellFormed() ? null : 'it holds half of a character (a lone surrogate), which PostgreSQL cannot keep'
  }

  async canSkip(session: Session, place: string): Promise<boolean> {
    return !(await hasDeferrable(session, place))
  }

  insertOutright(sql: string): string {
    return sql.replace(/\bON CONFLICT(?: \([^)]*\))? DO NOTHING\b/, '')
  }

  horizon({ high }: { readonly high: string }): Horizon {
    return new SequenceHorizon(high)
  }
}
