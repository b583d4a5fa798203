/** What is particular about a PostgreSQL: transactions that hold back the outbox, and its log. */
import type { Session } from '../../runtime/connectors/server/session.ts'
import type { Finding } from './probe.ts'
import type { Dialect, TableUse } from './server.ts'

const standingSql = `
  SELECT pg_is_in_recovery()::text, (SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only')`

/** Columns of time in which no zone is said. */
const zonelessSql = `
  SELECT a.attname FROM pg_attribute a
  WHERE a.attrelid = to_regclass(quote_ident(:place::text)) AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'timestamp'::regtype
  ORDER BY a.attnum`

/** Changes are told once no transaction that might still add to them is open, so one that stays open holds all of them back. */
const heldSql = `
  SELECT a.pid::text, coalesce(a.usename, ''), coalesce(nullif(a.application_name, ''), a.backend_type), coalesce(a.state, ''),
    floor(extract(epoch FROM clock_timestamp() - a.xact_start))::text
  FROM pg_stat_activity a
  WHERE (a.backend_xid IS NOT NULL OR a.backend_xmin IS NOT NULL) AND a.xact_start < clock_timestamp() - make_interval(secs => :seconds::int)
    AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend'
  ORDER BY a.xact_start`

const preparedSql = `
  SELECT gid, floor(extract(epoch FROM clock_timestamp() - prepared))::text FROM pg_prepared_xacts WHERE prepared < clock_timestamp() - make_interval(secs => :seconds::int)`

const logSql = `
  SELECT current_setting('wal_level'), current_setting('max_replication_slots'),
    (SELECT count(*) FROM pg_publication WHERE pubname = :log::text)::text,
    (SELECT count(*) FROM pg_replication_slots)::text, current_setting('max_slot_wal_keep_size')`

const slotSql = `
  SELECT coalesce(s.active_pid::text, ''), pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(s.restart_lsn, s.confirmed_flush_lsn))::text,
    coalesce(s.wal_status, '')
  FROM pg_replication_slots s WHERE s.slot_name = :log::text`

const identitySql = `
  SELECT c.relreplident, EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)::text,
    EXISTS (
      SELECT FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE r.prrelid = c.oid AND p.pubname = :log::text
      UNION ALL SELECT FROM pg_publication p WHERE p.puballtables AND p.pubname = :log::text
    )::text
  FROM pg_class c WHERE c.oid = to_regclass(quote_ident(:place::text))`

async function standing(session: Session, writes: boolean): Promise<Finding[]> {
  const [[replica, readOnly] = []] = (await session.query(standingSql)).rows
  if (replica === 'true')
    return [
      {
        what: 'server',
        ok: !writes,
        text: `is a replica, which takes no writes${writes ? ', and flows write here' : ''}`,
        ...(writes && { wayOut: 'let the URL name the primary server' }),
      },
    ]
  if (readOnly === 'on' && writes)
    return [
      {
        what: 'server',
        ok: false,
        text: 'starts every transaction of this role as read-only (default_transaction_read_only), and flows write here',
        wayOut: 'ALTER ROLE … RESET default_transaction_read_only',
      },
    ]
  return [{ what: 'server', ok: true, text: 'is a primary server' }]
}

async function table(session: Session, { adapter, flow }: TableUse): Promise<Finding[]> {
  const { place } = adapter
  const bound = new Set([...adapter.key, ...adapter.fields].filter(({ type }) => type.kind === 'datetime').map(({ column }) => column))
  const zoneless = (await session.query(zonelessSql, { place })).rows.flatMap(([column]) => (bound.has(column!) ? [column!] : []))
  if (zoneless.length === 0) return []
  return [{ what: 'types', ok: true, text: `${flow.name}: ${zoneless.join(', ')} of ${place} has no time zone, and is taken for UTC` }]
}

async function outbox(session: Session, name: string): Promise<{ readonly rows: number; readonly oldest: number | null }> {
  const of = `"${name.replaceAll('"', '""')}"`
  const [[rows, at] = []] = (await session.query(`SELECT count(*)::text, min("at")::text FROM ${of}`)).rows
  if (at === null || at === undefined) return { rows: Number(rows), oldest: null }
  return { rows: Number(rows), oldest: /^-?\d+$/.test(at) ? Number(at) : Date.parse(at) }
}

