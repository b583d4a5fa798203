/** Rows between the engine, which counts fields by their index, and an engineer's connector, which names columns. */
import type { CustomAdapter, Mapping } from '../../door.ts'
import { belongs } from '../../filter.ts'
import { sameRaw, stable } from '../../kernel.ts'
import { SystemError } from '../../ports.ts'
import type { Canonical, Raw } from '../../values.ts'
import { ValueError } from '../../values.ts'
import type { Row, Value } from './definition.ts'

type Filter = NonNullable<CustomAdapter['filter']>

export interface ReadRow {
  readonly parts: readonly Raw[]
  readonly values: readonly Raw[]
  /** Does the flow carry it. */
  readonly carried: boolean
}

/** Values that columns of the place must have for a row to be the record's, as the environment gave them. */
export type Scope = Readonly<Record<string, Value>>

export class Shape {
  readonly #adapter: CustomAdapter
  readonly #scope: Scope

  constructor(adapter: CustomAdapter, scope: Scope) {
    this.#adapter = adapter
    this.#scope = scope
  }

  key(parts: readonly Raw[]): Row {
    return Object.fromEntries(this.#adapter.key.map((mapping, i) => [mapping.column, given(mapping, parts[i]!)]))
  }

  /** A whole new row: key, fields, and what the binding says of other columns. */
  created(parts: readonly Raw[], values: readonly (Raw | undefined)[]): Row {
    const { onCreate, always } = this.#adapter.constants
    return { ...onCreate, ...always, ...this.#scope, ...this.#fields(values), ...this.key(parts) }
  }

  /** The columns that a write names, and no other. */
  changed(values: readonly (Raw | undefined)[]): Row {
    return { ...this.#adapter.constants.always, ...this.#fields(values) }
  }

  #fields(values: readonly (Raw | undefined)[]): Row {
    return Object.fromEntries(
      this.#adapter.fields.flatMap((mapping, slot) => {
        const value = values[slot]
        return value === undefined ? [] : [[mapping.column, given(mapping, value)]]
      }),
    )
  }

  /** @returns null for a row that is none of the record's. @throws SystemError where a column is missing */
  read(row: Row): ReadRow | null {
    for (const [column, value] of Object.entries(this.#scope)) if (!sameRaw(stored(this.#at(row, column)), stored(value))) return null
    const { key, fields, filter } = this.#adapter
    const parts = key.map(({ column }) => stored(this.#at(row, column)))
    const values = fields.map(({ column }) => stored(this.#at(row, column)))
    return { parts, values, carried: filter === undefined || carries(filter, [...key, ...fields], [...parts, ...values]) }
  }

  /** The key of a row of which only the key need be there. */
  keyOf(row: Row): readonly Raw[] {
    return this.#adapter.key.map(({ column }) => stored(this.#at(row, column)))
  }

  #at(row: Row, column: string): Value {
    const value: Value | undefined = Object.hasOwn(row, column) ? row[column] : undefined
    if (value !== undefined) return value
    const { system, place } = this.#adapter
    throw new SystemError(
      'misfit',
      'noColumn',
      system,
      `a row of ${place} of ${system} has no column ${column}`,
      `its columns are ${Object.keys(row).join(', ')}: correct the binding, or have the connector give null for what is empty`,
    )
  }
}

/** Does the flow carry a row with these values. One with a value that is none of its field is carried: then somebody is told. */
function carries(filter: Filter, columns: readonly (Mapping & { readonly field: string })[], raw: readonly Raw[]): boolean {
  try {
    return Object.entries(filter).every(([field, bound]) => {
      const index = columns.findIndex((each) => each.field === field)
      const mapping = columns[index]
      // However the service spells it: 12.5 as "12.50".
      return mapping !== undefined && belongs(mapping, mapping.encode(mapping.decode(raw[index]!)), bound)
    })
  } catch (error) {
    if (error instanceof ValueError) return true
    throw error
  }
}

/** What a connector gave, as the engine keeps it. */
function stored(value: Value): Raw {
  if (typeof value === 'boolean') return Number(value)
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  return stable(value as Canonical)
}

/** What a connector is given: true and false, lists and objects as such, all else as it is stored. */
function given({ type: { kind } }: Pick<Mapping, 'type'>, raw: Raw): Value {
  if (kind === 'boolean' && (raw === 0 || raw === 1)) return raw === 1
  if (kind === 'json' && typeof raw === 'string') return JSON.parse(raw) as Value
  return raw
}
