/** What a column of MariaDB is as a field. */
import type { FieldSource } from '../found.ts'
import { enumOf } from '../names.ts'

export interface MariadbColumn {
  /** As MariaDB prints it: `int(10) unsigned`, `enum('a','b')`. */
  readonly type: string
  /** The column has to be valid JSON: the database's own JSON is nothing else. */
  readonly json: boolean
  /** What a CHECK limits a text to; null: nothing does. */
  readonly listed: readonly string[] | null
}

export function fieldOf({ type, json, listed }: MariadbColumn): FieldSource {
  if (json) return { source: 'z.json()', remark: null }
  if (listed !== null) return { source: enumOf(listed), remark: null }
  const [, name = '', inside = ''] = /^([a-z0-9]+)(?:\((.*)\))?/.exec(type) ?? []
  const known = kinds[name]
  if (known === undefined) return { left: `nothing is a ${name === '' ? type : name} in every system` }
  return known({ type, inside, unsigned: / unsigned/.test(type) })
}

interface Parsed {
  readonly type: string
  /** What stands in the brackets. */
  readonly inside: string
  readonly unsigned: boolean
}

const plain =
  (source: string, remark: string | null = null) =>
  (): FieldSource => ({ source, remark })
const left = (why: string) => (): FieldSource => ({ left: why })
const binary = left('binary data is not carried')
const geometry = left('geometry is not carried')

/** Limits of an integer of so many bits. */
function within(bits: number, unsigned: boolean): string {
  if (bits === 32) return unsigned ? 'z.uint32()' : 'z.int32()'
  return unsigned ? `z.int().min(0).max(${2 ** bits - 1})` : `z.int().min(${-(2 ** (bits - 1))}).max(${2 ** (bits - 1) - 1})`
}
const integer =
  (bits: number) =>
  ({ unsigned }: Parsed): FieldSource => ({ source: within(bits, unsigned), remark: null })

const kinds: Readonly<Record<string, (column: Parsed) => FieldSource>> = {
  tinyint: (column) => (column.inside === '1' ? { source: 'z.boolean()', remark: null } : integer(8)(column)),
  smallint: integer(16),
  mediumint: integer(24),
  int: integer(32),
  bigint: ({ unsigned }) => ({ source: unsigned ? 'z.int().min(0)' : 'z.int()', remark: null }),
  decimal,
  float: plain('z.number()', 'a float keeps about 7 digits'),
  double: plain('z.number()'),
  date: plain('z.iso.date()'),
  datetime: moment,
  timestamp: moment,
  time: plain('z.string()', 'a time of day or a span, as the database prints it'),
  year: plain('z.int().min(0).max(2155)'),
  char: text,
  varchar: text,
  tinytext: plain('z.string()'),
  text: plain('z.string()'),
  mediumtext: plain('z.string()'),
  longtext: plain('z.string()'),
  json: plain('z.json()'),
  enum: ({ inside }) => ({ source: enumOf(labels(inside)), remark: null }),
  set: plain('z.string()', 'a set: its values, with commas between them'),
  uuid: plain('z.guid()'),
  inet4: plain('z.string()', 'a network address, as the database prints it'),
  inet6: plain('z.string()', 'a network address, as the database prints it'),
  bit: binary,
  binary,
  varbinary: binary,
  tinyblob: binary,
  blob: binary,
  mediumblob: binary,
  longblob: binary,
  geometry,
  point: geometry,
  linestring: geometry,
  polygon: geometry,
}

function decimal({ inside, unsigned }: Parsed): FieldSource {
  const [precision = 10, scale = 0] = inside.split(',').map(Number)
  if (scale === 0 && precision <= 15) return { source: unsigned ? 'z.int().min(0)' : 'z.int()', remark: null }
  return { source: `field.decimal({ precision: ${precision}, scale: ${scale} })`, remark: unsigned ? 'takes nothing below 0' : null }
}

function text({ inside }: Parsed): FieldSource {
  return { source: `z.string().max(${inside})`, remark: null }
}

function moment({ inside }: Parsed): FieldSource {
  const digits = inside === '' ? 0 : Number(inside)
  const source = 'z.iso.datetime()'
  if (digits === 0) return { source, remark: null, stores: { precision: 's' } }
  if (digits === 3) return { source, remark: null, stores: { precision: 'ms' } }
  return { source, remark: digits === 6 ? null : `keeps ${digits} digits of a second` }
}

/** `'a','it''s'` → a, it's */
export function labels(inside: string): readonly string[] {
  return [...inside.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = '']) => label.replaceAll("''", "'"))
}
