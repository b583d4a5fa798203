/** One difference of two plans, as an engineer has to judge it. */
import type { Position } from '../plan/schema.ts'
import type { Effect } from './held.ts'

/**
 * `breaking`: somebody may lose the right to write, or a value that was safe is not any more: the runtime wants it accepted. `risky`: values may mean something
 * else, or more may happen at once: look at what the next run would write. `safe`: nothing that any system holds is decided otherwise.
 */
export type Level = 'breaking' | 'risky' | 'safe'
export const levels = ['breaking', 'risky', 'safe'] as const satisfies readonly Level[]

export interface Change {
  readonly level: Level
  /** Absent: it is about a system as a whole, or the landscape. */
  readonly flow?: string
  readonly system?: string
  /** The field, or the group. */
  readonly unit?: string
  readonly what: string
  readonly before: string
  readonly after: string
  /** Where the plan of now says it; what is gone is told where its flow stands. */
  readonly at: Position
  readonly effect: Effect
  /** Said in code already (`.accepts`). Only where the runtime asks: absent, it does not. */
  readonly accepted?: boolean
  /** Accepted by the ledger, where it says that the field was handed over. */
  readonly handedOver?: true
}

/** A change without where it belongs: what a comparison of members gives. */
export type Difference = Omit<Change, 'flow'>
