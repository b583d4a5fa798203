/** How a dialect stores one kind of value, before anything that a binding adds. */
import type { Canonical, Raw } from '../values.ts'
import { ValueError } from '../values.ts'
import type { FieldType } from './field-type.ts'

export interface StoredType<V extends Canonical> {
  readonly type: FieldType
  readonly nullable: boolean
  /** Takes every stored form that is unmistakably this value. @throws ValueError */
  readonly read: (raw: Exclude<Raw, null>, field: string) => V
  /** @throws ValueError for what is no value of the field. */
  readonly write: (value: Exclude<Canonical, null>, field: string) => Raw
  /** How a constant of the binding, and what a codec gives, is stored. Default: booleans as 1 and 0, all else as it is. */
  readonly scalar?: (value: string | number | boolean | bigint) => Raw
  /** `write` gives back the value itself. */
  readonly plain: boolean
}

/** The field may be empty. */
export function nullable<V extends Canonical>(inner: StoredType<V>): StoredType<V | null> {
  return { ...inner, nullable: true }
}

export function refuse(field: string, value: unknown, why: string): never {
  throw new ValueError(field, `${show(value)} ${why}`)
}

/** A value as a message shows it: short, and its kind can be seen. */
export function show(value: unknown): string {
  if (value instanceof Uint8Array) return `a blob of ${value.length} bytes`
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
