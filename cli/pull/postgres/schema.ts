import pg from 'pg'
import { addressOf } from '../../../runtime/connectors/postgres/address.ts'
import { refused } from '../../../runtime/connectors/postgres/refusals.ts'
import { asFailure, Failure } from '../../failure.ts'
import type { FieldSource, FoundColumn, FoundTable, Reference } from '../found.ts'
import { checkOf, closedList } from '../closed-list.ts'
import { fieldOf } from './column-type.ts'
import { factsOf } from './facts.ts'
import { spelling } from './spelling.ts'

/** Tables and views of the schema that people made: what belongs to an extension, and our own, is left out. */
const relationsSql = `
  SELECT c.oid::text, c.relname, c.relkind IN ('v', 'm'), pg_relation_is_updatable(c.oid, true) & 8 = 8, has_table_privilege(c.oid, 'SELECT'),
    EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgtype & 7 = 7 AND g.tgname NOT LIKE 'thalweg\\_%')
  FROM pg_class c
  WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relname NOT LIKE 'thalweg\\_%'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname COLLATE "C"`

/** Columns with what their types are made of: a domain of its base type, an array of its elements. */
const columnsSql = `
  SELECT a.attname, a.attnotnull OR t.typnotnull, format_type(a.atttypid, a.atttypmod),
    format_type(coalesce(e.oid, b.oid), b.mod), e.oid IS NOT NULL, a.attidentity, a.attgenerated <> '',
    coalesce(pg_get_expr(f.adbin, f.adrelid), '') LIKE 'nextval(%',
    (SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = coalesce(e.oid, b.oid))::text,
    a.atthasdef OR t.typdefault IS NOT NULL,
    CASE WHEN coalesce(e.oid, b.oid) IN ('text'::regtype, 'varchar'::regtype) AND (l.oid IS NULL OR l.collisdeterministic) THEN (
      SELECT json_agg(pg_get_expr(k.conbin, k.conrelid)) FROM pg_constraint k
      WHERE k.contype = 'c' AND k.convalidated AND (k.conrelid = a.attrelid OR k.contypid = a.atttypid)
    )::text END
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  CROSS JOIN LATERAL (
    WITH RECURSIVE made(oid, mod) AS (
      SELECT a.atttypid, a.atttypmod
      UNION ALL
      SELECT d.typbasetype, CASE WHEN d.typtypmod = -1 THEN made.mod ELSE d.typtypmod END FROM made JOIN pg_type d ON d.oid = made.oid AND d.typtype = 'd'
    )
    SELECT made.oid, made.mod, k.typelem, k.typcategory FROM made JOIN pg_type k ON k.oid = made.oid AND k.typtype <> 'd'
  ) b
  LEFT JOIN pg_type e ON b.typcategory = 'A' AND e.oid = b.typelem
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
  WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum`

/** The primary key, else a unique index over columns that are never null: the one with the fewest columns. */
const keySql = `
  SELECT a.attname
  FROM (
    SELECT i.indrelid, i.indkey, i.indnkeyatts
    FROM pg_index i
    WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
      AND NOT EXISTS (
        SELECT FROM generate_series(0, i.indnkeyatts - 1) n
        JOIN pg_attribute c ON c.attrelid = i.indrelid AND c.attnum = i.indkey[n] AND NOT c.attnotnull
      )
    ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid::regclass::text
    LIMIT 1
  ) k
  CROSS JOIN generate_series(0, k.indnkeyatts - 1) n
  JOIN pg_attribute a ON a.attrelid = k.indrelid AND a.attnum = k.indkey[n]
  ORDER BY n`

const referencesSql = `
  SELECT a.attname, c.relname, b.attname
  FROM pg_constraint f
  JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
  JOIN pg_class c ON c.oid = f.confrelid AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = f.conrelid)
  JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1]
  WHERE f.conrelid = $1::oid AND f.contype = 'f' AND cardinality(f.conkey) = 1
  ORDER BY f.conname`

type Row = readonly unknown[]
type Ask = (sql: string, ...values: string[]) => Promise<readonly Row[]>

