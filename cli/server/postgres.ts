import type { Session } from '../../runtime/connectors/server/session.ts'
import type { Catalog, Ours } from './catalog.ts'
import type { Right } from './rights.ts'
import { listed } from './rights.ts'

const triggersSql = `
  SELECT t.tgname, t.tgrelid::regclass::text, t.tgenabled <> 'D'
  FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE NOT t.tgisinternal AND t.tgname LIKE 'thalweg\\_%' AND p.pronamespace = current_schema()::regnamespace
  ORDER BY t.tgname`

const functionsSql = `
  SELECT p.proname, p.prosrc FROM pg_proc p
  WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'thalweg\\_%' AND p.prorettype = 'trigger'::regtype
  ORDER BY p.proname`

const tablesSql = `
  SELECT c.relname FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relname LIKE 'thalweg\\_%' AND c.relkind = 'r'
  ORDER BY c.relname`

/** Each as whoever owns the thing has to run it; what is not there is somebody else's message. */
const toPrepareSql = `
  SELECT format('GRANT CREATE, USAGE ON SCHEMA %I TO %I;', current_schema(), current_user)
  WHERE NOT has_schema_privilege(current_schema(), 'CREATE')
  UNION ALL
  SELECT format('GRANT TRIGGER ON %s TO %I;', c.oid::regclass, current_user)
  FROM unnest(:tables::text[]) AS t(name) JOIN pg_class c ON c.oid = to_regclass(quote_ident(t.name))
  WHERE NOT has_table_privilege(c.oid, 'TRIGGER')`

async function ours(session: Session): Promise<readonly Ours[]> {
  const triggers = await session.query(triggersSql)
  const functions = await session.query(functionsSql)
  const tables = await session.query(tablesSql)
  return [
    ...triggers.rows.map(([name, on, enabled]): Ours => ({
      kind: 'trigger',
      name: name!,
      on: on!,
      body: null,
      enabled: enabled === 'true' || enabled === 't',
    })),
    ...functions.rows.map(([name, body]): Ours => ({ kind: 'function', name: name!, body: body ?? null, enabled: true })),
    ...tables.rows.map(([name]): Ours => ({ kind: 'table', name: name!, body: null, enabled: true })),
  ]
}

async function grants(session: Session, role: string, rights: readonly Right[], only: boolean): Promise<string[]> {
  const [[schema] = []] = (await session.query('SELECT current_schema()')).rows
  const to = quoted(role)
  return [
    `GRANT USAGE ON SCHEMA ${quoted(schema!)} TO ${to};`,
    ...rights.flatMap(({ table, privileges }) => [
      ...(only ? [`REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ${tableName(table)} FROM ${to};`] : []),
      `GRANT ${listed(privileges, quoted)} ON ${tableName(table)} TO ${to};`,
    ]),
  ]
}

export const postgresCatalog: Catalog = {
  ours,
  seesTriggers: async () => true,
  toPrepare: async (session, tables) => (await session.query(toPrepareSql, { tables })).rows.map(([grant]) => grant!),
  drop: ({ kind, name, on }) =>
    kind === 'trigger'
      ? `DROP TRIGGER ${quoted(name)} ON ${on!};`
      : kind === 'function'
        ? `DROP FUNCTION ${quoted(name)}();`
        : `DROP TABLE ${quoted(name)};`,
  grants,
  logGrants: (role, writes) => [
    `ALTER ROLE ${quoted(role)} REPLICATION;`,
    ...(writes
      ? [`GRANT EXECUTE ON FUNCTION pg_replication_origin_create(text), pg_replication_origin_session_setup(text) TO ${quoted(role)};`]
      : []),
  ],
  statements,
  transaction: { begin: 'BEGIN;', commit: 'COMMIT;' },
}

/** What may hold a semicolon that ends nothing, and the semicolon that does. */
const parts = /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;/g

/** A prepared statement is one statement. Comments alone are none. */
function statements(script: string): string[] {
  const found: string[] = []
  let from = 0
  for (const { 0: part, index } of script.matchAll(parts)) {
    if (part !== ';') continue
    found.push(script.slice(from, index))
    from = index + 1
  }
  return [...found, script.slice(from)].filter((statement) => statement.replaceAll(/--[^\n]*/g, '').trim() !== '')
}

/** `orders`, or `sales.orders`. */
function tableName(place: string): string {
  return place.split('.').map(quoted).join('.')
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
