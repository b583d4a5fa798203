/** The bugs that `npm run mutants` plants, each one file in `planted/`. */
import type { Mutant } from './mutant.ts'
import { capturedChangesForgottenEarly } from './planted/captured-changes-forgotten-early.ts'
import { changeCapIgnored } from './planted/change-cap-ignored.ts'
import { conditionDropped } from './planted/condition-dropped.ts'
import { deleteCapIgnored } from './planted/delete-cap-ignored.ts'
import { deltaTwiceOnReplay } from './planted/delta-twice-on-replay.ts'
import { foreignWriteAccepted } from './planted/foreign-write-accepted.ts'
import { deathForgottenAhead } from './planted/death-forgotten-ahead.ts'
import { lateCommitSkipped } from './planted/late-commit-skipped.ts'
import { openNumberPassed } from './planted/open-number-passed.ts'
import { loserNotAudited } from './planted/loser-not-audited.ts'
import { missingCellAsZero } from './planted/missing-cell-as-zero.ts'
import { oldSnapshotRowWins } from './planted/old-snapshot-row-wins.ts'
import { originAndImageComparisonOff } from './planted/origin-and-image-comparison-off.ts'
import { overlapWindowGone } from './planted/overlap-window-gone.ts'
import { parentCheckDropped } from './planted/parent-check-dropped.ts'
import { parentsDeletedFirst } from './planted/parents-deleted-first.ts'
import { positionBeforeWrite } from './planted/position-before-write.ts'
import { reviewLetsThrough } from './planted/review-lets-through.ts'
import { storedFormLost } from './planted/stored-form-lost.ts'
import { tieByArrival } from './planted/tie-by-arrival.ts'
import { toldIsSettled } from './planted/told-is-settled.ts'
import { tombstoneLost } from './planted/tombstone-lost.ts'
import { unionForgetsRemovals } from './planted/union-forgets-removals.ts'

export const mutants: readonly Mutant[] = [
  originAndImageComparisonOff,
  positionBeforeWrite,
  tieByArrival,
  unionForgetsRemovals,
  deltaTwiceOnReplay,
  tombstoneLost,
  conditionDropped,
  foreignWriteAccepted,
  reviewLetsThrough,
  overlapWindowGone,
  lateCommitSkipped,
  openNumberPassed,
  parentCheckDropped,
  oldSnapshotRowWins,
  deleteCapIgnored,
  changeCapIgnored,
  missingCellAsZero,
  loserNotAudited,
  parentsDeletedFirst,
  capturedChangesForgottenEarly,
  deathForgottenAhead,
  toldIsSettled,
  storedFormLost,
]
