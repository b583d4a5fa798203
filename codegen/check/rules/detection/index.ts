import { blindWrites } from './blind-writes.ts'
import { clocks } from './clocks.ts'
import { eventLog } from './event-log.ts'
import { mergedChanges } from './merged-changes.ts'
import { notOffered } from './not-offered.ts'
import { rowTimes } from './row-times.ts'
import { slowRhythm } from './slow-rhythm.ts'
import { tooWeak } from './too-weak.ts'
import { unmeasuredDrift } from './unmeasured-drift.ts'
import { unseenBirths } from './unseen-births.ts'
import { unseenChanges } from './unseen-changes.ts'
import { unseenDeletes } from './unseen-deletes.ts'
import { writtenTime } from './written-time.ts'

/** What a flow needs of its systems and they do not give. */
export const detectionRules = [
  unseenChanges,
  notOffered,
  unseenDeletes,
  unseenBirths,
  mergedChanges,
  blindWrites,
  writtenTime,
  rowTimes,
  tooWeak,
  eventLog,
  slowRhythm,
  unmeasuredDrift,
  clocks,
] as const
