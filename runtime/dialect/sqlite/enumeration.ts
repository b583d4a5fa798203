import type { StoredType } from '../stored-type.ts'
import { refuse } from '../stored-type.ts'

/** One of a closed list of texts. */
export function enumeration<const T extends string>(values: readonly T[]): StoredType<T> {
  const known = new Set<string>(values)
  const check = (value: unknown, field: string): T =>
    typeof value === 'string' && known.has(value) ? (value as T) : refuse(field, value, `is none of ${values.join(', ')}`)
  return { type: { kind: 'enum', values }, nullable: false, plain: true, read: check, write: check }
}
