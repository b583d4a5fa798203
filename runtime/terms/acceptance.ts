import type { TermsChange } from './change.ts'

/** What somebody accepts beside what the code says: a person at the command line, or a handover. */
export interface Acceptance {
  /** For the audit. */
  readonly by: string
  readonly accepts: (flow: string, change: TermsChange) => boolean
}

export const acceptsNothing: Acceptance = { by: '', accepts: () => false }
