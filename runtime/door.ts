/**
 * The shape of generated code: what `generated/<landscape>/index.ts` exports and the runtime runs. Everything the runtime will do to a system stands in
 * here, as data and as whole SQL statements with named parameters (`:name`).
 */
import type { Canonical, Raw } from './values.ts'
import type { ConnectorDefinition } from './connectors/custom/definition.ts'
import type { FieldType, Stores } from './dialect/field-type.ts'
import type { Lifecycle, UnitRule } from './policies/rule.ts'

/** Read when the runtime starts; generated code holds the name only. */
export interface EnvName {
  readonly env: string
  readonly default?: string
}

/** Likewise, and never shown. */
export interface SecretName {
  readonly secret: string
}

export interface GeneratedLandscape {
  readonly name: string
  readonly thalweg: string
  /** Hash of the plan that this was generated from. */
  readonly plan: string
  readonly systems: Readonly<Record<string, GeneratedSystem>>
  /** In the order of their references: records that are referred to come first. */
  readonly flows: Readonly<Record<string, GeneratedFlow>>
  /** Flows to append-only targets. Absent: none. */
  readonly events?: Readonly<Record<string, GeneratedEvents>>
}

/** Whose business days a system keeps. */
export type CalendarName = 'TARGET'

interface SystemBase {
  readonly name: string
  /** Milliseconds. */
  readonly clockToleranceMs: number
  /** Its data grows old on these days only. Absent: on every day. */
  readonly calendar?: CalendarName
}
/** One system; what it is reached by says what else there is to it. */
export type GeneratedSystem = SqliteSystem | PostgresSystem | MariadbSystem | FolderSystem | AppendToSystem | DropToSystem | CustomSystem
export type ConnectorConfig = GeneratedSystem['connector']
export type SystemOf<K extends ConnectorConfig['kind']> = Extract<GeneratedSystem, { readonly connector: { readonly kind: K } }>
/** Has statements, and scripts that prepare it. */
export type SqlSystem = Extract<GeneratedSystem, { readonly statements: SystemStatements }>

export interface SqliteSystem extends SystemBase {
  readonly connector: { readonly kind: 'sqlite'; readonly file: string | EnvName }
  readonly statements: SystemStatements
  /** SQL scripts beside the index, for `prepare`; in the order in which they are applied. */
  readonly ddl: readonly { readonly name: 'capture' | 'guard' | 'undo'; readonly file: URL }[]
}

export interface PostgresSystem extends SystemBase {
  /** `schema`: where tables are that are named without one, and where Thalweg's own lie. Absent: the first of the search path. */
  readonly connector: { readonly kind: 'postgres'; readonly url: SecretName; readonly schema?: string | EnvName }
  readonly statements: SystemStatements
  readonly ddl: SqliteSystem['ddl']
}

export interface MariadbSystem extends SystemBase {
  readonly connector: { readonly kind: 'mariadb'; readonly url: SecretName }
  readonly statements: SystemStatements
  readonly ddl: SqliteSystem['ddl']
}

/** A folder whose files are only ever appended to. */
export interface AppendToSystem extends SystemBase {
  readonly connector: {
    readonly kind: 'appendTo'
    readonly path: string | EnvName
    /** How long one file is written: ms. Absent: one file for good. */
    readonly rotateMs?: number
  }
}

/** A folder into which whole files are dropped, each written anew from what a database of ours in that folder keeps. */
export interface DropToSystem extends SystemBase {
  readonly connector: { readonly kind: 'dropTo'; readonly path: string | EnvName }
  readonly statements: SystemStatements
  readonly ddl: SqliteSystem['ddl']
  readonly drops: readonly Drop[]
}

/** One file. */
export interface Drop {
  readonly place: string
  readonly format: FileFormat
  /** In the order of the file. What is no boolean, number or JSON is text. */
  readonly columns: readonly { readonly column: string; readonly type: FieldType['kind'] }[]
  /** → the columns, one row for each of the file, in its order. */
  readonly rows: string
}

/** Reached by an engineer's own connector, which generated code imports. */
export interface CustomSystem extends SystemBase {
  readonly connector: { readonly kind: 'custom'; readonly settings: Readonly<Record<string, string | EnvName | SecretName>> }
  readonly definition: ConnectorDefinition
}

