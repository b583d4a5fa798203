/** What triggers know of the moment in which they run. */

/** Epoch milliseconds, in words that old versions know. */
export const now = `CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)`
/** The operation of ours that writes; null: somebody else does. */
export const currentOp = '(SELECT op FROM thalweg_current_op)'
