import type { LedgerCommit } from '../../runtime/ports.ts'

export const nothing: LedgerCommit = { entries: [], audit: [], openReviews: [], closeReviews: [], positions: [], landed: [], figures: [] }
