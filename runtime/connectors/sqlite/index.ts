/** SQLite files as systems, by `node:sqlite`. */
import type { SystemStatements, TableAdapter } from '../../door.ts'
import type { Identity, Resolution, System } from '../../ports.ts'
import { SystemError } from '../../ports.ts'
import { SqliteBound } from './bound.ts'
import { Database } from './database.ts'
import { SqliteEvents } from './events.ts'
import { resolutionOf } from '../note.ts'
import { scopeOf } from '../scope.ts'

export interface SqliteOptions {
  readonly name: string
  readonly file: string
  readonly statements: SystemStatements
  /** For scopes by environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readOnly?: boolean
  /** Epoch ms. Default: the clock of this machine, which is that of a file on it. */
  readonly now?: () => number
}

/** @throws SystemError where the file is absent, no database, or cannot be opened. */
export async function openSqlite(options: SqliteOptions): Promise<System> {
  const { name, statements, now = () => Date.now() } = options
  const db = new Database(name, options.file, options.readOnly === true)
  const prepared = () => db.columns('thalweg_system').length > 0
  const notPrepared = () =>
    new SystemError('misfit', 'notPrepared', name, `${name} has no tables of Thalweg yet`, 'run `thalweg prepare --apply`')
  const landed = (op: number): Resolution => {
    const read = db.statement(statements.readOp)
    const row = read.get(read.place({ op }))
    return row === undefined || Number(row[0]) === 1 ? { state: 'void' } : resolutionOf(row[1] as string | null)
  }
  return {
    name,
    identity: async (): Promise<Identity | null> => {
      db.stillThere()
      if (!prepared()) return null
      const row = db.guard(() => db.statement(statements.readIdentity).get([]))
      if (row === undefined) return null
      const [identity, ledger, high, known] = row
      const opHigh = Number(high)
      const opKnown = Math.max(opHigh, Number(known ?? 0))
      return { identity: String(identity), ledger: ledger === null ? null : String(ledger), opHigh, opKnown, clock: now() }
    },
    claim: async (ledger, opHigh) => {
      if (!prepared()) throw notPrepared()
      const statement = db.statement(statements.claim)
      db.guard(() => statement.run(statement.place({ ledger, op_high: opHigh })))
    },
    bind: async (adapter, peers = []) => {
      if (adapter.form !== 'table')
        throw new SystemError('misfit', 'noTable', name, `${adapter.place} is no table of ${name}`, 'generate again')
      fits(db, adapter, prepared, notPrepared)
      return new SqliteBound({ db, system: statements, peers, scope: scopeOf(adapter, name, options.env), now }, adapter)
    },
    events: async (source) => {
      if (!prepared()) throw notPrepared()
      return new SqliteEvents(db, source, scopeOf(source, name, options.env))
    },
    resolve: async (op): Promise<Resolution> =>
      db.guard(() => {
        const make = db.statement(statements.voidOp)
        make.run(make.place({ op }))
        return landed(op)
      }),
    landed: async (op) => db.guard(() => landed(op)),
    prune: async (below) => {
      const statement = db.statement(statements.pruneOps)
      db.guard(() => statement.run(statement.place({ below })))
    },
    close: async () => db.close(),
  }
}

/** Table and columns are there, and what detection and writing need of Thalweg's own. */
function fits(db: Database, adapter: TableAdapter, prepared: () => boolean, notPrepared: () => SystemError): void {
  const columns = db.columns(adapter.place)
  const of = `table ${adapter.place} of ${adapter.system}`
  if (columns.length === 0)
    throw new SystemError(
      'misfit',
      'noTable',
      adapter.system,
      `there is no ${of}`,
      'name the right table in the binding, or the right file',
    )
  const wanted = [...adapter.key, ...adapter.fields].map(({ column }) => column)
  if (adapter.detect.kind === 'updatedAt') wanted.push(adapter.detect.column)
  if (adapter.identity !== undefined) wanted.push(adapter.identity.ownId)
  const there = new Set(columns.map(asciiLower))
  const missing = [...new Set(wanted)].filter((column) => !there.has(asciiLower(column)))
  if (missing.length > 0)
    throw new SystemError(
      'misfit',
      'noColumn',
      adapter.system,
      `${of} has no column ${missing.join(', ')}`,
      `its columns are ${columns.join(', ')}: correct the binding, and generate`,
    )
  const { insert, update } = adapter.statements
  if (
    (insert !== undefined || update !== undefined || adapter.statements.delete !== undefined || adapter.detect.kind === 'outbox') &&
    !prepared()
  )
    throw notPrepared()
}

/** SQLite takes names as the same where they differ in the case of ASCII letters only. */
function asciiLower(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