/** A folder in which files are dropped; nothing of ours lies there. */
export interface FolderSystem extends SystemBase {
  readonly connector: {
    readonly kind: 'folder'
    readonly path: string | EnvName
    /** How long a file must have stayed as it is before it counts. */
    readonly settleMs: number
    /** A file counts only along with a manifest that it fits. Absent: where there is one. */
    readonly manifest?: 'required'
  }
}

/**
 * Statements on Thalweg's own tables in the system.
 * `thalweg_ops(op integer primary key, void integer not null, note text)`, `thalweg_current_op(one row: op integer null)`,
 * `thalweg_system(one row: identity text, ledger text null, op_high integer)`.
 */
export interface SystemStatements {
  /** → identity, ledger, op_high, the highest operation in `thalweg_ops` or null; no row or no table: not prepared. */
  readonly readIdentity: string
  /** `:ledger`, `:op_high` */
  readonly claim: string
  /** `:op` `:note`: changes one row, none where the operation is known (void or landed). */
  readonly recordOp: string
  /** `:op`: moves `op_high` up; changes no row where a later operation was seen: the write is fenced off and rolled back. */
  readonly fence: string
  /** `:op`: the tag that triggers read; null at the end of the write. */
  readonly setCurrentOp: string
  /** `:op`: insert as void on conflict do nothing; then `readOp`. */
  readonly voidOp: string
  /** `:op` → void, note */
  readonly readOp: string
  /** `:below`: operations that the ledger holds as settled. */
  readonly pruneOps: string
}

export interface GeneratedFlow {
  readonly name: string
  readonly record: string
  /** Decisions name it. */
  readonly version: string
  readonly direction: 'oneWay' | 'twoWay'
  /** In declared order; indexes of systems everywhere in the runtime are positions in this list. */
  readonly systems: readonly string[]
  readonly key: readonly string[]
  /** Every field of the flow but the key, in the order of the record; indexes of fields are positions in this list. */
  readonly fields: readonly string[]
  readonly settle: SettleTable
  /**
   * Which rows of `system` it carries, as declared (`where`), for tools that simulate or show it: by field a value, a list, `{ not }` or `{ from, until }`, all of which
   * hold; the statements of that system's adapter are what counts. Absent: all rows.
   */
  readonly filter?: { readonly system: string; readonly rows: { readonly [field: string]: Canonical } }
  /** Fields by which rows without a reference are paired with records. Absent: they are not. */
  readonly match?: readonly string[]
  /** By system. */
  readonly adapters: Readonly<Record<string, Adapter>>
  readonly rhythm: Rhythm
  readonly reconcile: { readonly rhythm: Rhythm; readonly repair: 'ask' | 'byPolicy' } | { readonly none: string }
  /** Rows at targets in 24 hours; null: 1 % of them, at least those of one record and at most 100. */
  readonly maxDeletes: number | null
  readonly failure: { readonly retryForMs: number; readonly then: 'deadLetter' | 'stopFlow' }
  /** Its systems refuse foreign writes themselves. Absent: they take them. */
  readonly guard?: true
  /** Changes of its terms that were accepted in code, as texts. Absent: none. */
  readonly accepts?: readonly string[]
  /** By system: names of how its rows are found, and by field of the adapter of what stored values mean. What is read otherwise than before is read again. */
  readonly reads?: Readonly<Record<string, { readonly rows: string; readonly values: readonly string[] }>>
  readonly expect: {
    readonly lagMs?: number
    readonly freshWithinMs?: number
    readonly successRate?: number
    readonly drift?: number
    readonly conflictsPerDay?: number
  }
  /** `field` holds the key of `record`, which these flows bring to a system: `broughtBy[system]` names them. Systems that no flow brings it to are not in it. */
  readonly references: readonly {
    readonly field: string
    readonly record: string
    readonly broughtBy: Readonly<Record<string, readonly string[]>>
  }[]
}

