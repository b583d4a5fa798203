/** What is particular about a MariaDB: what its triggers do not see, and what its settings do to text. */
import type { Session } from '../../runtime/connectors/server/session.ts'
import type { Finding } from './probe.ts'
import type { Dialect, TableUse } from './server.ts'

const standingSql = `SELECT @@global.read_only, @@global.sql_mode, @@system_time_zone, @@global.time_zone, @@hostname`

const cascadesSql = `
  SELECT CONSTRAINT_NAME, REFERENCED_TABLE_NAME, concat_ws(', ',
    if(DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT'), concat('ON DELETE ', DELETE_RULE), NULL),
    if(UPDATE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT'), concat('ON UPDATE ', UPDATE_RULE), NULL))
  FROM information_schema.REFERENTIAL_CONSTRAINTS
  WHERE CONSTRAINT_SCHEMA = database() AND TABLE_NAME = :place
    AND (DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR UPDATE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT'))
  ORDER BY CONSTRAINT_NAME`

const charsetsSql = `
  SELECT COLUMN_NAME, CHARACTER_SET_NAME FROM information_schema.COLUMNS
  WHERE TABLE_SCHEMA = database() AND TABLE_NAME = :place AND CHARACTER_SET_NAME <> 'utf8mb4' ORDER BY ORDINAL_POSITION`

async function standing(session: Session, writes: boolean): Promise<Finding[]> {
  const [[readOnly, mode, system, zone] = []] = (await session.query(standingSql)).rows
  const strict = /STRICT_(TRANS|ALL)_TABLES/.test(mode ?? '')
  return [
    readOnly === '1' && writes
      ? {
          what: 'server',
          ok: false,
          text: 'is read-only: a replica, or one that was told so, and flows write here',
          wayOut: 'let the URL name the primary server',
        }
      : { what: 'server', ok: true, text: readOnly === '1' ? 'is read-only, and flows only read here' : 'takes writes' },
    {
      what: 'server',
      ok: true,
      text: `time zone ${zone === 'SYSTEM' ? system! : zone!}; sessions of thalweg are at +00:00, so DATETIME columns are taken for UTC`,
    },
    {
      what: 'server',
      ok: true,
      text: strict
        ? 'its sql_mode is strict: nothing is cut silently'
        : 'its sql_mode is not strict: what other programs write may be cut silently; sessions of thalweg are strict',
    },
  ]
}

async function table(session: Session, { adapter, flow, writes }: TableUse): Promise<Finding[]> {
  const { place, detect } = adapter
  const findings: Finding[] = []
  const cascades = detect.kind === 'outbox' ? (await session.query(cascadesSql, { place })).rows : []
  for (const [name, to, rule] of cascades)
    findings.push({
      what: 'detection',
      ok: false,
      text: `${flow.name}: the foreign key ${name} of ${place} to ${to} changes rows by itself (${rule}), which no trigger sees in MariaDB`,
      wayOut: `let a trigger or a program do what the key does, and the key RESTRICT; reconciliation finds such changes meanwhile`,
    })
  const bound = new Set([...adapter.key, ...adapter.fields].map(({ column }) => column.toLowerCase()))
  const narrow = writes ? (await session.query(charsetsSql, { place })).rows.filter(([column]) => bound.has(column!.toLowerCase())) : []
  if (narrow.length > 0)
    findings.push({
      what: 'table',
      ok: false,
      text: `${flow.name}: ${narrow.map(([column, charset]) => `${column} (${charset})`).join(', ')} of ${place} cannot hold every character that arrives`,
      wayOut: `ALTER TABLE ${place} CONVERT TO CHARACTER SET utf8mb4`,
    })
  return findings
}

async function outbox(session: Session, name: string): Promise<{ readonly rows: number; readonly oldest: number | null }> {
  const [[rows, at] = []] = (await session.query(`SELECT count(*), min(\`at\`) FROM \`${name.replaceAll('`', '``')}\``)).rows
  return { rows: Number(rows), oldest: at === null || at === undefined ? null : Number(at) }
}

export const mariadbDialect: Dialect = { standing, table, outbox, held: async () => [], log: async () => [] }
