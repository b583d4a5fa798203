/** Looks at a system at a database server, without changing anything: what a run would say of it, and what a run does not look for. */
import { scopeOf } from '../../runtime/connectors/scope.ts'
import { fits } from '../../runtime/connectors/server/fits.ts'
import type { Server, Session } from '../../runtime/connectors/server/session.ts'
import { ServerError } from '../../runtime/connectors/server/session.ts'
import type { AdapterStatements, TableAdapter } from '../../runtime/door.ts'
import { SystemError } from '../../runtime/ports.ts'
import { Failure } from '../failure.ts'
import type { Ours } from '../server/catalog.ts'
import { preparation } from '../server/preparation.ts'
import type { Reached, ServerSystem } from '../server/reach.ts'
import { reached, refused } from '../server/reach.ts'
import { count, duration } from '../text.ts'
import type { Finding, Patient, Use } from './probe.ts'

export type TableUse = Use & { readonly adapter: TableAdapter }

/** What one dialect looks at beside what all do. */
export interface Dialect {
  /** Of the server as a whole. */
  standing(session: Session, writes: boolean): Promise<readonly Finding[]>
  table(session: Session, use: TableUse): Promise<readonly Finding[]>
  /** @returns how many changes wait in it, and since when: epoch ms */
  outbox(session: Session, name: string): Promise<{ readonly rows: number; readonly oldest: number | null }>
  /** What holds back changes that are captured. */
  held(session: Session, seconds?: number): Promise<readonly Finding[]>
  /** @param name of slot and publication @param uses those that detect by the log */
  log(session: Session, name: string, uses: readonly TableUse[]): Promise<readonly Finding[]>
}

/** @param log the name of its slot and publication */
export async function probeServer(patient: Patient, log: string, scripts: readonly string[]): Promise<readonly Finding[]> {
  const system = patient.system as ServerSystem
  try {
    return await reached(system, async (at) => {
      const dialect = await dialectOf(system)
      return looked(patient, at, dialect, log, scripts)
    })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return [finding('reached', error, system.name)]
  }
}

async function dialectOf({ connector }: ServerSystem): Promise<Dialect> {
  if (connector.kind === 'mariadb') return (await import('./mariadb.ts')).mariadbDialect
  return (await import('./postgres.ts')).postgresDialect
}

async function looked(patient: Patient, at: Reached, dialect: Dialect, log: string, scripts: readonly string[]): Promise<Finding[]> {
  const { server, session } = at
  const uses = patient.uses.filter((use): use is TableUse => use.adapter.form === 'table')
  const writes = uses.some((use) => use.writes)
  const findings: Finding[] = [{ what: 'reached', ok: true, text: server.title }, ...(await dialect.standing(session, writes))]
  for (const use of uses) {
    const fit = await fitting(server, session, use)
    findings.push(fit)
    if (!fit.ok) continue
    findings.push(await statements(server, session, use), await key(server, session, use), ...(await dialect.table(session, use)))
  }
  if (writes) findings.push(await ownStatements(server, session, patient.system as ServerSystem, uses))
  const ours = await at.catalog.ours(session)
  if (scripts.length > 0) findings.push(await prepared(at, ours, scripts))
  for (const { kind, name } of ours)
    if (kind === 'table' && /^thalweg_(outbox|events)_/.test(name)) findings.push(await outbox(dialect, session, name))
  if (uses.some(({ adapter }) => adapter.detect.kind === 'outbox') || patient.events.length > 0)
    findings.push(...(await dialect.held(session)))
  const logged = uses.filter(({ adapter }) => adapter.detect.kind === 'log')
  findings.push(...(await dialect.log(session, log, logged)), await clock(server, session, patient.system.clockToleranceMs))
  return findings
}

function finding(what: Finding['what'], error: unknown, system: string, of = ''): Finding {
  const failure = refused(error)
  if (!(failure instanceof Failure)) throw error
  return { what, ok: false, text: `${of}${failure.message.replace(`${system}: `, '')}`, wayOut: failure.wayOut }
}

/** Exactly what a run looks at before it starts: table, columns, types, and the key of what it writes. */
async function fitting(server: Server, session: Session, { adapter, flow }: TableUse): Promise<Finding> {
  try {
    await fits(server, session, adapter)
    const columns = new Set([...adapter.key, ...adapter.fields].map(({ column }) => column)).size
    return {
      what: 'table',
      ok: true,
      text: `${flow.name}: table ${adapter.place} with all ${columns} columns, of types that take the values`,
    }
  } catch (error) {
    if (!(error instanceof SystemError) && !(error instanceof ServerError)) throw error
    return finding('table', error, server.system, `${flow.name}: `)
  }
}

const writing = ['insert', 'revive', 'update', 'delete', 'rekey', 'link'] as const satisfies readonly (keyof AdapterStatements)[]

/** Each statement that writes, with a batch of no rows, in a transaction that is rolled back: the server looks at names and rights, and at nothing else. */
async function statements(server: Server, session: Session, { adapter, flow }: TableUse): Promise<Finding> {
  const all = ['look', ...writing].flatMap((name) => {
    const sql = adapter.statements[name as (typeof writing)[number]]
    return sql === undefined ? [] : [[name, sql] as const]
  })
  const scope = scopeOf(adapter, server.system, process.env)
  for (const [name, sql] of all) {
    const none = new Map(server.parameters(sql).flatMap((each) => (Object.hasOwn(scope, each) ? [] : [[each, []] as const])))
    try {
      await session.begin('write')
      await session.query(sql, { ...server.batch(none), ...scope })
    } catch (error) {
      if (isUnprepared(error)) continue
      return finding('rights', error, server.system, `${flow.name}: ${name} is refused: `)
    } finally {
      await session.rollback()
    }
  }
  return { what: 'rights', ok: true, text: `${flow.name}: ${adapter.place} takes all ${all.length} statements of this user` }
}

