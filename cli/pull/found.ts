/** What a database says of itself, whichever it is. */
import type { PulledColumnData } from '../../dsl/data.ts'

export interface FoundTable {
  readonly name: string
  readonly columns: readonly FoundColumn[]
  /** Columns of the primary key in its order, else of the first unique index over columns that are never empty. None: rows cannot be told apart. */
  readonly key: readonly string[]
  readonly references: readonly Reference[]
  /** A view has no triggers that could capture changes; `read`: the database takes no writes through it either. */
  readonly view?: 'read' | 'write'
  /** Whoever asks may not read it. */
  readonly unread?: true
}

export interface Reference {
  readonly column: string
  readonly table: string
  /** Null: the other table's key. */
  readonly to: string | null
}

export interface FoundColumn {
  readonly name: string
  readonly nullable: boolean
  readonly field: FieldSource
  /** What the checker compares records with. */
  readonly facts: PulledColumnData
}

/** How a field is written in a record, or why the column is left out. */
export type FieldSource = Written | { readonly left: string }

export interface Written {
  /** The schema, as code. */
  readonly source: string
  /** What a person should look at. */
  readonly remark: string | null
  /** The type to name in the binding, where values of this kind have another by default. */
  readonly sqlType?: string
  /** What the column makes of values that it is given. */
  readonly stores?: { readonly precision: 's' | 'ms' }
}
