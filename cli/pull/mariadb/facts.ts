/** What a column of MariaDB takes. */
import type { PulledColumnData } from '../../../dsl/data.ts'
import { labels, type MariadbColumn } from './column-type.ts'

export interface Rules {
  /** Null: nobody knows, as of a view. */
  readonly nullable: boolean | null
  /** A value stands there in each row that gives none. */
  readonly filled: boolean
}

export function factsOf({ type, json, listed }: MariadbColumn, { nullable, filled }: Rules): PulledColumnData {
  const [, name = '', inside = ''] = /^([a-z0-9]+)(?:\((.*)\))?/.exec(type) ?? []
  const known = json
    ? { is: 'json' as const }
    : listed !== null
      ? { is: 'enum' as const, values: listed }
      : kinds[name]?.(inside, / unsigned/.test(type))
  return { type, ...known, ...(nullable !== null && { nullable }), ...(nullable === false && !filled && { required: true }) }
}

type Taken = Partial<PulledColumnData>

const integer =
  (bits: number) =>
  (_inside: string, unsigned: boolean): Taken => ({
    is: 'integer',
    ...(unsigned ? { min: 0 } : bits < 64 && { min: -(2 ** (bits - 1)) }),
    ...(bits < 64 && { max: 2 ** (unsigned ? bits : bits - 1) - 1 }),
  })
const text = (inside: string): Taken => ({ is: 'text', length: Number(inside) })
/** Its room is counted in bytes: so many characters at most. */
const bytes = (length: number) => (): Taken => ({ is: 'text', length })
const moment =
  (zone: boolean) =>
  (inside: string): Taken => ({ is: 'datetime', digits: inside === '' ? 0 : Number(inside), zone })

function decimal(inside: string): Taken {
  const [precision = 10, scale = 0] = inside === '' ? [] : inside.split(',').map(Number)
  return { is: 'decimal', precision, scale }
}

const kinds: Readonly<Record<string, (inside: string, unsigned: boolean) => Taken>> = {
  tinyint: integer(8),
  smallint: integer(16),
  mediumint: integer(24),
  int: integer(32),
  bigint: integer(64),
  decimal,
  float: () => ({ is: 'float', precision: 6 }),
  double: () => ({ is: 'float', precision: 15 }),
  date: () => ({ is: 'date' }),
  datetime: moment(false),
  timestamp: moment(true),
  char: text,
  varchar: text,
  tinytext: bytes(255),
  text: bytes(65_535),
  mediumtext: bytes(16_777_215),
  longtext: () => ({ is: 'text' }),
  json: () => ({ is: 'json' }),
  enum: (inside) => ({ is: 'enum', values: labels(inside) }),
}