/** Values for statements on tables of ours, none of which is run. */
const any = { op: 0, note: null, below: 0, ledger: null, op_high: 0, upTo: 0, after: 0, limit: 1 }

/** Statements on tables of ours, explained and not run: the server looks at names and rights, and at nothing else. */
async function ownStatements(server: Server, session: Session, { statements }: ServerSystem, uses: readonly TableUse[]): Promise<Finding> {
  const { setCurrentOp: _, ...system } = statements
  const ofUses = uses.flatMap(({ adapter }) => {
    const { changes, high, prune } = adapter.statements
    return adapter.detect.kind === 'outbox' ? [{ sql: [changes, high, prune], scope: scopeOf(adapter, server.system, process.env) }] : []
  })
  for (const { sql: all, scope } of [{ sql: Object.values(system), scope: {} }, ...ofUses])
    for (const sql of all) {
      try {
        if (sql !== undefined) await session.query(`EXPLAIN ${sql}`, { ...any, ...scope })
      } catch (error) {
        if (!isUnprepared(error)) return finding('rights', error, server.system, 'tables of thalweg: ')
      }
    }
  return { what: 'rights', ok: true, text: 'tables of thalweg take all statements of this user' }
}

/** Tables of our own that are missing are a matter of preparing. */
function isUnprepared(error: unknown): boolean {
  return (
    error instanceof ServerError && error.refusal === 'never' && /thalweg_\w+["'`]? ?(does not exist|doesn't exist)/.test(error.message)
  )
}

async function key(server: Server, session: Session, { adapter, flow }: TableUse): Promise<Finding> {
  const columns = adapter.key.map(({ column }) => column)
  const all = [...columns, ...adapter.scope.map(({ param }) => param)]
  const ok = adapter.scope.length > 0 || (await server.unique(session, adapter.place, columns))
  if (ok) return { what: 'key', ok, text: `${flow.name}: ${adapter.place} takes each key once (${columns.join(', ')})` }
  return {
    what: 'key',
    ok,
    text: `${flow.name}: nothing keeps a key from standing in two rows of ${adapter.place} (${all.join(', ')}), and each look reads the whole table`,
    wayOut: `CREATE UNIQUE INDEX … ON ${adapter.place} (${columns.join(', ')}), over columns that are NOT NULL`,
  }
}

async function prepared({ session, catalog }: Reached, ours: readonly Ours[], scripts: readonly string[]): Promise<Finding> {
  const sees = await catalog.seesTriggers(session)
  const { missing, outdated, disabled, leftOver } = preparation(ours, scripts)
  const unseen = (name: string) =>
    !sees && !ours.some((each) => each.name === name) && /^thalweg_(capture|events|guard)_/.test(name) && !isTable(scripts, name)
  const parts = [
    ...part(
      'missing',
      missing.filter((name) => !unseen(name)),
    ),
    ...part('made by another version of the flows', outdated),
    ...part(
      'switched off',
      disabled.map(({ name }) => name),
    ),
    ...part(
      'left over, and still acting',
      leftOver.flatMap(({ kind, name }) => (kind === 'table' ? [] : [name])),
    ),
    ...part(
      'left over',
      leftOver.flatMap(({ kind, name }) => (kind === 'table' ? [name] : [])),
    ),
  ]
  if (parts.length > 0)
    return {
      what: 'prepared',
      ok: false,
      text: `not prepared: ${parts.join('; ')}`,
      wayOut: 'thalweg prepare shows the SQL, and runs it with --apply',
    }
  const hidden = sees ? '' : '; whether its triggers are there this user may not see: GRANT TRIGGER on the tables shows them'
  return { what: 'prepared', ok: true, text: `prepared: operation marks and change capture are there, and current${hidden}` }
}

function isTable(scripts: readonly string[], name: string): boolean {
  return scripts.some((script) => script.includes(`CREATE TABLE IF NOT EXISTS \`${name}\``))
}

function part(words: string, names: readonly string[]): string[] {
  // A trigger and its function have one name.
  return names.length === 0 ? [] : [`${words}: ${[...new Set(names)].join(', ')}`]
}

/** Nothing reads an outbox that grows old. */
const oldMs = 24 * 3_600_000

async function outbox(dialect: Dialect, session: Session, name: string): Promise<Finding> {
  try {
    const { rows, oldest } = await dialect.outbox(session, name)
    if (oldest === null) return { what: 'outbox', ok: true, text: `${name} is empty` }
    const age = Math.max(0, Date.now() - oldest)
    const text = `${name} holds ${count(rows, 'change')}, the oldest ${duration(age)} old`
    return age < oldMs
      ? { what: 'outbox', ok: true, text }
      : { what: 'outbox', ok: false, text, wayOut: 'let a run read it: thalweg run; or take capture away: thalweg prepare --undo' }
  } catch (error) {
    return finding('outbox', error, '', `${name}: `)
  }
}

/** The clock of the server beside that of this machine: times of writes are compared. */
async function clock(server: Server, session: Session, toleranceMs: number): Promise<Finding> {
  const before = Date.now()
  const at = await server.clock(session)
  const offset = Math.round(at - (before + Date.now()) / 2)
  const ok = Math.abs(offset) <= Math.max(toleranceMs, 1_000)
  return {
    what: 'clock',
    ok,
    text: `clock offset ${Math.abs(offset)} ms, tolerance ${toleranceMs} ms`,
    ...(ok ? {} : { wayOut: 'set the clock of the server or of this machine, or give the system a larger clockTolerance' }),
  }
}
