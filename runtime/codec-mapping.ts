/**
 * A codec of the engineer's between column and field. It decides about null where it takes null; else null stays null in a nullable field. What it gives
 * must be a value of the field.
 */
import type { StoredType } from './dialect/stored-type.ts'
import { refuse, show } from './dialect/stored-type.ts'
import type { Codec } from './door.ts'
import type { Canonical, Raw } from './values.ts'
import { ValueError } from './values.ts'

export interface CodecMapping<V> {
  readonly plain: false
  readonly read: (raw: Exclude<Raw, null>) => V
  readonly write: (value: Exclude<Canonical, null>) => Raw
  readonly ofNull: () => V
  readonly toNull: () => Raw
}

export function codecMapping<V extends Canonical>(field: string, codec: Codec, type: StoredType<V>): CodecMapping<V> {
  const checked = (value: unknown): V => {
    if (value === null || value === undefined)
      return type.nullable ? (null as V) : refuse(field, null, 'came from the codec, and the field must have a value')
    const raw = type.write(value as Exclude<Canonical, null>, field)
    return raw === null ? (null as V) : type.read(raw, field)
  }
  const read = (raw: Raw): V => checked(attempt(field, raw, () => codec.decode(raw)))
  const write = (value: Canonical): Raw =>
    storable(
      field,
      type.scalar,
      attempt(field, value, () => codec.encode(value)),
    )
  return {
    plain: false,
    read,
    write,
    ofNull: () => {
      try {
        return read(null)
      } catch (error) {
        if (type.nullable) return null as V
        throw error
      }
    },
    toNull: () => {
      try {
        return write(null)
      } catch {
        return null
      }
    },
  }
}

function attempt<T>(field: string, value: unknown, call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw new ValueError(field, `the codec does not take ${show(value)}: ${reason(error)}`)
  }
}

/** zod tells its issues as a list; the first is enough for a sentence. */
function reason(error: unknown): string {
  const issues = (error as { readonly issues?: readonly { readonly message?: string }[] } | null)?.issues
  const message = issues?.[0]?.message ?? (error instanceof Error ? error.message : String(error))
  return message.split('\n', 1)[0] ?? ''
}

function storable(field: string, scalar: StoredType<Canonical>['scalar'], value: unknown): Raw {
  if (value === null || value === undefined) return null
  if (scalar !== undefined && isScalar(value)) return scalar(value)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || value instanceof Uint8Array) return value
  if (typeof value === 'boolean') return Number(value)
  return refuse(field, value, 'came from the codec and cannot be stored: give text, a number, true, false or null')
}

function isScalar(value: unknown): value is string | number | boolean | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
}
