import type { BatchResult } from './batch.ts'
import type { MassChange } from './change-cap.ts'

/** What a pass of one flow has done. */
export interface Passed {
  moved: boolean
  progressed: boolean
  written: number
  failed: number
  deletesWaiting: boolean
  /** Why nothing that systems report was settled. */
  massChange?: MassChange
}

export function nothingYet(): Passed {
  return { moved: false, progressed: false, written: 0, failed: 0, deletesWaiting: false }
}

export function note(passed: Passed, result: BatchResult): void {
  passed.moved ||= result.moved
  passed.progressed ||= result.progressed
  passed.written += result.written
  passed.failed += result.failed
  passed.deletesWaiting ||= result.deletesWaiting
}
