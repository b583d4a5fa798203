import type { Session } from '../../runtime/connectors/server/session.ts'
import { Failure } from '../failure.ts'
import type { Catalog, Ours } from './catalog.ts'
import type { Right } from './rights.ts'
import { listed } from './rights.ts'

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

/** What the role may write in the tables already: a right that it does not have cannot be taken away. */
const writableSql = `
  SELECT TABLE_NAME, group_concat(PRIVILEGE_TYPE ORDER BY PRIVILEGE_TYPE SEPARATOR ', ') FROM information_schema.TABLE_PRIVILEGES
  WHERE TABLE_SCHEMA = database() AND GRANTEE = :grantee AND PRIVILEGE_TYPE IN ('INSERT', 'UPDATE', 'DELETE') GROUP BY TABLE_NAME`

/** Rights on all tables of a database, which nothing takes away for a single one. */
const broadSql = `
  SELECT group_concat(DISTINCT PRIVILEGE_TYPE ORDER BY PRIVILEGE_TYPE SEPARATOR ', ') FROM (
    SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = :grantee AND TABLE_SCHEMA = database()
    UNION ALL SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = :grantee
  ) p WHERE PRIVILEGE_TYPE IN ('INSERT', 'UPDATE', 'DELETE')`

async function grants(session: Session, role: string, rights: readonly Right[], only: boolean): Promise<string[]> {
  const { to, grantee } = account(role)
  const rows = only ? (await session.query(writableSql, { grantee })).rows : []
  const has = new Map(rows.map(([table, privileges]) => [table!, privileges!]))
  const [[broad = null] = []] = only ? (await session.query(broadSql, { grantee })).rows : []
  if (broad !== null)
    throw new Failure(
      'prepare.broadRights',
      `${role} has ${broad} on all tables of the database, and MariaDB takes none of that away for single tables`,
      `REVOKE ${broad} on the database or *.* from ${to}, grant it table by table, and prepare again`,
    )
  return rights.flatMap(({ table, privileges }) => [
    ...(has.has(table) ? [`REVOKE ${has.get(table)!} ON ${quoted(table)} FROM ${to};`] : []),
    `GRANT ${listed(privileges, quoted)} ON ${quoted(table)} TO ${to};`,
  ])
}

/** `app@%`, or the name of a role. */
function account(role: string): { readonly to: string; readonly grantee: string } {
  const at = role.lastIndexOf('@')
  if (at < 0) return { to: quoted(role), grantee: `'${role}'@''` }
  const [name, host] = [role.slice(0, at), role.slice(at + 1)]
  return { to: `${quoted(name)}@${quoted(host)}`, grantee: `'${name}'@'${host}'` }
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
  grants,
  logGrants: () => [],
  statements: (script) => [script],
  transaction: null,
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}
