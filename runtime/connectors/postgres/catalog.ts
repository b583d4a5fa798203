/** What PostgreSQL's catalog says of a table. */
import type { Right, Sent, ServerColumn, Session } from '../server/session.ts'
import { defaultType } from './default-type.ts'

const columnsSql = `
  SELECT a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull
  FROM pg_attribute AS a
  WHERE a.attrelid = to_regclass(:place) AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum`

/** An index over some of the columns, of whole columns and all rows. A row without a key is no record, so that a column may be null. */
const uniqueSql = `
  SELECT 1
  FROM pg_index AS i
  WHERE i.indrelid = to_regclass(:place) AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
    AND NOT EXISTS (
      SELECT 1
      FROM unnest(i.indkey[0 : (i.indnkeyatts - 1)]) AS k(attnum)
      JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      WHERE a.attname <> ALL (:columns::text[])
    )
  LIMIT 1`

/** Is a value of one type taken by a column of another when it is assigned; domains count as what they are over. */
const assignableSql = `
  WITH RECURSIVE of AS (
    SELECT :column_type::regtype::oid AS type
    UNION ALL
    SELECT t.typbasetype FROM of JOIN pg_type AS t ON t.oid = of.type WHERE t.typtype = 'd'
  ), target AS (
    SELECT t.oid, t.typcategory FROM of JOIN pg_type AS t ON t.oid = of.type WHERE t.typtype <> 'd'
  )
  SELECT 1
  FROM target, pg_type AS sent
  WHERE sent.oid = :sent_type::regtype
    AND (
      sent.oid = target.oid
      OR target.typcategory = 'S' AND sent.typcategory = 'S'
      OR EXISTS (SELECT 1 FROM pg_cast AS c WHERE c.castsource = sent.oid AND c.casttarget = target.oid AND c.castcontext IN ('a', 'i'))
    )`

/** `place` as a name in the catalog: `table`, or `schema.table`. */
function quoted(place: string): string {
  return place
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
}

const qualifiedSql = `
  SELECT format('%I.%I', n.nspname, c.relname)
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.oid = to_regclass(:place)`

/** The name of the table as every session understands it, whatever its search path. */
export async function qualified(session: Session, place: string): Promise<string> {
  return (await session.query(qualifiedSql, { place: quoted(place) })).rows[0]![0]!
}

export async function columns(session: Session, place: string): Promise<readonly ServerColumn[]> {
  const { rows } = await session.query(columnsSql, { place: quoted(place) })
  return rows.map(([name, type, nullable]) => ({ name: name!, type: type!, nullable: nullable === 't' }))
}

export async function isUnique(session: Session, place: string, names: readonly string[]): Promise<boolean> {
  return (await session.query(uniqueSql, { place: quoted(place), columns: names })).rows.length > 0
}

/** Why values of the mapping cannot be put into the column, in words; null: they can. */
export async function misfitOf(session: Session, { type }: ServerColumn, mapping: Sent): Promise<string | null> {
  const sent = mapping.sqlType ?? defaultType(mapping.type)
  const fits = await session.query(assignableSql, { column_type: unsized(type), sent_type: unsized(sent) })
  if (fits.rows.length > 0) return null
  const said = mapping.sqlType === undefined ? `what is sent there is ${sent}` : `the binding says ${sent}`
  return `is ${type}, and ${said}: write sqlType '${type}' in the binding`
}

/** `numeric(12,2)` → `numeric`: sizes are checked where values are written. */
function unsized(type: string): string {
  return type.replace(/\([^)]*\)/, '')
}

const deferrableSql = `SELECT 1 FROM pg_index AS i WHERE i.indrelid = to_regclass(:place) AND i.indisunique AND NOT i.indimmediate LIMIT 1`

/** ON CONFLICT takes no index that is checked at the commit. */
export async function hasDeferrable(session: Session, place: string): Promise<boolean> {
  return (await session.query(deferrableSql, { place: quoted(place) })).rows.length > 0
}

const missingSql = `
  SELECT r
  FROM unnest(:rights::text[]) WITH ORDINALITY AS n(r, i)
  WHERE NOT CASE r WHEN 'DELETE' THEN has_table_privilege(to_regclass(:place), r) ELSE has_any_column_privilege(to_regclass(:place), r) END
  ORDER BY i`

export async function missingRights(session: Session, place: string, rights: readonly Right[]): Promise<readonly Right[]> {
  const { rows } = await session.query(missingSql, { place: quoted(place), rights })
  return rows.map(([right]) => right as Right)
}
