/** What a run asks of each of its flows, whether it settles rows or carries events. */
import type { Rhythm } from '../door.ts'
import type { Retry } from './batch.ts'
import type { Capped } from './delete-cap.ts'
import type { Passed } from './passed.ts'

/** A system that a flow touches. */
export interface Touched {
  readonly system: string
  /** May the flow write there. */
  readonly writes: boolean
}

export interface PassOptions {
  /** Read systems with snapshot detection whole. */
  readonly scan: boolean
  readonly retry: Retry
}

export interface Run {
  readonly name: string
  readonly rhythm: Rhythm
  readonly touched: readonly Touched[]
  pass(options: PassOptions): Promise<Passed>
  /** Deletes that waited for the end of all passes, within the cap. */
  sweepDeletes(passed: Passed): Promise<Capped | null>
  /** Does a system lack what was read of it: an older state than the ledger knows. False where nothing was read, or it does not answer. */
  wentBack(system: string): Promise<boolean>
  /** Systems of it that do not answer. */
  absent(): Promise<readonly string[]>
  /** What is there is taken as the start: from here on the flow runs. */
  start(): Promise<void>
}
