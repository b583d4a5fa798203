import type { Session } from '../../runtime/connectors/server/session.ts'
import type { Catalog, Ours } from './catalog.ts'

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
  transaction: { begin: 'BEGIN;', commit: 'COMMIT;' },
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
