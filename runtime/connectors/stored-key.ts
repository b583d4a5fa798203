/** Keys as a system stores them, also those that are none of the record's. */
import type { Adapter } from '../door.ts'
import { keyParts, keyText } from '../key.ts'
import type { Hint } from '../ports.ts'
import type { Tagged } from '../raw-json.ts'
import { untag } from '../raw-json.ts'
import type { KeyText, Raw } from '../values.ts'
import { ValueError } from '../values.ts'
import { invalidKey } from './invalid-key.ts'

/** A stored key that is none of the record's is told as such, under a name that no record has. */
export function hintKey(adapter: Adapter, stored: readonly Raw[]): Pick<Hint, 'key' | 'invalid'> {
  try {
    return { key: keyText(adapter, stored) }
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return { key: invalidKey(stored), invalid: `${error.field}: ${error.message}` }
  }
}

/** The key as stored here, also of a row whose stored key is none of the record's: a page may end there. @throws ValueError */
export function storedKey(adapter: Adapter, key: KeyText): readonly Raw[] {
  return invalidStored(adapter, key)?.parts ?? keyParts(adapter, key)
}

/** Is it the name of a stored key that is none of the record's, here or elsewhere. */
export function isInvalidKey(key: KeyText): boolean {
  return key.startsWith('?[')
}

/** What `invalidKey` was made of, and why it is no key; null for any other key. */
export function invalidStored(adapter: Adapter, key: KeyText): { readonly parts: readonly Raw[]; readonly why: string } | null {
  if (!isInvalidKey(key)) return null
  try {
    const parts = (JSON.parse(key.slice(1)) as Tagged[]).map(untag)
    const { invalid: why } = hintKey(adapter, parts)
    return why === undefined ? null : { parts, why }
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
