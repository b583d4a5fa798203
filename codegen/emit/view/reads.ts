/** Names of how a system is read: what is read by other ones than before is read again. */
import { hash } from 'node:crypto'
import type { AdapterView, ColumnView } from './adapter.ts'

export type Reads = {
  /** Which rows there are, and how their changes are told. */
  readonly rows: string
  /** What stored values mean, a name for each field of the adapter. */
  readonly values: readonly string[]
}

export function readsOf({ system, binding, key, fields, scope, filter }: AdapterView): Reads {
  const { form, name, detect, identity, deletes, format } = binding
  const place = system.connector.kind
  return {
    rows: named({ place, form, name, detect, identity, deletes, format, scope, filter, key: key.map(meaning) }),
    values: fields.map((column) => named(meaning(column))),
  }
}

/** What a stored value is read as. Of a codec its hash counts, wherever it is written. */
function meaning({ field, column, type, nullable, codec, values, lookup, stores, whenNull, sqlType }: ColumnView): unknown {
  const body = codec !== undefined && 'hash' in codec ? codec.hash : codec
  return { field, column, type, nullable, codec: body, values, lookup, stores, whenNull, sqlType }
}

const digits = 8
function named(meaning: unknown): string {
  return hash('sha256', JSON.stringify(meaning)).slice(0, digits)
}
