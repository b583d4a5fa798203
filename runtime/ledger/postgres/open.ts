/** A ledger in a schema of a Postgres database: its migrations, and what is said when it is absent, of another landscape, or of a newer format. */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Client } from 'pg'
import { LedgerError } from '../../ports.ts'

const migrations = ['0001-first.sql', '0002-leases.sql'] as const
const otherPlace = 'name another ledger with THALWEG_LEDGER'
/** Postgres cuts longer names silently, and two landscapes would meet in one schema. */
const longestName = 63

export interface LedgerMigration {
  readonly name: string
  readonly sql: string
}

/** One database can hold the ledgers of several landscapes. */
export function ledgerSchema(landscape: string): string {
  const schema = `thalweg_ledger_${landscape}`
  if (Buffer.byteLength(schema) <= longestName) return schema
  return `thalweg_ledger_${createHash('sha256').update(landscape).digest('hex').slice(0, 32)}`
}

/** What has to be carried out at this database before it can hold the landscape's ledger; nothing: it is as it should be. @throws LedgerError */
export async function ledgerMigrations(client: Client, landscape: string): Promise<readonly LedgerMigration[]> {
  const format = await formatOf(client, landscape)
  return migrations.slice(format).map((name) => ({ name, sql: readFileSync(new URL(`./migrations/${name}`, import.meta.url), 'utf8') }))
}

/**
 * All of them or none; of several workers that begin at once one makes the ledger and the others find it made.
 * @param id of a ledger that is made; default: one made at random, which no other ledger has
 * @returns names of those that were carried out @throws LedgerError
 */
export async function migrateLedger(client: Client, landscape: string, id = newId()): Promise<readonly string[]> {
  const schema = ledgerSchema(landscape)
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [schema])
    const missing = await ledgerMigrations(client, landscape)
    if (missing.length > 0) await client.query(scriptOf(client, missing, landscape, id))
    await client.query('COMMIT')
    return missing.map(({ name }) => name)
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/**
 * The same for somebody else to run.
 * @param role also gets the rights to use the ledger, where somebody else is to own it
 * @returns null: it is as it should be @throws LedgerError
 */
export async function ledgerScript(client: Client, landscape: string, role?: string): Promise<string | null> {
  const missing = await ledgerMigrations(client, landscape)
  const rights = role === undefined ? '' : grants(client, landscape, role)
  if (missing.length === 0) return rights === '' ? null : rights
  return `BEGIN;\n${scriptOf(client, missing, landscape, newId())}${rights}COMMIT;\n`
}

function scriptOf(client: Client, missing: readonly LedgerMigration[], landscape: string, id: string): string {
  const schema = client.escapeIdentifier(ledgerSchema(landscape))
  const [landscapeText, idText] = [client.escapeLiteral(landscape), client.escapeLiteral(id)]
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema};`,
    `SET LOCAL search_path = ${schema};`,
    ...missing.map(({ sql }) => sql.trimEnd()),
    `INSERT INTO meta (name, value) VALUES ('id', ${idText}), ('landscape', ${landscapeText}) ON CONFLICT DO NOTHING;`,
    `INSERT INTO meta (name, value) VALUES ('format', '${migrations.length}') ON CONFLICT (name) DO UPDATE SET value = excluded.value;`,
    '',
  ].join('\n')
}

function grants(client: Client, landscape: string, role: string): string {
  const [schema, to] = [client.escapeIdentifier(ledgerSchema(landscape)), client.escapeIdentifier(role)]
  return `GRANT USAGE ON SCHEMA ${schema} TO ${to};\nGRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${to};\n`
}

function newId(): string {
  return randomBytes(12).toString('hex')
}

/** @returns the ledger's id @throws LedgerError where there is none, or not one that this version can use for this landscape */
export async function identifyLedger(client: Client, landscape: string): Promise<string> {
  const format = await formatOf(client, landscape)
  if (format === 0) {
    throw new LedgerError(
      'absent',
      `there is no ledger in ${place(client, landscape)}`,
      'make one with `thalweg match --accept`, or restore it from a backup',
    )
  }
  return String((await meta(client, landscape)).get('id'))
}

/** @returns migrations that were carried out; 0: there is no ledger */
async function formatOf(client: Client, landscape: string): Promise<number> {
  const schema = ledgerSchema(landscape)
  const { rows } = await client.query<[tables: number, meta: boolean]>({
    text: `SELECT count(*)::int, coalesce(bool_or(c.relname = 'meta'), false)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'v', 'm', 'p')`,
    values: [schema],
    rowMode: 'array',
  })
  const [tables, hasMeta] = rows[0]!
  if (tables === 0) return 0
  const where = place(client, landscape)
  if (!hasMeta) throw new LedgerError('foreign', `${where} has tables, but no ledger`, otherPlace)
  const said = await meta(client, landscape)
  if (said.get('landscape') !== landscape) {
    throw new LedgerError(
      'foreign',
      `the ledger in ${where} is that of the landscape ${String(said.get('landscape'))}, not of ${landscape}`,
      otherPlace,
    )
  }
  const format = Number(said.get('format'))
  if (format > migrations.length) {
    throw new LedgerError(
      'newer',
      `the ledger in ${where} has format ${format}; this version of Thalweg knows formats up to ${migrations.length}`,
      `update Thalweg, or ${otherPlace}`,
    )
  }
  return format
}

async function meta(client: Client, landscape: string): Promise<ReadonlyMap<string, string>> {
  const table = `${client.escapeIdentifier(ledgerSchema(landscape))}.meta`
  const { rows } = await client.query<[string, string]>({ text: `SELECT name, value FROM ${table}`, rowMode: 'array' })
  return new Map(rows)
}

/** For messages: without the user and the password of the URL. */
function place({ database, host, port }: Client, landscape: string): string {
  return `schema ${ledgerSchema(landscape)} of ${String(database)} at ${host}:${port}`
}
