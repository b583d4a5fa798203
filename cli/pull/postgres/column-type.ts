/** What a column of PostgreSQL is as a field. */
import type { FieldSource } from '../found.ts'
import { enumOf } from '../names.ts'

export interface PostgresColumn {
  /** As PostgreSQL prints it: `numeric(12,2)`, `order_state`, `text[]`. */
  readonly type: string
  /** The same of what a domain is made of, or of the elements of an array. */
  readonly base: string
  readonly array: boolean
  /** Labels, where it is an enum. */
  readonly labels: readonly string[]
  /** What a CHECK limits a text to; null: nothing does. */
  readonly listed: readonly string[] | null
  /** Most digits after the point of the values that were looked at; numerics without a size only. */
  readonly scale: number | null
}

export function fieldOf(column: PostgresColumn): FieldSource {
  const field = scalar(column)
  if (!column.array || 'left' in field) return field
  return { source: `z.array(${field.source})`, remark: field.remark, sqlType: column.type }
}

function scalar(column: PostgresColumn): FieldSource {
  const { labels, listed, type, base } = column
  if (labels.length > 0) return { source: enumOf(labels), remark: null, sqlType: type }
  if (listed !== null) return { source: enumOf(listed), remark: null }
  const [, name = base, sizes] = /^([^(]+?)(?:\(([\d,-]+)\))?(?: with(?:out)? time zone)?$/.exec(base) ?? []
  const known = kinds[name]
  if (known === undefined) return { left: `nothing is a ${base} in every system` }
  return known({ ...column, size: (sizes ?? '').split(',').flatMap((size) => (size === '' ? [] : [Number(size)])) })
}

interface Sized extends PostgresColumn {
  readonly size: readonly number[]
}

const plain = (source: string) => (): FieldSource => ({ source, remark: null })
/** Types that text is not assigned to: they are named in the binding. */
const named =
  (source: string, remark: string | null = null) =>
  ({ base, array, type }: Sized): FieldSource => ({ source, remark, ...(array ? {} : { sqlType: type === '' ? base : type }) })
const left = (why: string) => (): FieldSource => ({ left: why })

/** By name, without the size. */
const kinds: Readonly<Record<string, (column: Sized) => FieldSource>> = {
  smallint: plain('z.int().min(-32768).max(32767)'),
  integer: plain('z.int32()'),
  bigint: plain('z.int()'),
  real: plain('z.number()'),
  'double precision': plain('z.number()'),
  numeric,
  boolean: plain('z.boolean()'),
  date: plain('z.iso.date()'),
  timestamp,
  text: plain('z.string()'),
  'character varying': ({ size: [length] }) => ({ source: `z.string()${length === undefined ? '' : `.max(${length})`}`, remark: null }),
  character: (column) => named(`z.string().max(${column.size[0] ?? 1})`)(column),
  uuid: named('z.guid()'),
  json: named('z.json()'),
  jsonb: plain('z.json()'),
  citext: named('z.string()', 'text in which A and a are the same'),
  time: named('z.string()', 'a time of day, as the database prints it'),
  inet: named('z.string()', 'a network address, as the database prints it'),
  cidr: named('z.string()', 'a network, as the database prints it'),
  macaddr: named('z.string()', 'a network address, as the database prints it'),
  bytea: left('binary data is not carried'),
  money: left('money is printed as the server is set up: make it numeric(19,2)'),
  interval: left('an interval is no length of time that every system agrees on'),
  point: left('geometry is not carried'),
}

function numeric({ size: [precision, scale = 0], scale: found }: Sized): FieldSource {
  if (precision === undefined) {
    const places = Math.max(found ?? 0, 2)
    return {
      source: `field.decimal({ precision: 30, scale: ${places} })`,
      remark: `numeric without a size; ${found === places ? `its values have no more than ${places} digits after the point` : `${places} decimals are a guess`}`,
    }
  }
  if (scale === 0 && precision <= 15) return { source: 'z.int()', remark: null }
  // A negative scale cuts digits before the point, a scale above the precision has zeros behind it.
  const digits = Math.max(precision - Math.min(scale, 0), scale)
  return { source: `field.decimal({ precision: ${digits}, scale: ${Math.max(scale, 0)} })`, remark: null }
}

function timestamp({ base, size: [digits] }: Sized): FieldSource {
  const stores = digits === 0 ? 's' : digits === 3 ? 'ms' : null
  const cut = digits !== undefined && digits < 6 && stores === null ? `keeps ${digits} digits of a second` : null
  const zone = base.endsWith('without time zone') ? 'without a time zone: taken for UTC' : null
  return {
    source: 'z.iso.datetime()',
    remark: [zone, cut].filter((part) => part !== null).join('; ') || null,
    ...(stores === null ? {} : { stores: { precision: stores } }),
  }
}
