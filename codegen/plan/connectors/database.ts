import { detection, type Bound } from './facts.ts'
import type { Capabilities } from '../schema.ts'

/** What a write can do in a database that has transactions: any column in its condition, the operation's mark in the same transaction, the row read back. */
export function databaseCapabilities({ detect, deletes }: Bound): Capabilities {
  const told = detection[detect.kind]
  // A row that is marked is still there, so whatever sees changes sees deletes.
  const seesDeletes = told.seesDeletes || (told.seesChanges && typeof deletes === 'object')
  return { condition: 'field', operationMark: 'void', returnsRow: true, epoch: true, ...told, seesDeletes }
}
