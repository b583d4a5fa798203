/**
 * Adapters as the generator would print them, from a few words: for tests of connectors that must not depend on the generator. The SQL follows the door's
 * description of each statement.
 */
import type { Adapter, AdapterDetect, EnvName, SystemStatements } from '../../runtime/door.ts'
import { key, stored } from '../../runtime/dialect/mapping.ts'
import type { FieldDefinition } from '../../runtime/dialect/mapping.ts'
import type { StoredType } from '../../runtime/dialect/stored-type.ts'
import type { Canonical } from '../../runtime/values.ts'

export interface Column {
  readonly field: string
  /** Default: the field's name. */
  readonly column?: string
  readonly type: StoredType<Canonical>
  /** At a server. */
  readonly sqlType?: string
  readonly stores?: FieldDefinition<string, Canonical>['stores']
  readonly lookup?: { readonly table: string; readonly id: string; readonly match: string }
}

export interface TableShape {
  readonly system: string
  readonly table: string
  readonly key: readonly Column[]
  readonly fields: readonly Column[]
  /** Fields by unit; a field in none is never updated. Default: each field is a unit. */
  readonly units?: readonly (readonly string[])[]
  readonly detect?: AdapterDetect
  readonly scope?: readonly { readonly column: string; readonly value: EnvName }[]
  readonly deletes?: boolean
  /** Column of the system's own ids. */
  readonly ownId?: string
  readonly readOnly?: boolean
}

