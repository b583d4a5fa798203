import type { Position } from '../plan/schema.ts'

export type Severity = 'error' | 'warning'
/** What a rule found out, as plain values: the wording makes sentences of them. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** One thing that is wrong, as data. */
export interface Finding {
  /** Stable: `TW104`. */
  readonly code: string
  readonly severity: Severity
  /** The call that is to blame. */
  readonly at: Position
  /** Other places that the message names. */
  readonly also?: readonly Position[]
  readonly flow?: string
  readonly facts: Facts
}
