/**
 * The digest of a row, the same from every dialect: MD5 over the canonical text of every value, its first 40 bits as a number, so that sums over a bucket
 * stay exact. A null is `-`, a value `+` and its text; U+001F stands between values.
 */
import { hash } from 'node:crypto'
import type { Mapping } from '../../door.ts'
import { stable } from '../../kernel.ts'
import type { Canonical, Raw } from '../../values.ts'

const separator = '\u001f'

export function canonicalText(value: Canonical): string {
  if (value === null) return '-'
  return `+${typeof value === 'string' ? value : stable(value)}`
}

export function number40(text: string): number {
  return parseInt(hash('md5', text, 'hex').slice(0, 10), 16)
}

/**
 * @param through the peers' mappings of the same field, whose normalisations count as well
 * @returns the text that the value has in a digest; what is no value of the field is `!` and what is stored
 */
export function digestText(mapping: Mapping, through: readonly Mapping[], raw: Raw): string {
  try {
    let value = mapping.decode(raw)
    if (mapping.stores.length > 0) value = mapping.decode(mapping.encode(value))
    for (const peer of through) if (peer.stores.length > 0) value = peer.decode(peer.encode(value))
    return canonicalText(value)
  } catch {
    return `!${String(raw)}`
  }
}

export function join(texts: readonly string[]): string {
  return texts.join(separator)
}
