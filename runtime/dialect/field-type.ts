/** What the values of a field are, as facts: mappings check by them, tests draw samples from them. */
export type FieldType =
  | { readonly kind: 'text'; readonly minLength?: number; readonly maxLength?: number; readonly pattern?: string; readonly format?: string }
  | { readonly kind: 'int'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number }
  /** Exact text with `scale` decimals: "12.50". */
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'boolean' }
  /** YYYY-MM-DD. */
  | { readonly kind: 'date' }
  /** ISO 8601 in UTC, without trailing zeros: 2026-11-24T08:30:00Z. */
  | { readonly kind: 'datetime' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** JSON text. `schema` is JSON Schema. */
  | { readonly kind: 'json'; readonly collection: boolean; readonly set: boolean; readonly schema: unknown }

/** What one kind says beyond its name. */
export type Sized<K extends FieldType['kind']> = Omit<Extract<FieldType, { kind: K }>, 'kind'>

/** What a system makes of a value that it is given. */
export type Stores =
  'trim' | 'upper' | 'blankAsNull' | { readonly scale: number } | { readonly length: number } | { readonly precision: 's' | 'ms' }
