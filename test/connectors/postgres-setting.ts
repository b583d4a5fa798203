/** PostgreSQL schemas as the conformance suite and the tests of the connector need them: adapters with statements by the contract of the door. */
import pg from 'pg'
import { openPostgres } from '../../runtime/connectors/postgres/index.ts'
import { integer } from '../../runtime/dialect/postgres.ts'
import { nullable } from '../../runtime/dialect/stored-type.ts'
import { key, stored } from '../../runtime/dialect/mapping.ts'
import { defaultType } from '../../runtime/connectors/postgres/default-type.ts'
import type { AdapterDetect, SystemStatements, TableAdapter } from '../../runtime/door.ts'
import type { Bound, Image, System, Write } from '../../runtime/ports.ts'
import type { Raw } from '../../runtime/values.ts'
import type { PostgresDatabase } from '../servers/postgres.ts'
import type { Column, TableShape } from './adapters.ts'
import type { Setting } from './conformance.ts'

export const postgresStatements: SystemStatements = {
  readIdentity: 'SELECT identity, ledger, op_high, (SELECT max(op) FROM thalweg_ops) AS op_known FROM thalweg_system',
  claim: 'UPDATE thalweg_system SET ledger = :ledger, op_high = :op_high::bigint',
  recordOp: 'INSERT INTO thalweg_ops (op, void, note) VALUES (:op::bigint, false, :note) ON CONFLICT (op) DO NOTHING',
  fence: 'UPDATE thalweg_system SET op_high = :op::bigint WHERE op_high < :op::bigint',
  setCurrentOp: `SELECT set_config('thalweg.op', coalesce(:op::text, ''), true)`,
  voidOp: 'INSERT INTO thalweg_ops (op, void, note) VALUES (:op::bigint, true, NULL) ON CONFLICT (op) DO NOTHING',
  readOp: 'SELECT void, note FROM thalweg_ops WHERE op = :op::bigint',
  pruneOps: 'DELETE FROM thalweg_ops WHERE op < :below::bigint',
}

const own = `
  CREATE TABLE thalweg_ops (op bigint PRIMARY KEY, void boolean NOT NULL, note text);
  CREATE TABLE thalweg_system (one integer PRIMARY KEY CHECK (one = 1), identity text NOT NULL, ledger text, op_high bigint NOT NULL);
  INSERT INTO thalweg_system VALUES (1, 'identity', NULL, 0);`

/** An outbox, and triggers that fill it. */
function capture({ table, key: keys, fields }: TableShape): string {
  const parts = (row: string) => keys.map((c) => `${row}.${column(c)}::text`).join(', ')
  const entry = (row: string, kind: string) =>
    `INSERT INTO thalweg_outbox (key, kind, op, at) VALUES (jsonb_build_array(${parts(row)})::text, '${kind}', nullif(current_setting('thalweg.op', true), '')::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000));`
  const moved = (columns: readonly Column[]) => columns.map((c) => `OLD.${column(c)} IS DISTINCT FROM NEW.${column(c)}`).join(' OR ')
  return `
    CREATE TABLE thalweg_outbox (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, kind text NOT NULL, op bigint, at bigint NOT NULL);
    CREATE FUNCTION capture() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN ${entry('NEW', 'I')}
      ELSIF TG_OP = 'DELETE' THEN ${entry('OLD', 'D')}
      ELSIF ${moved(keys)} THEN ${entry('OLD', 'D')} ${entry('NEW', 'I')}
      ELSIF ${moved(fields)} THEN ${entry('NEW', 'U')}
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER capture AFTER INSERT OR UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION capture();`
}

function column(c: Column): string {
  return `"${c.column ?? c.field}"`
}

