/** What every flow of one run shares. */
import type { GeneratedLandscape } from '../door.ts'
import type { Clock, Ledger, LedgerCommit } from '../ports.ts'
import type { Core } from './core.ts'
import type { Reach } from './reach.ts'

/** Progress and facts for whoever watches; the engine decides nothing by it. */
export interface Watcher {
  /** Rows absorbed and written since the last call. */
  readonly moved?: (flow: string, rows: number) => void
  readonly note?: (level: 'info' | 'warn', flow: string, text: string) => void
}

export interface Context {
  readonly landscape: GeneratedLandscape
  readonly ledger: Ledger
  readonly clock: Clock
  readonly core: Core
  readonly reach: Reach
  readonly watcher: Watcher
  readonly limits: Limits
  /** Systems that were paused when it was last asked whether they are those that the ledger knows: they rest until it is asked again. */
  readonly unasked: Set<string>
}

export interface Limits {
  /** Records in one decision step and one target transaction. */
  readonly batch: number
  /** Set-backs and stale answers in a row, without a new decision, after which a record counts as `doesNotSettle`. */
  readonly rounds: number
  /** First pause before a refused write is tried again; doubles, with jitter. */
  readonly retryFirstMs: number
  readonly retryMostMs: number
  /** Deletes that this run may do beyond the cap, by flow. */
  readonly allowDeletes: Readonly<Record<string, number>>
  /** Records that may have been changed at one system in one pass of this run, where that is more than the cap, by flow. */
  readonly allowChanges: Readonly<Record<string, number>>
}

export const defaultLimits: Limits = {
  batch: 2_000,
  rounds: 12,
  retryFirstMs: 5_000,
  retryMostMs: 3_600_000,
  allowDeletes: {},
  allowChanges: {},
}

/** Pause before try number `tries` (from 0): full jitter over a doubling window, after Brooker, "Exponential Backoff and Jitter" (2015). */
export function backoff(limits: Pick<Limits, 'retryFirstMs' | 'retryMostMs'>, tries: number, random: number): number {
  const window = Math.min(limits.retryMostMs, limits.retryFirstMs * 2 ** Math.min(tries, 30))
  return Math.round(window / 2 + (window / 2) * random)
}

/** A commit of nothing, to name what else it holds. */
export const noCommit: LedgerCommit = { entries: [], audit: [], openReviews: [], closeReviews: [], positions: [], landed: [], figures: [] }