/** A flow to append-only targets: captured changes are carried in order, every one of them, and nothing is settled. */
export interface GeneratedEvents {
  readonly name: string
  readonly record: string
  /** Every line names it. */
  readonly version: string
  /** The source first, then the logs. */
  readonly systems: readonly string[]
  readonly source: EventSource
  readonly logs: readonly EventLog[]
  /** A change is carried where the row belonged before it or belongs after it: by field what its value has to be, as declared (`where`). Absent: every change. */
  readonly filter?: { readonly [field: string]: Canonical }
  readonly rhythm: Rhythm
  /** Why a log is not compared with its source. */
  readonly reconcile: { readonly none: string }
  readonly expect: GeneratedFlow['expect']
}

/** How the changes of one record are captured in one table. */
export interface EventSource extends Pick<AdapterBase, 'system' | 'place' | 'key' | 'fields' | 'scope'> {
  readonly form: 'events'
  readonly statements: EventStatements
}

/** Values in images are texts: `t` and the text, `i` an integer, `r` a real, `b` a blob in hex digits; or null. */
export interface EventStatements {
  /**
   * `:after` `:limit` `:scope_<n>` → seq, key (JSON array of stored key values), kind ('I', 'U', 'D'), op, at (ms), columns (JSON array of names), before and
   * after (JSON arrays of the values in those columns, in portions that count on; null where there was no row).
   */
  readonly events: string
  /** → the highest number, or null. */
  readonly high: string
  /** `:upTo` */
  readonly prune: string
}

/** One file, or one series of files, of an append-only system. */
export interface EventLog {
  readonly system: string
  /** What the names of its files begin with. */
  readonly place: string
  /** The fields that it holds, in the order of the record, without the key. */
  readonly fields: readonly string[]
}

export type Rhythm = { readonly every: number } | { readonly cron: string; readonly timeZone?: string }

/** A table of calls to the policy functions of the runtime: what settle does, never how. */
export interface SettleTable {
  readonly units: readonly UnitRule[]
  readonly life: Lifecycle
  /** Rows of one record that were there on the first day and differ: a person decides. Absent: the policies do. */
  readonly whereTheyDiffer?: 'review'
}

/** How one system stores one field. */
export interface Mapping {
  readonly column: string
  /** What the canonical value is, for tools that make or show values; `decode` and `encode` are what counts. */
  readonly type: FieldType
  readonly nullable: boolean
  /** The column's type at a server, where the binding says it. Absent: the one that values of this kind have by default. */
  readonly sqlType?: string
  /** What a binding declares to be stored where the field is null; undefined: null itself. A value stored alike reads as null. */
  readonly empty?: Raw
  /** The declared normalisations of the system. */
  readonly stores: readonly Stores[]
  /** A codec of the engineer's stands between. */
  readonly codec?: true
  /** @throws ValueError for a stored value that is none of the field's. */
  readonly decode: (raw: Raw) => Canonical
  /** The stored form, with the declared normalisations of the system already applied. @throws ValueError */
  readonly encode: (value: Canonical) => Raw
  /** `encode(v) === v` for every value that `decode` may give: the engine need not call it. */
  readonly identity: boolean
}

export type AdapterDetect =
  | { readonly kind: 'outbox' }
  /** The server's own log of changes, decoded. `within`: which rows of the table are rows of the record at all, as they are told there. Absent: every one. */
  | { readonly kind: 'log'; readonly within?: readonly RowsWithin[] }
  | { readonly kind: 'updatedAt'; readonly column: string; readonly overlapMs: number }
  | { readonly kind: 'snapshot' }
  /** The connector's own feed. */
  | { readonly kind: 'changes' }
  | { readonly kind: 'none' }

/** Rows of a table that hold this value, or that of a `param` of the scope; with `deleted`, those that do not: it marks rows that are gone. */
export interface RowsWithin {
  readonly column: string
  readonly is: string | number | boolean | { readonly param: string }
  readonly deleted?: true
}

/** What one flow does to one system, by the form in which that keeps its records. */
export type Adapter = TableAdapter | FileAdapter | CustomAdapter

