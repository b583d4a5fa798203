/** What a system calls a row, as one text: an own id with its type, or a key. */
import type { SystemState } from '../entry.ts'
import type { Reference } from '../ports.ts'
import { tag } from '../raw-json.ts'
import { otherKeys } from './landed.ts'

export function referenceText(reference: Reference): string {
  return 'id' in reference ? `#${JSON.stringify(tag(reference.id))}` : `=${reference.key}`
}

/** What the system calls the record's row beside the record's own key, or will where a pending write has landed. */
export function referencesOf(s: SystemState): string[] {
  const { id, key, pend } = s
  if (id === null && key === null && pend === null) return []
  return [...(id === null ? [] : [referenceText({ id })]), ...otherKeys(s).map((each) => referenceText({ key: each }))]
}