export function postgresAdapter(shape: TableShape): TableAdapter {
  const { table, key: keys, fields, ownId } = shape
  const detect: AdapterDetect = shape.detect ?? { kind: 'none' }
  const sqlType = (c: Column) => c.sqlType ?? defaultType(c.type.type)
  const units = fields.map(({ field }) => field)
  const name = (prefix: string, c: Column) => `${prefix}${c.field}`
  const rows = (...params: readonly (readonly [string, string])[]) => {
    const all = [['n', 'int'] as const, ...params]
    return `unnest(${all.map(([param, type]) => `:${param}::${type}[]`).join(', ')}) AS w(${all.map(([param]) => `"${param}"`).join(', ')})`
  }
  const keyParams = (prefix: string) => keys.map((_, i) => [`${prefix}_${i}`, 'text'] as const)
  const values = fields.map((c) => [c.field, 'text'] as const)
  const bases = fields.map((c) => [name('was_', c), 'text'] as const)
  const seen = ['seen', 'bigint'] as const
  const id = ownId === undefined ? [] : [['own_id', 'text'] as const]
  const keyIs = (prefix: string) => keys.map((c, i) => `t.${column(c)} = w."${prefix}_${i}"::${sqlType(c)}`).join(' AND ')
  const told = [...keys, ...fields].map((c) => `t.${column(c)}::text`)
  const ids = ownId === undefined ? [] : [`t."${ownId}"::text`]
  const select = `SELECT ${[...told, ...ids].join(', ')} FROM ${table} AS t`
  const ofKey = `o.key = jsonb_build_array(${keys.map((_, i) => `w."key_${i}"`).join(', ')})::text`
  const death =
    detect.kind !== 'outbox'
      ? 'NULL::bigint'
      : `(SELECT max(o.seq) FROM thalweg_outbox AS o WHERE ${ofKey} AND o.kind = 'D' AND o.op IS NULL AND o.seq > w."seen" AND o.seq > coalesce((SELECT max(o.seq) FROM thalweg_outbox AS o WHERE ${ofKey} AND o.kind = 'I' AND o.op IS NOT NULL), 0))`
  const isBase = (c: Column) => `t.${column(c)}::text COLLATE "C" IS NOT DISTINCT FROM w."was_${c.field}"`
  const alive = [
    ...(ownId === undefined ? [] : [`(w."own_id" IS NULL OR ${ids[0]!} = w."own_id")`]),
    ownId === undefined ? `${death} IS NULL` : `(w."own_id" IS NOT NULL OR ${death} IS NULL)`,
  ].join(' AND ')
  const type = (c: Column): Column['type'] => (c.type.type.kind !== 'int' ? c.type : c.type.nullable ? nullable(integer()) : integer())
  const typed = ({ sqlType: said }: Column) => (said === undefined ? {} : { sqlType: said })
  const order = keys.map((c) => `t.${column(c)}`).join(', ')
  const writes = shape.readOnly !== true
  return {
    system: shape.system,
    form: 'table',
    place: table,
    key: keys.map((c) =>
      key({ field: c.field, column: c.column ?? c.field, type: type(c), ...typed(c), ...(c.stores && { stores: c.stores }) }),
    ),
    fields: fields.map((c) =>
      stored({
        field: c.field,
        column: c.column ?? c.field,
        param: c.field,
        type: type(c),
        ...typed(c),
        ...(c.stores && { stores: c.stores }),
      }),
    ),
    detect,
    scope: [],
    deletes: true,
    writes: writes ? ['insert', 'update', 'delete'] : [],
    ...(ownId === undefined ? {} : { identity: { ownId } }),
    statements: {
      look: `SELECT w."n", (t.${column(keys[0]!)} IS NOT NULL)::int, ${[...fields.map((c) => `t.${column(c)}::text`), ...ids, death].join(', ')} FROM ${rows(...keyParams('key'), seen)} LEFT JOIN ${table} AS t ON ${keyIs('key')}`,
      firstPage: `${select} ORDER BY ${order} LIMIT :limit`,
      nextPage: `${select} WHERE (${order}) > (${keys.map((c, i) => `:after_${i}::${sqlType(c)}`).join(', ')}) ORDER BY ${order} LIMIT :limit`,
      ...(writes && {
        insert: `INSERT INTO ${table} (${[...keys, ...fields].map(column).join(', ')}) SELECT ${[...keys.map((c, i) => `w."key_${i}"::${sqlType(c)}`), ...fields.map((c) => `w."${c.field}"::${sqlType(c)}`)].join(', ')} FROM ${rows(...keyParams('key'), ...values)} ORDER BY w."n" ON CONFLICT DO NOTHING RETURNING ${keys.map((c) => `${column(c)}::text`).join(', ')}`,
        update: `UPDATE ${table} AS t SET ${fields.map((c, u) => `${column(c)} = CASE WHEN w."set_${u}" THEN w."${c.field}"::${sqlType(c)} ELSE t.${column(c)} END`).join(', ')} FROM ${rows(...keyParams('key'), ...values, ...bases, ...units.map((_, u) => [`set_${u}`, 'boolean'] as const), ...id, seen)} WHERE ${keyIs('key')} AND ${fields.map((c, u) => `(NOT w."set_${u}" OR ${isBase(c)})`).join(' AND ')} AND ${alive} RETURNING w."n"`,
        delete: `DELETE FROM ${table} AS t USING ${rows(...keyParams('key'), ...bases, ...id, seen)} WHERE ${keyIs('key')} AND ${fields.map(isBase).join(' AND ')} AND ${alive} RETURNING w."n"`,
      }),
      ...(ownId === undefined
        ? {}
        : {
            byId: `SELECT w."n", ${keys.map((c) => `t.${column(c)}::text`).join(', ')} FROM ${rows(...id)} JOIN ${table} AS t ON ${ids[0]!} = w."own_id"`,
            rekey: `UPDATE ${table} AS t SET ${keys.map((c, i) => `${column(c)} = w."to_${i}"`).join(', ')} FROM ${rows(...keyParams('key'), ...keyParams('to'), ...id, seen)} WHERE ${keyIs('key')} AND ${alive} AND NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${keyIs('to')}) RETURNING w."n"`,
          }),
      ...(detect.kind === 'outbox' && {
        changes: 'SELECT seq, key, kind, op, at FROM thalweg_outbox WHERE seq > :after::bigint ORDER BY seq LIMIT :limit',
        high: `SELECT CASE WHEN is_called THEN last_value END FROM thalweg_outbox_seq_seq`,
        prune: 'DELETE FROM thalweg_outbox WHERE seq <= :upTo::bigint',
      }),
      ...(detect.kind === 'updatedAt' && {
        changes: `SELECT ${keys.map((c) => `t.${column(c)}::text`).join(', ')}, t."${detect.column}"::text FROM ${table} AS t WHERE t."${detect.column}" >= :since ORDER BY t."${detect.column}", ${order} LIMIT :limit OFFSET :offset`,
      }),
      count: `SELECT count(*) FROM ${table}`,
      digestRows: select,
    },
  }
}

