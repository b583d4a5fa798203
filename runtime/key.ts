import type { Adapter } from './door.ts'
import type { Canonical, KeyText, Raw } from './values.ts'

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
export function keyText(adapter: Adapter, stored: readonly Raw[]): KeyText {
  if (adapter.key.length === 1) {
    const value = adapter.key[0]!.decode(stored[0]!)
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  return JSON.stringify(adapter.key.map((mapping, i) => mapping.decode(stored[i]!)))
}

/** The canonical values that a key text stands for. */
export function keyValues(adapter: Adapter, key: KeyText): readonly Canonical[] {
  if (adapter.key.length > 1) return JSON.parse(key) as Canonical[]
  return [texts[adapter.key[0]!.type.kind] ? key : (JSON.parse(key) as Canonical)]
}

/** The key as this system stores it. @throws ValueError */
export function keyParts(adapter: Adapter, key: KeyText): Raw[] {
  const values = keyValues(adapter, key)
  return adapter.key.map((mapping, i) => mapping.encode(values[i]!))
}
