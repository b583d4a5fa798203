import { detection, type Bound } from './facts.ts'
import type { Capabilities } from '../schema.ts'

/** Tables and triggers of ours in a database begin so. */
export const ours = 'thalweg_'

/** What a write can do in a database that has transactions: any column in its condition, the operation's mark in the same transaction, the row read back. */
export function databaseCapabilities({ detect, deletes, identity }: Bound): Capabilities {
  const told = detection[detect.kind]
  // A row that is marked is still there, so whatever sees changes sees deletes.
  const seesDeletes = told.seesDeletes || (told.seesChanges && typeof deletes === 'object')
  // A row that was made anew has another id.
  const birth = told.birth || (told.seesChanges && identity !== undefined)
  return { condition: 'field', operationMark: 'void', returnsRow: true, epoch: true, ...told, seesDeletes, birth }
}