let schemas = 0

export interface PostgresSchema {
  readonly database: PostgresDatabase
  readonly schema: string
  /** As a user's client. */
  readonly user: pg.Client
  /** @param user another than the superuser */
  open(name?: string, user?: string): Promise<System>
  /** Another client. */
  client(): Promise<pg.Client>
  close(): Promise<void>
}

/** A schema with these tables and what the shapes need of Thalweg's own; gone after `close`. */
export async function postgresSchema(
  database: PostgresDatabase,
  ddl: string,
  shapes: readonly TableShape[] | null,
): Promise<PostgresSchema> {
  const schema = `s${schemas++}`
  const client = async () => {
    const made = new pg.Client({ connectionString: database.url, options: `-c search_path=${schema}` })
    made.on('error', () => undefined)
    await made.connect()
    return made
  }
  const user = await client()
  const captured = (shapes ?? []).filter(({ detect }) => detect?.kind === 'outbox')
  await user.query(`CREATE SCHEMA ${schema}; ${ddl}; ${shapes === null ? '' : own} ${captured.map(capture).join('')}`)
  return {
    database,
    schema,
    user,
    open: async (name = 'ERP', as) =>
      openPostgres({ name, url: as === undefined ? database.url : database.urlOf(as), schema, statements: postgresStatements, env: {} }),
    client,
    close: async () => {
      await user.query(`DROP SCHEMA ${schema} CASCADE`)
      await user.end()
    },
  }
}

