/** Field and column, both ways: a stored type, and what the binding adds to it. */
import type { Adapter, Codec, EventSource, Mapping } from '../door.ts'
import type { Canonical, Raw } from '../values.ts'
import { ValueError } from '../values.ts'
import { codecMapping } from '../codec-mapping.ts'
import type { Stores } from './field-type.ts'
import type { StoredType } from './stored-type.ts'
import { refuse } from './stored-type.ts'
import { normaliser } from './stores.ts'
import { unmatched } from './unmatched.ts'

export type Scalar = string | number | boolean

export interface KeyDefinition<F extends string, V extends Canonical> {
  readonly field: F
  readonly column: string
  readonly type: StoredType<V>
  /** The column's type at a server, where the binding says it. */
  readonly sqlType?: string
  /** Field value → stored value; every value of the field is in it. */
  readonly values?: readonly (readonly [string, Scalar | null])[]
  readonly stores?: readonly Stores[]
  /** Stored where the field is null, and read back as null. */
  readonly whenNull?: Scalar
  readonly codec?: Codec
  /** The column holds the id of a row of this table; statements put the natural value in its place. */
  readonly lookup?: string
}
export interface FieldDefinition<F extends string, V extends Canonical> extends KeyDefinition<F, V> {
  /** Name of the field's parameter in statements. */
  readonly param: string
}

export interface KeyMapping<F extends string, V extends Canonical> extends Mapping {
  readonly field: F
  readonly decode: (raw: Raw) => V
}
export interface FieldMapping<F extends string, V extends Canonical> extends KeyMapping<F, V> {
  readonly param: string
}

/** An adapter whose mappings are those of a row: every field is one of the row's, and decodes to its type. */
export type TypedAdapter<
  Form extends (Adapter | EventSource)['form'],
  Row extends { readonly [F in keyof Row]: Canonical },
  Key extends keyof Row & string,
> = Omit<Extract<Adapter | EventSource, { readonly form: Form }>, 'key' | 'fields'> & {
  readonly key: readonly { [F in Key]: KeyMapping<F, Row[F]> }[Key][]
  readonly fields: readonly { [F in Exclude<keyof Row & string, Key>]: FieldMapping<F, Row[F]> }[Exclude<keyof Row & string, Key>][]
}

/** A field of the key. */
export function key<const F extends string, V extends Canonical>(definition: KeyDefinition<F, V>): KeyMapping<F, V> {
  return { field: definition.field, ...mapping(definition) }
}

/** Any other field. */
export function stored<const F extends string, V extends Canonical>(definition: FieldDefinition<F, V>): FieldMapping<F, V> {
  return { field: definition.field, param: definition.param, ...mapping(definition) }
}

function mapping<F extends string, V extends Canonical>(definition: KeyDefinition<F, V>): Mapping & { readonly decode: (raw: Raw) => V } {
  const { field, column, type, stores = [], whenNull, lookup, sqlType } = definition
  const { scalar = scalarAsIs } = type
  const inner = between(definition)
  const normalise = normaliser(stores, type.type)
  const empty: Raw = whenNull === undefined ? null : scalar(whenNull)
  const blank = !type.nullable && stores.includes('blankAsNull')
  return {
    column,
    type: type.type,
    nullable: type.nullable,
    ...(sqlType === undefined ? {} : { sqlType }),
    ...(whenNull === undefined ? {} : { empty }),
    stores,
    ...(definition.codec === undefined ? {} : { codec: true }),
    identity: inner.plain && normalise === null && whenNull === undefined,
    decode: (raw) => {
      if (raw === null) {
        if (inner.ofNull !== undefined) return inner.ofNull()
        if (type.nullable) return null as V
        return blank ? ('' as V) : refuse(field, null, 'is stored, and the field must have a value')
      }
      if (whenNull !== undefined && same(raw, empty)) return null as V
      if (lookup !== undefined && typeof raw === 'string' && raw.startsWith(unmatched)) {
        throw new ValueError(field, `no row of ${lookup} has the id ${raw.slice(unmatched.length)} that ${column} refers to`)
      }
      return inner.read(raw)
    },
    encode: onceEach((value) => {
      const sent = normalise === null ? value : normalise(value)
      if (sent === null) return whenNull === undefined && inner.toNull !== undefined ? inner.toNull() : empty
      return inner.write(sent)
    }),
  }
}

/** Collections are encoded many times while a record is settled, and never change: the newest one's stored form is kept. */
function onceEach(encode: Mapping['encode']): Mapping['encode'] {
  let newest: Canonical = null
  let stored: Raw = null
  return (value) => {
    if (value === null || typeof value !== 'object') return encode(value)
    if (value !== newest) {
      stored = encode(value)
      newest = value
    }
    return stored
  }
}

/** What stands between the column and the type of the field: nothing, a map of values, or a codec. */
interface Between<V> {
  readonly plain: boolean
  readonly read: (raw: Exclude<Raw, null>) => V
  readonly write: (value: Exclude<Canonical, null>) => Raw
  /** Where it has a say in what a stored null is, and in how null is stored. */
  readonly ofNull?: () => V
  readonly toNull?: () => Raw
}

function between<F extends string, V extends Canonical>(definition: KeyDefinition<F, V>): Between<V> {
  const { field, type, values, codec } = definition
  if (codec !== undefined) return codecMapping(field, codec, type)
  if (values === undefined) return { plain: type.plain, read: (raw) => type.read(raw, field), write: (value) => type.write(value, field) }
  return valueMap<V>(field, values, type.scalar)
}

function valueMap<V extends Canonical>(
  field: string,
  values: readonly (readonly [string, Scalar | null])[],
  scalar: NonNullable<StoredType<V>['scalar']> = scalarAsIs,
): Between<V> {
  const out = new Map(values.map(([value, as]) => [value, as === null ? null : scalar(as)]))
  const known = values.map(([value]) => value).join(', ')
  const ofNull = values.find(([, as]) => as === null)?.[0]
  const exact = new Map<Raw, string>([...out].map(([value, as]) => [as, value]))
  return {
    plain: false,
    read: (raw) => {
      const found = exact.get(raw) ?? [...out].find(([, as]) => same(raw, as))?.[0]
      return found === undefined ? refuse(field, raw, `stands for none of ${known}`) : (found as V)
    },
    write: (value) => {
      const as = typeof value === 'string' ? out.get(value) : undefined
      return as === undefined ? refuse(field, value, `is none of ${known}`) : as
    },
    ...(ofNull === undefined ? {} : { ofNull: () => ofNull as V }),
  }
}

function scalarAsIs(value: Scalar | bigint): Raw {
  return typeof value === 'boolean' ? Number(value) : value
}

/** A column's affinity may have turned 10 into "10" or back. */
function same(a: Raw, b: Raw): boolean {
  return a === b || (a !== null && b !== null && !(a instanceof Uint8Array) && !(b instanceof Uint8Array) && String(a) === String(b))
}
