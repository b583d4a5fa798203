/**
 * The digest of a row, the same from every dialect: MD5 over the canonical text of every value, its first 40 bits as a number, so that sums over a bucket
 * stay exact. A null is `-`, a value `+` and its text; U+001F stands between values.
 */
import { hash } from 'node:crypto'
import type { Adapter, Mapping } from '../door.ts'
import { stable } from '../kernel.ts'
import type { Canonical, Raw } from '../values.ts'

const separator = '\u001f'

export interface Digests {
  readonly bucket: (buckets: number, key: readonly Raw[]) => bigint
  /** @param values key and fields as stored: rows that swap their values must not cancel out in a sum */
  readonly row: (values: readonly Raw[]) => bigint
}

function canonicalText(value: Canonical): string {
  if (value === null) return '-'
  return `+${typeof value === 'string' ? value : stable(value)}`
}

function number40(text: string): number {
  const bytes = hash('md5', text, 'binary')
  let number = 0
  for (let i = 0; i < 5; i++) number = number * 256 + bytes.charCodeAt(i)
  return number
}

/**
 * @param through the mappings of the field whose declared normalisations count, in an order that every system of the flow shares
 * @returns the text that the value has in a digest; what is no value of the field is `!` and what is stored
 */
function digestText(mapping: Mapping, through: readonly Mapping[], raw: Raw): string {
  try {
    let value = mapping.decode(raw)
    for (const each of through) value = each.decode(each.encode(value))
    return canonicalText(value)
  } catch {
    return `!${String(raw)}`
  }
}

/**
 * The flags of a server's `digests`, which say what counts where this adapter is compared: `with_<param>` for a field that all compared hold, `peer_<n>` for
 * what a peer makes of values, counted by name among all others of the flow.
 * @param peer the one compared with; absent: all
 */
export function digestFlags({ fields }: Adapter, peers: readonly Adapter[], peer?: string): Record<string, boolean> {
  const byName = peers.toSorted((a, b) => (a.system < b.system ? -1 : 1))
  const compared = byName.map(({ system }) => peer === undefined || system === peer)
  const counts = (name: string) => byName.every((each, n) => !compared[n] || each.fields.some(({ field }) => field === name))
  return {
    ...Object.fromEntries(fields.map(({ field, param }) => [`with_${param}`, counts(field)])),
    ...Object.fromEntries(compared.map((is, n) => [`peer_${n}`, is])),
  }
}

/** Digests over the fields that every system of the flow holds, in the order of the flow. */
export function digestsOf(adapter: Adapter, peers: readonly Adapter[]): Digests {
  const all = [adapter, ...peers].sort((a, b) => (a.system < b.system ? -1 : Number(a.system > b.system)))
  const fields = adapter.fields.flatMap((mapping, slot) => {
    const held = all.flatMap((each) => each.fields.filter(({ field }) => field === mapping.field))
    return held.length === all.length ? [{ slot, mapping, through: held.filter(({ stores }) => stores.length > 0) }] : []
  })
  const first = adapter.key.length
  const keyTexts = (values: readonly Raw[]): string[] => adapter.key.map((mapping, i) => digestText(mapping, [], values[i]!))
  return {
    bucket: (buckets, key) => BigInt(number40(keyTexts(key).join(separator)) % buckets),
    row: (values) => {
      const texts = fields.map(({ slot, mapping, through }) => digestText(mapping, through, values[first + slot]!))
      return BigInt(number40([...keyTexts(values), ...texts].join(separator)))
    },
  }
}
