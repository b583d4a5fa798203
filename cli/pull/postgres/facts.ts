/** What a column of PostgreSQL takes. */
import type { PulledColumnData } from '../../../dsl/data.ts'
import type { PostgresColumn } from './column-type.ts'

export interface Rules {
  /** Null: nobody knows, as of a view. */
  readonly nullable: boolean | null
  /** A value stands there in each row that gives none. */
  readonly filled: boolean
}

export function factsOf(column: PostgresColumn, { nullable, filled }: Rules): PulledColumnData {
  const { type, array } = column
  return {
    type,
    ...(array ? {} : taken(column)),
    ...(nullable !== null && { nullable }),
    ...(nullable === false && !filled && { required: true }),
  }
}

function taken({ base, labels, listed }: PostgresColumn): Partial<PulledColumnData> {
  if (labels.length > 0) return { is: 'enum', values: labels }
  if (listed !== null) return { is: 'enum', values: listed }
  const [, name = base, inside = ''] = /^([^(]+?)(?:\(([\d,-]+)\))?(?: with(?:out)? time zone)?$/.exec(base) ?? []
  return kinds[name]?.(inside === '' ? [] : inside.split(',').map(Number), base) ?? {}
}

const integer = (bits: number) => (): Partial<PulledColumnData> =>
  bits === 64 ? { is: 'integer' } : { is: 'integer', min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 }

const kinds: Readonly<Record<string, (sizes: readonly number[], base: string) => Partial<PulledColumnData>>> = {
  smallint: integer(16),
  integer: integer(32),
  bigint: integer(64),
  real: () => ({ is: 'float', precision: 6 }),
  'double precision': () => ({ is: 'float', precision: 15 }),
  numeric: ([precision, scale = 0]) => ({ is: 'decimal', ...(precision !== undefined && { precision, scale }) }),
  boolean: () => ({ is: 'boolean' }),
  date: () => ({ is: 'date' }),
  timestamp: ([digits = 6], base) => ({ is: 'datetime', digits, zone: base.endsWith('with time zone') }),
  text: () => ({ is: 'text' }),
  citext: () => ({ is: 'text' }),
  'character varying': ([length]) => ({ is: 'text', ...(length !== undefined && { length }) }),
  character: ([length = 1]) => ({ is: 'text', length }),
  json: () => ({ is: 'json' }),
  jsonb: () => ({ is: 'json' }),
}
