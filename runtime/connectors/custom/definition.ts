/**
 * `thalweg/connector`: what an engineer writes to reach a system of his own. A definition is an exported constant of a module that does not import the
 * landscape; a flow file places it with `through`, generated code imports it, and `thalweg/testing` tries it for the usual mistakes.
 */

/** What a service gives and takes: JSON, and what JSON has no word for. Exact decimals travel as text. */
export type Value = null | string | number | bigint | boolean | Uint8Array | readonly Value[] | { readonly [name: string]: Value }

/** By column, in the names of the binding. A column that is empty is null, never left out. */
export interface Row {
  readonly [column: string]: Value
}

/** The columns of the record's key. */
export type Key<R extends Row = Row> = Row & Partial<R>
/** Some columns, and what they are to be. */
export type Changed<R extends Row = Row> = Row & Partial<R>

/** A row as the service holds it. */
export interface Stored<R extends Row = Row> {
  readonly row: R
  /** Changes with every write of the row: an ETag, a row version. Needed where the condition is `row`. */
  readonly token?: string
}

export interface Page<R extends Row = Row> {
  readonly rows: readonly R[]
  /** Where the next page begins; null after the last one. */
  readonly next: string | null
}

export interface Feed<R extends Row = Row> {
  /** In the order in which they came about; each needs the columns of the key only. `at`: epoch ms, where the service tells it. */
  readonly changes: readonly { readonly key: Key<R>; readonly at?: number }[]
  /** Where to go on: the next call's `since`. The same as before where nothing has changed. */
  readonly position: string
  /** There is more to read at once. */
  readonly more: boolean
}

/**
 * The rows of one place (a collection, a resource, a view). `key` holds the columns of the record's key. Every method may throw a {@link Failure}; whatever else
 * a method throws counts as: nobody knows, where it was writing, and as: it does not answer, where it was reading.
 */
export interface Rows<R extends Row = Row> {
  /** All rows, page by page, each once; `from` is null, or the `next` of the page before. A page may be shorter than `limit`. */
  list(from: string | null, limit: number): Promise<Page<R>>
  /** The row as it is now; null where there is none. */
  get(key: Key<R>): Promise<Stored<R> | null>
  /** A new row, and never one that is there already: throw `stale` then. Give the row as stored; where nothing is given it is read. */
  create?(row: R): Promise<Stored<R> | void>
  /** Sets these columns and no other, on condition of the token: throw `stale` where the row has moved or gone. */
  update?(key: Key<R>, changes: Changed<R>, token: string | undefined): Promise<Stored<R> | void>
  /** On condition of the token, as `update`. */
  remove?(key: Key<R>, token: string | undefined): Promise<void>
  /** What has changed since a position, at most about `limit` of it. With null: no change, only the position that stands for now. */
  changes?(since: string | null, limit: number): Promise<Feed<R>>
}

export interface Capabilities {
  /** `row`: a write with a token that is not the row's any more is refused as `stale`. `none`: it overwrites; then one writer a field is all that is allowed. */
  readonly condition: 'row' | 'none'
  /** What `changes` tells: nothing (there is none), changes of rows, or deletes as well. */
  readonly changes: 'none' | 'rows' | 'rowsAndDeletes'
  /** Does `changes` tell when a row was changed. */
  readonly times: boolean
}

export type SettingKinds = Readonly<Record<string, 'text' | 'secret'>>
/** Settings as the runtime has read them. { url: 'text' } → { url: string } */
export type SettingValues<S extends SettingKinds> = { readonly [N in keyof S]: string }

export interface ConnectorDefinition<
  S extends SettingKinds = SettingKinds,
  A extends 'readWrite' | 'readOnly' = 'readWrite' | 'readOnly',
  C extends Capabilities = Capabilities,
> {
  /** What is said where a system is placed: a text, or a secret, which no plan, generated file or message ever holds. */
  readonly settings: S
  readonly access: A
  readonly capabilities: C
  /** Rows that may be got at once. Default: one after the other. Writes are never made at once. */
  readonly atOnce?: number
  /** One connection to one place. Called when a run starts; nothing need be reached yet. */
  open(settings: SettingValues<S>, place: string): Rows
  /** What tells this system from a copy of it: a tenant's id. Default: the settings that are no secrets. */
  identity?(settings: SettingValues<S>): Promise<string>
}

/** A connector of your own. */
export function defineConnector<
  const S extends SettingKinds,
  const C extends Capabilities,
  const A extends 'readWrite' | 'readOnly' = 'readWrite',
>(definition: {
  readonly settings: S
  readonly access?: A
  readonly capabilities: C
  readonly atOnce?: number
  open(settings: SettingValues<S>, place: string): Rows
  identity?(settings: SettingValues<S>): Promise<string>
}): ConnectorDefinition<S, A, C> {
  return Object.freeze({ access: 'readWrite' as A, ...definition })
}

// ─── Failures ────────────────────────────────────────────────────────────────────────────────────

/**
 * - `stale`: the condition did not hold, or the key is taken: nothing was written.
 * - `rejected`: the service refuses this row for good; `missingParent`: since a row that it refers to is not there yet.
 * - `throttled`: too many calls: nothing was written, try again after the pause.
 * - `unreachable`: it does not answer, and nothing was written for certain.
 * - `uncertain`: it may have written.
 * - `expired`: the feed does not reach back to this position any more.
 */
export type FailureKind = 'stale' | 'rejected' | 'missingParent' | 'throttled' | 'unreachable' | 'uncertain' | 'expired'

const failure: unique symbol = Symbol.for('thalweg.failure')

export class Failure extends Error {
  override readonly name = 'Failure'
  readonly [failure] = true
  readonly kind: FailureKind
  readonly retryAfterMs: number | undefined
  constructor(kind: FailureKind, detail: string, options: { readonly retryAfterMs?: number } = {}) {
    super(detail)
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs
  }

  /** Also where this module was loaded twice, by Node itself and through a transpiler. */
  static is(error: unknown): error is Failure {
    return error instanceof Error && failure in error
  }
}

const byStatus: Readonly<Record<number, FailureKind>> = {
  // What rights lack is no matter of the row.
  401: 'unreachable',
  403: 'unreachable',
  404: 'stale',
  409: 'stale',
  410: 'stale',
  412: 'stale',
  429: 'throttled',
}
const unavailable = 503

/** What an HTTP answer that is no success means. `detail` ends up in messages: no secret belongs into it. */
export function httpFailure(
  response: { readonly status: number; readonly headers: { get(name: string): string | null } },
  detail = '',
): Failure {
  const { status, headers } = response
  const pause = retryAfter(headers.get('retry-after'))
  const told = `HTTP ${status}${detail === '' ? '' : `: ${detail}`}`
  // Whoever says when to come back has not begun.
  if (status === unavailable && pause !== undefined) return new Failure('throttled', told, { retryAfterMs: pause })
  const kind = byStatus[status] ?? (status >= 400 && status < 500 ? 'rejected' : 'uncertain')
  return new Failure(kind, told, pause === undefined ? {} : { retryAfterMs: pause })
}

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
