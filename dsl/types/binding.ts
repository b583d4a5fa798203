import type { z } from 'zod'
import type { BindingData, data, Duration } from '../data.ts'
import type { Refusal } from './open.ts'
import type { AnyRecord, FieldsOf, GroupNameOf, KeyOf, MemberOf, ValueOf } from './record.ts'
import type { Env, Secret } from './values.ts'

/** How a system reports changes. `none`: reconciliation alone sees them. */
export type Detect =
  | 'outbox'
  | 'log'
  | 'snapshot'
  | 'none'
  | { readonly updatedAt: string; readonly overlap?: Duration }
  | { readonly webhook: { readonly path: string; readonly secret: Secret } }

/** 'OPEN' | 'DONE' → { OPEN, DONE }, both of them; number → never */
type ValueMap<V> = [V] extends [string] ? { readonly [P in V]: string | number | boolean | null } : never

/** How one system stores one field. */
export type Column<V> =
  | string
  | {
      readonly column: string
      /** Two-way codec between column and field; an exported const, so that generated code can import it. */
      readonly codec?: z.ZodType<V>
      /** Field value → stored value. Every value must be mapped. */
      readonly values?: ValueMap<NonNullable<V>>
      /** The system stores a surrogate: find it in `table` where `match` equals the field, store its `id`. */
      readonly lookup?: { readonly table: string; readonly match: string; readonly id: string }
      /** What the system makes of a value it is given; reconciliation and echo comparison apply it. */
      readonly stores?: readonly (
        'trim' | 'upper' | 'blankAsNull' | { readonly scale: number } | { readonly length: number } | { readonly precision: 's' | 'ms' }
      )[]
      /** Written when the field is null. */
      readonly whenNull?: string | number | boolean
      /** The column's type at a server (Postgres, MariaDB) where it is not what values of this kind have by default: `uuid`, `order_state`, `text[]`. `thalweg pull` writes it. */
      readonly sqlType?: string
    }

declare const held: unique symbol
/** How one system stores a record. `Held` names the fields it holds and the groups it holds whole. */
export interface Binding<Held extends string = string, Kind extends string = string> {
  readonly [held]: Held
  readonly kind: Kind
  readonly [data]: BindingData
}
/** Binding<'number' | 'notes', 'sql'> → 'number' | 'notes' */
export type HeldBy<B extends Binding> = B[typeof held]

/** Fields F and the groups of R that lie wholly in them. 'cost' | 'currency' → 'cost' | 'currency' | 'price' */
export type Names<R extends AnyRecord, F extends string> =
  F | { [G in GroupNameOf<R>]: [MemberOf<R, G>] extends [F] ? G : never }[GroupNameOf<R>]

/** What `omit` may name: every field but the key. */
export type Omittable<R extends AnyRecord> = Exclude<FieldsOf<R>, KeyOf<R>> | Refusal

export interface BindingOptions<R extends AnyRecord, Omit> {
  /** Column names for the fields not named in `columns`. Default `same`. */
  readonly naming?: 'same' | 'snake_case' | 'UPPER_CASE'
  readonly columns?: { readonly [F in Exclude<FieldsOf<R>, Omit>]?: Column<ValueOf<R, F>> }
  /** Fields this system does not hold. */
  readonly omit?: readonly (Omit & string)[]
  /** Default `none`: changes are seen by reconciliation only. */
  readonly detect?: Detect
  /** Columns of the target that no field feeds. */
  readonly constants?: {
    readonly onCreate?: { readonly [column: string]: string | number | boolean }
    readonly always?: { readonly [column: string]: string | number | boolean }
  }
  /** Rows of the table that are this record at all (one company, one site). Default: all rows. */
  readonly scope?: { readonly [column: string]: string | number | boolean | Env }
  /**
   * The system numbers its own rows: where its id is, and where it can keep ours. `sqlType`: of an id in PostgreSQL that is no whole number (`uuid`);
   * default `bigint`.
   */
  readonly identity?: { readonly ownId: string; readonly externalRef?: string; readonly sqlType?: string }
  /** The column or header that changes with every write of a row (an ETag, a row version). */
  readonly token?: string
  /**
   * What deleting means here. Default `row`. `mark`: a row whose column holds `as` is deleted; it is made again with `otherwise` in the column (default:
   * false where `as` is true, 0 where it is a number, null where it is a text).
   */
  readonly deletes?:
    | 'row'
    | 'never'
    | { readonly mark: string; readonly as: string | number | boolean; readonly otherwise?: string | number | boolean | null }
  /** Programs outside Thalweg that write these fields: the checker counts them as writers. */
  readonly otherWriters?: { readonly [who: string]: readonly FieldsOf<R>[] }
}

/** What a binding of a connector of your own takes: how deleting looks and where the token is, the connector knows itself. */
export interface CustomOptions<R extends AnyRecord, Omit> extends Pick<
  BindingOptions<R, Omit>,
  'naming' | 'omit' | 'constants' | 'scope' | 'otherWriters'
> {
  readonly columns?: { readonly [F in Exclude<FieldsOf<R>, Omit>]?: Unlooked<Column<ValueOf<R, F>>> }
  /** `changes`: the connector's own feed. Default `none`: changes are seen by reconciliation only. */
  readonly detect?: 'changes' | 'snapshot' | 'none'
  /** `never`: a delete leaves the row. Default `row`. */
  readonly deletes?: 'row' | 'never'
}
/** A surrogate is found in a database only. */
type Unlooked<C> = C extends string ? C : Omit<C, 'lookup'>

/**
 * `ndjson`: one object on each line, its members are the columns. `xml`: `rows` is the path of the elements that are rows, below the root and in local names
 * (`Cube/Cube/Cube`); columns are paths from there: `@rate`, `name`, `address/city`, `.` and, of the elements around, `../@time`.
 */
export type FileFormat = 'ndjson' | { readonly csv: CsvFormat } | { readonly xml: { readonly rows: string } }

export interface CsvFormat {
  /** Default: a comma. */
  readonly delimiter?: string
  /** Default: `"`, doubled where it is part of a cell. `false`: no cell is ever quoted. */
  readonly quote?: string | false
  /** Default: a line end of any kind. */
  readonly rowEnd?: string
  /** Default: the first row names the columns. A list: the columns of a file whose first row is one like all others. `false`: they are named 1, 2, … */
  readonly header?: boolean | readonly string[]
  /** Spaces around cells mean nothing. Default: they are part of the cell. */
  readonly trim?: boolean
  /** Default: utf-8, with or without a byte order mark. */
  readonly encoding?: 'utf-8' | 'utf-16le' | 'windows-1252'
  /** A table with one column per name: the header goes into the field `namesInto`, the cells into `valuesInto`; what is empty or `missing` is no row. */
  readonly wide?: { readonly namesInto: string; readonly valuesInto: string; readonly missing: string }
}
