/** Stored values as JSON and back, without loss: what JSON has no word for is tagged. */
import type { Raw } from './values.ts'

export type Tagged = null | string | number | { readonly $i: string } | { readonly $b: string } | { readonly $n: string }

export function tag(raw: Raw | undefined): Tagged {
  switch (typeof raw) {
    case 'undefined':
      return null
    case 'bigint':
      return { $i: String(raw) }
    case 'number':
      return Number.isFinite(raw) && !Object.is(raw, -0) ? raw : { $n: Object.is(raw, -0) ? '-0' : String(raw) }
    case 'object':
      return raw === null ? null : { $b: Buffer.from(raw).toString('base64') }
    default:
      return raw
  }
}

export function untag(tagged: Tagged): Raw {
  if (tagged === null || typeof tagged !== 'object') return tagged
  if ('$i' in tagged) return BigInt(tagged.$i)
  return '$n' in tagged ? Number(tagged.$n) : new Uint8Array(Buffer.from(tagged.$b, 'base64'))
}
