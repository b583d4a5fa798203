/** The name of a stored key that is none of the record's: no record has it. */
import { tag } from '../raw-json.ts'
import type { KeyText, Raw } from '../values.ts'

export function invalidKey(stored: readonly Raw[]): KeyText {
  return `?${JSON.stringify(stored.map(tag))}`
}
