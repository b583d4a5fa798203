import type { Adapter } from './door.ts'
import type { Canonical, KeyText, Raw } from './values.ts'
import { ValueError } from './values.ts'

const texts: Readonly<Record<Adapter['key'][number]['type']['kind'], boolean>> = {
  text: true,
  decimal: true,
  date: true,
  datetime: true,
  enum: true,
  int: false,
  number: false,
  boolean: false,
  json: false,
}

/** @param stored the key's stored values in the order of the adapter's key. @throws ValueError */
export function keyText(adapter: Pick<Adapter, 'key'>, stored: readonly Raw[]): KeyText {
  if (adapter.key.length === 1) {
    const value = adapter.key[0]!.decode(stored[0]!)
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  return JSON.stringify(adapter.key.map((mapping, i) => mapping.decode(stored[i]!)))
}

/** The canonical values that a key text stands for. @throws ValueError for a text that is no key of this record. */
function keyValues(adapter: Adapter, key: KeyText): readonly Canonical[] {
  const single = adapter.key.length === 1
  if (single && texts[adapter.key[0]!.type.kind]) return [key]
  const value = parsed(adapter, key)
  if (single) return [value]
  if (!Array.isArray(value) || value.length !== adapter.key.length)
    throw new ValueError(adapter.key[0]!.field, `${key} is no key of ${adapter.key.length} parts`)
  return value as readonly Canonical[]
}

function parsed(adapter: Adapter, key: KeyText): Canonical {
  try {
    return JSON.parse(key) as Canonical
  } catch {
    throw new ValueError(adapter.key[0]!.field, `${key} is no key of this record`)
  }
}

/** The key as this system stores it. @throws ValueError */
export function keyParts(adapter: Adapter, key: KeyText): Raw[] {
  const [only] = adapter.key
  if (only !== undefined && adapter.key.length === 1 && texts[only.type.kind]) return [only.identity ? key : only.encode(key)]
  const values = keyValues(adapter, key)
  return adapter.key.map((mapping, i) => mapping.encode(values[i]!))
}
