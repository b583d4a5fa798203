import type { AuditRow } from '../../runtime/ports.ts'

/** A row of the audit, with its number. */
export type NumberedRow = AuditRow & { readonly id: number }
