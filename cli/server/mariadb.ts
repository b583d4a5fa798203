import type { Session } from '../../runtime/connectors/server/session.ts'
import type { Catalog, Ours } from './catalog.ts'

const triggersSql = `
  SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT FROM information_schema.TRIGGERS
  WHERE TRIGGER_SCHEMA = database() AND TRIGGER_NAME LIKE 'thalweg\\\\_%' ORDER BY TRIGGER_NAME`

const tablesSql = `
  SELECT TABLE_NAME FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = database() AND TABLE_NAME LIKE 'thalweg\\\\_%' ORDER BY TABLE_NAME`

/** What the user itself was granted; what its roles were is not told there, and asked for by looking. */
const seesSql = `
  SELECT count(*) FROM (
    SELECT GRANTEE, PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES
    UNION ALL SELECT GRANTEE, PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA = database()
    UNION ALL SELECT GRANTEE, PRIVILEGE_TYPE FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = database()
  ) p WHERE p.PRIVILEGE_TYPE = 'TRIGGER'`

async function ours(session: Session): Promise<readonly Ours[]> {
  const triggers = await session.query(triggersSql)
  const tables = await session.query(tablesSql)
  return [
    ...triggers.rows.map(([name, on, body]): Ours => ({ kind: 'trigger', name: name!, on: on!, body: body ?? null, enabled: true })),
    ...tables.rows.map(([name]): Ours => ({ kind: 'table', name: name!, body: null, enabled: true })),
  ]
}

export const mariadbCatalog: Catalog = {
  ours,
  seesTriggers: async (session) => Number((await session.query(seesSql)).rows[0]![0]) > 0,
  toPrepare: async (session) => {
    const [[database, user] = []] = (await session.query('SELECT database(), current_user()')).rows
    const [name, host] = user!.split('@')
    const to = `${quoted(name!)}@${quoted(host ?? '%')}`
    return [`GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, TRIGGER ON ${quoted(database!)}.* TO ${to};`]
  },
  drop: ({ kind, name }) => `DROP ${kind.toUpperCase()} ${quoted(name)};`,
  transaction: null,
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}