/** Makes settings for the conformance suites in one database. */
export function postgresSetting(database: () => PostgresDatabase): (shape: TableShape) => Promise<Setting> {
  return async (shape) => {
    const { table, ownId, fields } = shape
    const keyed =
      ownId === undefined
        ? 'name text PRIMARY KEY'
        : `"${ownId}" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE`
    const made = await postgresSchema(
      database(),
      `CREATE TABLE ${table} (${keyed}, title text NOT NULL, remark text, size integer NOT NULL)`,
      [shape],
    )
    const system = await made.open(shape.system)
    const names = fields.map(({ field }) => field)
    const { user } = made
    return {
      system: counted(system),
      adapter: postgresAdapter(shape),
      user: {
        insert: async (name, values) =>
          void (await user.query(`INSERT INTO ${table} (name, ${names.join(', ')}) VALUES ($1, $2, $3, $4)`, [name, ...values])),
        update: async (name, values) =>
          void (await user.query(`UPDATE ${table} SET ${names.map((each, i) => `${each} = $${i + 2}`).join(', ')} WHERE name = $1`, [
            name,
            ...values,
          ])),
        delete: async (name) => void (await user.query(`DELETE FROM ${table} WHERE name = $1`, [name])),
        rename: async (name, to) => void (await user.query(`UPDATE ${table} SET name = $2 WHERE name = $1`, [name, to])),
      },
      close: async () => {
        await system.close()
        await made.close()
      },
    }
  }
}

/** The suites give sizes as numbers; here they are stored, and told, as text. */
export function counted(system: System): System {
  const text = <T extends Raw | undefined>(values: readonly T[]) =>
    values.map((value) => (typeof value === 'number' ? String(value) : value))
  const number = (values: readonly Raw[]) => values.map((value, slot) => (slot === 2 && value !== null ? Number(value) : value))
  const image = (one: Image): Image => ({ ...one, values: number(one.values) })
  const bound = (one: Bound): Bound => ({
    adapter: one.adapter,
    changes: async (position, limit) => one.changes(position, limit),
    head: async () => one.head(),
    look: async (looks) => (await one.look(looks)).map(image),
    page: async (after, limit) => (await one.page(after, limit)).map((row) => ({ ...row, values: number(row.values) })),
    deliver: async (op, writes) => {
      const sent = writes.map((write): Write => ({ ...write, values: text(write.values), expect: text(write.expect) }))
      const delivery = await one.deliver(op, sent)
      if (delivery.outcome !== 'answered') return delivery
      return { ...delivery, answers: delivery.answers.map((answer) => ({ ...answer, image: image(answer.image) })) }
    },
    forget: async (upTo) => one.forget(upTo),
    count: async () => one.count(),
    digests: async (buckets, peer) => one.digests(buckets, peer),
    bucketRows: async (buckets, wanted) => one.bucketRows(buckets, wanted),
  })
  return {
    name: system.name,
    identity: async () => system.identity(),
    claim: async (ledger, opHigh) => system.claim(ledger, opHigh),
    bind: async (adapter, peers) => bound(await system.bind(adapter, peers)),
    resolve: async (op) => system.resolve(op),
    landed: async (op) => system.landed(op),
    prune: async (below) => system.prune(below),
    close: async () => system.close(),
  }
}
