/** What a system calls a row, as one text: an own id with its type, or a key. */
import type { SystemState } from '../entry.ts'
import type { Reference } from '../ports.ts'
import { tag } from '../raw-json.ts'

export function referenceText(reference: Reference): string {
  return 'id' in reference ? `#${JSON.stringify(tag(reference.id))}` : `=${reference.key}`
}

/** What the system calls the record's row beside the record's own key. */
export function referencesOf({ id, key }: SystemState): string[] {
  if (id === null && key === null) return []
  return [...(id === null ? [] : [referenceText({ id })]), ...(key === null ? [] : [referenceText({ key })])]
}