export const systemStatements: SystemStatements = {
  readIdentity: 'SELECT identity, ledger, op_high, (SELECT max(op) FROM thalweg_ops) AS op_known FROM thalweg_system',
  claim: 'UPDATE thalweg_system SET ledger = :ledger, op_high = :op_high',
  recordOp: 'INSERT INTO thalweg_ops (op, void, note) VALUES (:op, 0, :note) ON CONFLICT (op) DO NOTHING',
  fence: 'UPDATE thalweg_system SET op_high = :op WHERE op_high < :op',
  setCurrentOp: 'UPDATE thalweg_current_op SET op = :op',
  voidOp: 'INSERT INTO thalweg_ops (op, void, note) VALUES (:op, 1, NULL) ON CONFLICT (op) DO NOTHING',
  readOp: 'SELECT void, note FROM thalweg_ops WHERE op = :op',
  pruneOps: 'DELETE FROM thalweg_ops WHERE op < :below',
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function outboxOf(shape: Pick<TableShape, 'table'>): string {
  return `thalweg_outbox_${shape.table}`
}

/** Tables and triggers of Thalweg itself. `thalweg_system.identity` is the same every time, so that runs can be compared. */
export function prepared(shapes: readonly TableShape[]): string {
  const own = `
    CREATE TABLE thalweg_ops (op INTEGER PRIMARY KEY, void INTEGER NOT NULL, note TEXT);
    CREATE TABLE thalweg_current_op (one INTEGER PRIMARY KEY CHECK (one = 1), op INTEGER);
    INSERT INTO thalweg_current_op VALUES (1, NULL);
    CREATE TABLE thalweg_system (one INTEGER PRIMARY KEY CHECK (one = 1), identity TEXT NOT NULL, ledger TEXT, op_high INTEGER NOT NULL);
    INSERT INTO thalweg_system VALUES (1, 'identity', NULL, 0);`
  return (
    own +
    shapes
      .filter(({ detect }) => detect?.kind === 'outbox')
      .map(capture)
      .join('')
  )
}

function capture(shape: TableShape): string {
  const table = quote(shape.table)
  const outbox = quote(outboxOf(shape))
  const trigger = (what: string) => quote(`thalweg_capture_${shape.table}_${what}`)
  const entry = (row: string, kind: string) =>
    `INSERT INTO ${outbox} ("key", "kind", "op", "at") SELECT json_array(${shape.key.map((c) => `CAST(${row}.${column(c)} AS TEXT)`).join(', ')}), '${kind}', (SELECT op FROM thalweg_current_op), CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER);`
  const moved = (columns: readonly Column[]) => columns.map((c) => `OLD.${column(c)} COLLATE BINARY IS NOT NEW.${column(c)}`).join(' OR ')
  return `
    CREATE TABLE ${outbox} ("seq" INTEGER PRIMARY KEY AUTOINCREMENT, "key" TEXT NOT NULL, "kind" TEXT NOT NULL, "op" INTEGER, "at" INTEGER NOT NULL);
    CREATE INDEX ${quote(`${outboxOf(shape)}_lives`)} ON ${outbox} ("key", "seq") WHERE "kind" <> 'U';
    CREATE TRIGGER ${trigger('insert')} AFTER INSERT ON ${table} BEGIN ${entry('NEW', 'I')} END;
    CREATE TRIGGER ${trigger('delete')} AFTER DELETE ON ${table} BEGIN ${entry('OLD', 'D')} END;
    CREATE TRIGGER ${trigger('update')} AFTER UPDATE ON ${table} WHEN NOT (${moved(shape.key)}) AND (${moved(shape.fields)}) BEGIN ${entry('NEW', 'U')} END;
    CREATE TRIGGER ${trigger('rekey')} AFTER UPDATE ON ${table} WHEN ${moved(shape.key)} BEGIN ${entry('OLD', 'D')} ${entry('NEW', 'I')} END;`
}

function column(c: Column): string {
  return quote(c.column ?? c.field)
}

function isNumber(c: Column): boolean {
  return c.lookup === undefined && ['int', 'number', 'boolean'].includes(c.type.type.kind)
}

/** Whole numbers are bound as floating point by the driver; a column without affinity would keep them so. */
function sent(c: Column, param: string): string {
  return isNumber(c) && c.type.type.kind !== 'number' ? `CAST(:${param} AS INTEGER)` : `:${param}`
}

function natural(c: Column): string {
  const at = `t.${column(c)}`
  if (c.lookup === undefined) return at
  const { table, id, match } = c.lookup
  return `CASE WHEN ${at} IS NULL THEN NULL ELSE ifnull((SELECT l.${quote(match)} FROM ${quote(table)} AS l WHERE l.${quote(id)} = ${at}), char(65535) || ${at}) END`
}

export function adapterOf(shape: TableShape): Adapter {
  const { table, fields, detect = { kind: 'none' } } = shape
  const units = shape.units ?? fields.map(({ field }) => [field])
  const param = new Map(fields.map(({ field }, i) => [field, /^[a-z_]+$/.test(field) ? field : `field_${i}`]))
  const p = (c: Column) => param.get(c.field)!
  const scope = (shape.scope ?? []).map((each, i) => ({ param: `scope_${i}`, ...each }))
  const inScope = scope.map((each) => ` AND t.${quote(each.column)} COLLATE BINARY IS :${each.param}`).join('')
  const from = `FROM ${quote(table)} AS t`
  const keyIs = (prefix: string) =>
    shape.key
      .map(
        (c, i) =>
          `t.${column(c)} = ${isNumber(c) ? '+' : ''}${sent(c, `${prefix}_${i}`)}${isNumber(c) ? '' : ` AND t.${column(c)} COLLATE BINARY = :${prefix}_${i}`}`,
      )
      .join(' AND ')
  const keys = shape.key.map((c) => `t.${column(c)}`).join(', ')
  const id = shape.ownId === undefined ? [] : [`t.${quote(shape.ownId)}`]
  const rows = `SELECT ${[keys, ...fields.map(natural), ...id].join(', ')} ${from}`
  const outbox = detect.kind === 'outbox' ? quote(outboxOf(shape)) : null
  const outboxKey = `json_array(${shape.key.map((c, i) => `CAST(${sent(c, `key_${i}`)} AS TEXT)`).join(', ')})`
  const death =
    outbox === null
      ? 'NULL'
      : `(SELECT max(d."seq") FROM ${outbox} AS d WHERE d."key" = ${outboxKey} AND d."kind" <> 'U' AND d."kind" = 'D' AND d."op" IS NULL AND d."seq" > :seen AND d."seq" > ifnull((SELECT max(i."seq") FROM ${outbox} AS i WHERE i."key" = ${outboxKey} AND i."kind" <> 'U' AND i."kind" = 'I' AND i."op" IS NOT NULL), 0))`
  const lives = outbox === null ? [] : id.length === 0 ? [`${death} IS NULL`] : [`(:own_id IS NOT NULL OR ${death} IS NULL)`]
  const alive = [...id.map((each) => `(:own_id IS NULL OR ${each} = :own_id)`), ...lives].map((each) => ` AND ${each}`).join('')
  const base = (c: Column) =>
    `${c.lookup === undefined ? natural(c) : `(${natural(c)})`}${isNumber(c) ? '' : ' COLLATE BINARY'} IS :was_${p(c)}`
  const byName = new Map(fields.map((c) => [c.field, c]))
  const unitColumns = units.map((names) => names.map((name) => byName.get(name)!))
  const after =
    shape.key.length === 1
      ? `${keys} > ${sent(shape.key[0]!, 'after_0')}`
      : `(${keys}) > (${shape.key.map((c, i) => sent(c, `after_${i}`)).join(', ')})`
  const lookups = Object.fromEntries(
    fields.flatMap(({ field, lookup }) =>
      lookup === undefined
        ? []
        : [[field, `SELECT l.${quote(lookup.id)} FROM ${quote(lookup.table)} AS l WHERE l.${quote(lookup.match)} COLLATE BINARY = :value`]],
    ),
  )
  const scopeColumns = scope.map((each) => quote(each.column))
  return {
    system: shape.system,
    form: 'table',
    place: table,
    key: shape.key.map((c) =>
      key({ field: c.field, column: c.column ?? c.field, type: c.type, ...(c.stores === undefined ? {} : { stores: c.stores }) }),
    ),
    fields: fields.map((c) =>
      stored({
        field: c.field,
        column: c.column ?? c.field,
        param: p(c),
        type: c.type,
        ...(c.stores === undefined ? {} : { stores: c.stores }),
        ...(c.lookup === undefined ? {} : { lookup: c.lookup.table }),
      }),
    ),
    detect,
    scope: scope.map(({ param: name, value }) => ({ param: name, value })),
    deletes: shape.deletes ?? true,
    writes: shape.readOnly === true ? [] : ['insert', 'update', 'delete'],
    ...(shape.ownId === undefined ? {} : { identity: { ownId: shape.ownId } }),
    statements: {
      look: `SELECT ${[...fields.map(natural), ...id, death].join(', ')} ${from} WHERE ${keyIs('key')}${inScope}`,
      ...(outbox === null ? {} : { death: `SELECT ${death}` }),
      firstPage: `${rows} WHERE ${shape.key.map((c) => `t.${column(c)} IS NOT NULL`).join(' AND ')}${inScope} ORDER BY ${keys} LIMIT :limit`,
      nextPage: `${rows} WHERE ${after}${inScope} ORDER BY ${keys} LIMIT :limit`,
      ...(shape.readOnly === true
        ? {}
        : {
            insert: `INSERT INTO ${quote(table)} (${[...shape.key, ...fields].map(column).concat(scopeColumns).join(', ')}) VALUES (${[
              ...shape.key.map((c, i) => sent(c, `key_${i}`)),
              ...fields.map((c) => (c.lookup === undefined ? sent(c, p(c)) : `:${p(c)}`)),
              ...scope.map((each) => `:${each.param}`),
            ].join(', ')})`,
            update: `UPDATE ${quote(table)} AS t SET ${unitColumns
              .flatMap((columns, u) =>
                columns.map((c) => `${column(c)} = CASE WHEN :set_${u} THEN ${sent(c, p(c))} ELSE t.${column(c)} END`),
              )
              .join(
                ', ',
              )} WHERE ${keyIs('key')}${inScope}${unitColumns.map((columns, u) => ` AND (NOT :set_${u} OR (${columns.map(base).join(' AND ')}))`).join('')}${alive}`,
            delete: `DELETE FROM ${quote(table)} AS t WHERE ${keyIs('key')}${inScope}${fields.map((c) => ` AND ${base(c)}`).join('')}${alive}`,
          }),
      ...(id.length === 0
        ? {}
        : {
            byId: `SELECT ${keys} ${from} WHERE ${id[0]!} = :own_id${inScope}`,
            rekey: `UPDATE ${quote(table)} AS t SET ${shape.key.map((c, i) => `${column(c)} = ${sent(c, `to_${i}`)}`).join(', ')} WHERE ${keyIs('key')}${inScope}${alive} AND NOT EXISTS (SELECT 1 ${from} WHERE ${keyIs('to')}${inScope})`,
          }),
      ...(Object.keys(lookups).length === 0 ? {} : { lookups }),
      ...(outbox === null
        ? {}
        : {
            changes: `SELECT o."seq", o."key", o."kind", o."op", o."at" FROM ${outbox} AS o WHERE o."seq" > :after ORDER BY o."seq" LIMIT :limit`,
            high: `SELECT (SELECT seq FROM sqlite_sequence WHERE name = '${outboxOf(shape).replaceAll("'", "''")}')`,
            prune: `DELETE FROM ${outbox} WHERE "seq" <= :upTo`,
          }),
      ...(detect.kind === 'updatedAt'
        ? {
            changes: `SELECT ${keys}, t.${quote(detect.column)} ${from} WHERE t.${quote(detect.column)} >= :since${inScope} ORDER BY t.${quote(detect.column)}, ${keys} LIMIT :limit OFFSET :offset`,
          }
        : {}),
      count: `SELECT count(*) ${from} WHERE ${keys.split(', ')[0]!} IS NOT NULL${inScope}`,
      digests: `SELECT thalweg_bucket(:buckets, ${keys}), thalweg_digest(${[...shape.key, ...fields].map(natural).join(', ')}) ${from} WHERE ${shape.key.map((c) => `t.${column(c)} IS NOT NULL`).join(' AND ')}${inScope}`,
      bucketRows: `${rows} WHERE thalweg_bucket(:buckets, ${keys}) IN (SELECT value FROM json_each(:wanted))${inScope}`,
    },
  }
}