/** @param system what to call it in messages @throws Failure */
export async function readSchema(system: string, url: string, schema: string | undefined): Promise<FoundTable[]> {
  const { config, shown } = addressOf(system, url)
  const client = new pg.Client({ ...config, application_name: 'thalweg pull', options: '-c default_transaction_read_only=on' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const ask: Ask = async (text, ...values) => (await client.query<unknown[]>({ text, values, rowMode: 'array' })).rows
    const name = await schemaOf(ask, schema)
    const relations = await ask(relationsSql, name)
    const tables: FoundTable[] = []
    for (const relation of relations) tables.push(await tableOf(ask, name, relation))
    return tables
  } catch (error) {
    throw error instanceof Failure ? error : asFailure(refused(system, shown, error).system)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Types are printed as that schema sees them, which is how generated statements see them, too. */
async function schemaOf(ask: Ask, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) {
    const there = await ask(`SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1`)
    const names = there.map(([name]) => String(name))
    if (!names.includes(wanted)) throw new Failure('pull.noSchema', `there is no schema ${wanted}`, `the schemas are ${names.join(', ')}`)
    await ask(`SELECT set_config('search_path', quote_ident($1), false)`, wanted)
    return wanted
  }
  const [[name] = []] = await ask('SELECT current_schema()')
  if (typeof name === 'string') return name
  throw new Failure('pull.noSchema', 'the search path of this user leads to no schema', 'name one with --schema')
}

async function tableOf(ask: Ask, schema: string, [oid, name, view, updatable, readable, triggered]: Row): Promise<FoundTable> {
  const table = { name: String(name), ...(view === true && { view: updatable === true ? ('write' as const) : ('read' as const) }) }
  if (readable !== true) return { ...table, columns: [], key: [], references: [], unread: true }
  const columns: FoundColumn[] = []
  for (const column of await ask(columnsSql, String(oid)))
    columns.push(
      await columnOf(ask, { table: `${quoted(schema)}.${quoted(table.name)}`, view: view === true, triggered: triggered === true }, column),
    )
  return {
    ...table,
    columns,
    key: (await ask(keySql, String(oid))).map(([column]) => String(column)),
    references: (await ask(referencesSql, String(oid))).map(([column, target, to]): Reference => ({
      column: String(column),
      table: String(target),
      to: String(to),
    })),
  }
}

interface Of {
  readonly table: string
  readonly view: boolean
  /** A trigger may fill columns before a row is checked. */
  readonly triggered: boolean
}

async function columnOf(ask: Ask, { table, view, triggered }: Of, row: Row): Promise<FoundColumn> {
  const [name, required, type, base, array, identity, generated, serial, labels, byDefault, checks] = row
  const sizeless = base === 'numeric' && array !== true
  const found = {
    type: String(type),
    base: String(base),
    array: array === true,
    labels: textsOf(labels),
    listed:
      array === true
        ? null
        : closedList(
            textsOf(checks).map((clause) => checkOf(clause, spelling)),
            String(name),
          ),
    scale: sizeless ? await scaleOf(ask, table, String(name)) : null,
  }
  const field: FieldSource = generated === true ? { left: 'the database computes it' } : fieldOf(found)
  const numbered =
    identity === 'a' ? 'the database numbers it, always' : identity === 'd' || serial === true ? 'the database numbers it' : null
  const filled = byDefault === true || generated === true || identity === 'a' || identity === 'd' || triggered
  const facts = factsOf(found, { nullable: view ? null : required !== true, filled })
  return { name: String(name), nullable: required !== true, field: withRemark(field, numbered), facts }
}

function textsOf(json: unknown): readonly string[] {
  return typeof json === 'string' ? (JSON.parse(json) as string[]) : []
}

function withRemark(field: FieldSource, remark: string | null): FieldSource {
  if ('left' in field || remark === null) return field
  return { ...field, remark: field.remark === null ? remark : `${field.remark}; ${remark}` }
}

/** Most digits after the point in the rows that are looked at. */
async function scaleOf(ask: Ask, table: string, column: string): Promise<number | null> {
  const [[scale] = []] = await ask(`SELECT max(scale(${quoted(column)})) FROM (SELECT ${quoted(column)} FROM ${table} LIMIT 1000) t`)
  return typeof scale === 'number' ? scale : null
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
