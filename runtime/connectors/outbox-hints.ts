/** What the entries of an outbox say of records. */
import type { TableAdapter } from '../door.ts'
import type { Hint } from '../ports.ts'
import type { Raw } from '../values.ts'
import { invalidKey } from './invalid-key.ts'
import { hintKey } from './stored-key.ts'

/** @param entries seq, key (JSON array of stored key values), kind, op, at (ms) */
export function hintsOf(adapter: TableAdapter, entries: readonly (readonly Raw[])[]): Hint[] {
  const keyed = adapter.identity?.keepsOurs === true ? entries.filter(([, key]) => !isUnreferenced(key!)) : entries
  return keyed.map(([seq, key, , op, at]) => ({
    ...decoded(adapter, key!),
    at: Number(at),
    change: `outbox ${String(seq)}`,
    op: op === null || op === undefined ? null : Number(op),
  }))
}

/** A change of a row that has no reference to a record is none of a record. */
function isUnreferenced(stored: Raw): boolean {
  return stored === '[null]' || stored === '[""]'
}

function decoded(adapter: TableAdapter, stored: Raw): Pick<Hint, 'key' | 'invalid'> {
  let parts: unknown
  try {
    parts = JSON.parse(String(stored))
  } catch {
    parts = null
  }
  return Array.isArray(parts) ? hintKey(adapter, parts as Raw[]) : { key: invalidKey([stored]), invalid: 'the outbox holds no key here' }
}