interface AdapterBase {
  readonly system: string
  /** Where the system keeps the record, by the name that it has there: a table, a file, a collection. */
  readonly place: string
  /** In the order of the flow's key. */
  readonly key: readonly (Mapping & { readonly field: string })[]
  /** The flow's fields that this system holds, in the flow's order. Rows, images and statements have them in this order. */
  readonly fields: readonly (Mapping & { readonly field: string; readonly param: string })[]
  readonly detect: AdapterDetect
  /** Bound as `:scope_<n>`; what is the same everywhere stands in the statements. */
  readonly scope: readonly { readonly param: string; readonly value: EnvName }[]
  /** The flow carries some of its rows only: `look` tells which, all other statements know. Absent: all of them. */
  readonly filtered?: true
  /** Fields of which `look` tells when somebody else last wrote them, in the order of its columns; absent where no policy compares times, or the system tells none. */
  readonly timed?: readonly string[]
  /** False where the binding says `deletes: 'never'`: a delete leaves the copy. */
  readonly deletes: boolean
  /**
   * The system's own id of a row, in this column. `keepsOurs`: the record's key lies in a column that the system has for the keys of others, and rows
   * without one stand for no record yet. `sqlType`: what the binding says of it.
   */
  readonly identity?: { readonly ownId: string; readonly keepsOurs?: true; readonly sqlType?: string }
  /** What the flow may do to its rows. Empty: it only reads here. */
  readonly writes: readonly WriteKind[]
}

/** `rekey`: the row that the system has under another key gets the record's. `link`: a row that stands for no record yet gets the key of one. */
export type WriteKind = 'insert' | 'update' | 'delete' | 'rekey' | 'link'

/** Records in a table or view of a SQL system. */
export interface TableAdapter extends AdapterBase {
  readonly form: 'table'
  /** Systems that store every value of the flow just as this one does, in the same dialect: equal stored values are equal values. */
  readonly alike?: readonly string[]
  readonly statements: AdapterStatements
}

/** Records in files. */
export interface FileAdapter extends AdapterBase {
  readonly form: 'file'
  readonly format: FileFormat
}
export type FileFormat = 'ndjson' | { readonly csv: CsvFormat } | { readonly xml: { readonly rows: string } }

export interface CsvFormat {
  /** Default: a comma. */
  readonly delimiter?: string
  /** Default: `"`, doubled where it is part of a cell. False: no cell is ever quoted. */
  readonly quote?: string | false
  /** Default: a line end of any kind. */
  readonly rowEnd?: string
  /** Default: true, the first row names the columns. A list: the columns of a file whose first row is one like all others; false: they are named 1, 2, … */
  readonly header?: boolean | readonly string[]
  /** Spaces around cells mean nothing. */
  readonly trim?: boolean
  /** Default: utf-8. */
  readonly encoding?: 'utf-8' | 'utf-16le' | 'windows-1252'
  /** A table with one column per name: the header goes into the field `namesInto`, the cells into `valuesInto`; what is empty or `missing` is no row. */
  readonly wide?: { readonly namesInto: string; readonly valuesInto: string; readonly missing: string }
}

/** Records behind an engineer's own connector. */
export interface CustomAdapter extends AdapterBase {
  readonly form: 'custom'
  /** Columns that a row of the record has so: a value, or the one of a `param` of the scope. */
  readonly within: readonly { readonly column: string; readonly is: string | number | boolean | { readonly param: string } }[]
  /** Which of them the flow carries, at the system that says so. Absent: all. */
  readonly filter?: { readonly [field: string]: Canonical }
  /** Columns that no field feeds: given to a new row, and with every write. */
  readonly constants: Readonly<Record<'onCreate' | 'always', Readonly<Record<string, string | number | boolean>>>>
}