/** @param seconds that a transaction may be open without a word */
async function held(session: Session, seconds = 60): Promise<Finding[]> {
  const open = (await session.query(heldSql, { seconds })).rows.map(([pid, user, program, state, since]): Finding => ({
    what: 'outbox',
    ok: false,
    text: `a transaction of ${user} (${program}, ${state}) is open for ${since} s: changes that were made since are told once it ends`,
    wayOut: `let that program end its transaction; SELECT pg_terminate_backend(${pid}) ends it; idle_in_transaction_session_timeout keeps such from happening`,
  }))
  const prepared = (await session.query(preparedSql, { seconds })).rows.map(([gid, since]): Finding => ({
    what: 'outbox',
    ok: false,
    text: `a prepared transaction is open for ${since} s (${gid}): changes that were made since are told once it ends`,
    wayOut: `COMMIT PREPARED or ROLLBACK PREPARED '${gid}'`,
  }))
  return [...open, ...prepared]
}

async function log(session: Session, name: string, uses: readonly TableUse[]): Promise<Finding[]> {
  const [[level, slots, publications, taken, keep] = []] = (await session.query(logSql, { log: name })).rows
  const [slot] = (await session.query(slotSql, { log: name })).rows
  if (uses.length === 0) return slot === undefined ? [] : [abandoned(name, slot[1]!)]
  if (level !== 'logical')
    return [
      {
        what: 'log',
        ok: false,
        text: `wal_level is ${level}, and a flow reads the log of the server`,
        wayOut: 'ALTER SYSTEM SET wal_level = logical, and restart the server; or detect by outbox',
      },
    ]
  const findings: Finding[] = [
    publications === '0'
      ? { what: 'log', ok: false, text: `there is no publication ${name}`, wayOut: 'thalweg prepare --apply' }
      : { what: 'log', ok: true, text: `wal_level is logical, and the publication ${name} is there` },
    slotFinding(name, slot, `${taken} of ${slots} slots are taken`, keep ?? '-1', taken === slots),
  ]
  for (const use of uses) findings.push(...(await identity(session, name, use)))
  return findings
}

function abandoned(name: string, behind: string): Finding {
  return {
    what: 'log',
    ok: false,
    text: `the slot ${name} is there, no flow reads the log, and the server keeps ${bytes(behind)} of it for that slot`,
    wayOut: `SELECT pg_drop_replication_slot('${name}')`,
  }
}

function slotFinding(name: string, slot: readonly (string | null)[] | undefined, taken: string, keep: string, full: boolean): Finding {
  if (slot === undefined)
    return full
      ? {
          what: 'log',
          ok: false,
          text: `there is no slot ${name} yet, and ${taken}`,
          wayOut: 'drop one that nobody uses (pg_replication_slots), or raise max_replication_slots and restart the server',
        }
      : { what: 'log', ok: true, text: `there is no slot ${name} yet: the first run makes it (${taken})` }
  const [pid, behind, status] = slot
  if (status === 'lost' || status === 'unreserved')
    return {
      what: 'log',
      ok: false,
      text: `the slot ${name} is ${status === 'lost' ? 'lost' : 'about to be lost'}: the server wrote more than it keeps (max_slot_wal_keep_size ${keep})`,
      wayOut: 'let a run catch up, and raise max_slot_wal_keep_size; what was lost is read anew by the next run',
    }
  const read = pid === '' ? 'nobody reads it now' : `process ${pid} reads it`
  const unbounded = keep === '-1' ? '; nothing bounds what the server keeps while no run reads (max_slot_wal_keep_size)' : ''
  return { what: 'log', ok: true, text: `the slot ${name} is ${bytes(behind!)} behind, ${read}${unbounded}` }
}

async function identity(session: Session, name: string, { adapter, flow }: TableUse): Promise<Finding[]> {
  const { place } = adapter
  const [row] = (await session.query(identitySql, { log: name, place })).rows
  if (row === undefined) return []
  const [kind, primary, published] = row
  if (published !== 'true')
    return [
      {
        what: 'log',
        ok: false,
        text: `${flow.name}: changes of ${place} are not part of the publication ${name}`,
        wayOut: 'thalweg prepare --apply',
      },
    ]
  if (kind === 'n' || (kind === 'd' && primary !== 'true'))
    return [
      {
        what: 'log',
        ok: false,
        text: `${flow.name}: ${place} has no replica identity: its updates and deletes are refused by the server once it is published`,
        wayOut: `ALTER TABLE ${place} REPLICA IDENTITY FULL, or give it a primary key`,
      },
    ]
  return [{ what: 'log', ok: true, text: `${flow.name}: ${place} is published, and has a replica identity` }]
}

function bytes(count: string): string {
  const many = Number(count)
  return many < 1_000_000 ? `${Math.ceil(many / 1_000)} kB` : `${(many / 1_000_000).toFixed(1)} MB`
}

export const postgresDialect: Dialect = { standing, table, outbox, held, log }
