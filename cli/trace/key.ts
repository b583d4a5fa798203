import type { GeneratedFlow } from '../../runtime/door.ts'
import { keyText } from '../../runtime/key.ts'
import type { KeyText } from '../../runtime/values.ts'
import { ValueError } from '../../runtime/values.ts'

/** The key that a person means: as the ledger writes it, or the parts of a composite key with commas between them. */
export function keyOf(flow: GeneratedFlow, given: string): KeyText {
  if (given.startsWith('[')) return given
  const adapter = Object.values(flow.adapters)[0]!
  const parts = flow.key.length === 1 ? [given] : given.split(',').map((part) => part.trim())
  if (parts.length !== flow.key.length) return given
  try {
    // What a system stores is read from text as well; what the parts are is decided by the key's own types.
    return keyText(adapter, parts)
  } catch (error) {
    if (error instanceof ValueError) return given
    throw error
  }
}