/**
 * Parameters: `:key_<n>` the key as stored, `:<param>` a field's value, `:was_<param>` its base, `:unmoved_<param>` 1 where an update must
 * find it there although it does not write it, `:set_<n>` 1 where unit n (index in the settle table) is
 * to be written, else 0; `:seen` the number of the newest outbox entry that was absorbed; `:own_id` the system's own id of the row, or null where none is known;
 * `:to_<n>` the key that a row is to have; `:scope_<n>`. Every row result has the fields in adapter order, and then `thalweg_id` where the system has own ids.
 *
 * In SQLite a statement is about one row. At a server `look`, `byId`, `lookups` and all that write are about a batch, each row of it under its number `n`,
 * counted from 0: in Postgres every parameter is an array over the batch (`unnest(:n::int[], :key_0::text[], …)`, flags as `boolean[]`), in MariaDB `:batch` is
 * a JSON array of objects of the parameters. Stored values and keys are text there in both ways, in the form that the server prints. `look`
 * → n, thalweg_there (1 or 0), fields…, … for every n, so there is no `death`; two rows for one n: the key is not unique. `insert` and `revive` → key…
 * of the rows that were written, all other writes → n of them; a row whose key is taken is left out, not an error.
 */
export interface AdapterStatements {
  /** `:key_<n>` `:seen` → fields…, `thalweg_death` (number of the newest delete by others after `:seen` and after our last insert, or null; always null without outbox), where it is filtered `thalweg_outside` (1: the flow does not carry the row), then for each timed field `thalweg_time_<param>` (ms, or null). No row: absent; then `death` tells. */
  readonly look: string
  /** As `look` but for absent rows: `:key_<n>` `:seen` → `thalweg_death`. Only with outbox. */
  readonly death?: string
  /** `:limit` → key…, fields…; in key order. */
  readonly firstPage: string
  /** `:after_<n>` `:limit` → key…, fields… */
  readonly nextPage: string
  /** All fields and the constants. */
  readonly insert?: string
  /** Where deleting marks a row: the parameters of `insert`; takes the place of the row of this key that is marked. Tried before `insert`. */
  readonly revive?: string
  /** On condition of the base of the units written, and of no death after `:seen`. One statement for every choice of units. */
  readonly update?: string
  /** On condition of the base of every field, and of no death after `:seen`. */
  readonly delete?: string
  /** `:key_<n>` `:own_id` `:to_<n>`: another key for the row, unless a row has that one. */
  readonly rekey?: string
  /** `:own_id` `:key_<n>` `:was_<param>` of the match fields: the key for a row that has none yet, and holds what it was paired by. */
  readonly link?: string
  /** `:after_id` (null: from the first) `:limit` → fields…, thalweg_id: rows that have no reference to a record. */
  readonly unreferenced?: string
  /** `:own_id` → key…: where the row of this own id is now. */
  readonly byId?: string
  /** Field name → `:value` → the id to store. The mapping's raw value is the natural one, `insert` and `update` are bound with what this finds. */
  readonly lookups?: Readonly<Record<string, string>>
  /** outbox: `:after` `:limit` → seq, key (JSON array of stored key values), kind ('I', 'U', 'D'), op, at (ms). updatedAt: `:since` `:limit` → key…, updated; `:offset` pages. */
  readonly changes?: string
  /** outbox: → the highest number, or null. */
  readonly high?: string
  /** outbox: `:upTo` */
  readonly prune?: string
  readonly count: string
  /**
   * SQLite: `:buckets` → bucket, digest; one row for each of the flow's, which the connector sums up as they come. Uses the functions
   * `thalweg_bucket(buckets, key…)` and `thalweg_digest(key…, fields…)` that it registers for this adapter.
   * At a server: `:buckets` `:with_<param>` (does the field count) `:peer_<n>` (does it count what that peer makes of values) → bucket, rows, sum of the digests (as text), one row for each bucket; computed there. Absent
   * where a value has a canonical text that the server cannot compute (a codec): then `digestRows` serves.
   */
  readonly digests?: string
  /** `:buckets` `:wanted` (JSON array of buckets) → key…, fields…. At a server absent where `digests` is. */
  readonly bucketRows?: string
  /** At a server: → key…, fields… of all rows of the flow, in any order. */
  readonly digestRows?: string
  /** At a server that has peers `alike`: as `digests` and `bucketRows`, by hashes of what is stored, that tell only where it is compared with one of those. */
  readonly storedDigests?: string
  readonly storedRows?: string
}

/** What a custom codec's mapping is made of: zod's codec, or anything that decodes and encodes. */
export interface Codec {
  decode(stored: unknown): unknown
  encode(value: unknown): unknown
}
