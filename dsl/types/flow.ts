import type { data, Duration, FlowData } from '../data.ts'
import type { AnyRecord, FieldsOf, ValueOf } from './record.ts'
import type { Coded, Elsewhere } from './sentences.ts'

declare const unsettled: unique symbol
/** A flow; `Unsettled` names what still has to be said before a portfolio takes it. */
export interface Flow<Unsettled extends string = string> {
  readonly [unsettled]: Unsettled
  readonly [data]: FlowData
}

type Bound<V> = V | readonly V[] | { readonly not: V | readonly V[] } | { readonly from?: NonNullable<V>; readonly until?: NonNullable<V> }
/** Which rows belong: plain data, so that it becomes SQL, an OData filter and a page of the docs. All parts must hold. */
export type Where<R extends AnyRecord, F extends string> = { readonly [P in F]?: Bound<ValueOf<R, P>> }

export type ForeignWrite = 'restore' | 'keep' | 'propose'

/** What every flow can say besides who writes. Everything here has a default. */
export interface Common<F extends string, N extends string, R extends AnyRecord> {
  /** Which rows take part, and what happens to the copies of a row that no longer does. Default: all rows. */
  where(rows: Where<R, FieldsOf<R>>, leaving: { whenRowLeaves: 'delete' | 'keep' }): this
  /** Default: as soon as the source reports a change; a source that has to be asked is asked every minute. */
  every(interval: Duration): this
  /** Cron with a time zone, for feeds that publish at an hour. */
  at(cron: string, timeZone: string): this
  /** Default: every day, differences reported and repaired when somebody says so. */
  reconcile(options: { every?: Duration; at?: string; timeZone?: string; repair?: 'ask' | 'byPolicy' }): this
  /** The only way to have none. */
  noReconcile(reason: string): this
  /** What a write by a system that is not the writer leads to. Default `restore`; the foreign value is kept in the audit. */
  onForeignWrite(outcome: ForeignWrite, fields?: F | readonly F[]): this
  onForeignWrite<const A extends string | readonly string[]>(outcome: ForeignWrite, fields: Elsewhere<A, F, N>): this
  /** A blank at the writer does not wipe a value elsewhere. Default: it does. */
  keepWhenBlank(fields: F | readonly F[]): this
  keepWhenBlank<const A extends string | readonly string[]>(fields: Elsewhere<A, F, N>): this
  /** The databases refuse foreign writes themselves (triggers and column grants). Default: they are restored afterwards. */
  guard(): this
  /** A flow that would delete more rows of its targets within 24 hours stops and asks. Default: 1 % of them, at least those of one record and at most 100. */
  maxDeletes(rows: number): this
  /** What is promised to users. `status` and the alerts measure it; without it lag and drift are shown and nothing alerts on them. */
  expect(level: { lag?: Duration; freshWithin?: Duration; successRate?: number; drift?: number; conflictsPerDay?: number }): this
  /** Default: try again with growing pauses for a day, then dead letter; the other records go on. */
  onFailure(policy: { retryFor?: Duration; then?: 'deadLetter' | 'stopFlow' }): this
  /**
   * Both sides hold data on day one: how rows are paired, and whose value stands where they differ. Default: by key, by policy; `delta` fields that
   * differ are reviewed.
   */
  firstSync(options: { match?: readonly FieldsOf<R>[]; whereTheyDiffer?: 'byPolicy' | 'review' }): this
  /** A breaking change of this flow, accepted in writing, as `thalweg diff` names it; without it the runtime refuses to run the flow. It may stay, or go once it ran. */
  accepts(change: string): this
  /** A warning of the checker about this flow that is known and accepted, and why. `thalweg check` lists it beside its reason. An error cannot be allowed. */
  allows<const X extends string>(code: Coded<X>, because: string): this
}
