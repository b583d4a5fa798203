import { answers } from './answers.ts'
import { blankOfMany } from './blank-of-many.ts'
import { cannotRemove } from './cannot-remove.ts'
import { constantOverField } from './constant-over-field.ts'
import { droppedCall } from './dropped-call.ts'
import { emptyReason } from './empty-reason.ts'
import { filterFit } from './filter-fit.ts'
import { guardAnswers } from './guard-answers.ts'
import { guardScope } from './guard-scope.ts'
import { keptUnnamed } from './kept-unnamed.ts'
import { keyOfAParent } from './key-of-a-parent.ts'
import { lostByRenumbering } from './lost-by-renumbering.ts'
import { matchFit } from './match-fit.ts'
import { idleAnswer } from './idle-answer.ts'
import { loop } from './loop.ts'
import { members } from './members.ts'
import { noSuchField } from './no-such-field.ts'
import { noSuchSystem } from './no-such-system.ts'
import { oneOwner } from './one-owner.ts'
import { orphanReference } from './orphan-reference.ts'
import { otherWriter } from './other-writer.ts'
import { partOfGroup } from './part-of-group.ts'
import { saidTwice } from './said-twice.ts'
import { smallShare } from './small-share.ts'
import { stranger } from './stranger.ts'
import { twoFlowsWrite } from './two-flows-write.ts'
import { twoPolicies } from './two-policies.ts'
import { undeclaredTwoWay } from './undeclared-two-way.ts'
import { unplaced } from './unplaced.ts'
import { unsaid } from './unsaid.ts'
import { referencesInACircle } from './references-in-a-circle.ts'
import { restoredOnRequest } from './restored-on-request.ts'
import { rowsOfAnother } from './rows-of-another.ts'
import { unsaidWhole } from './unsaid-whole.ts'
import { wideReturnPath } from './wide-return-path.ts'
import { writesWhatItReads } from './writes-what-it-reads.ts'

/** What can be wrong with flows, alone and together. */
export const flowRules = [
  unsaid,
  twoPolicies,
  noSuchField,
  twoFlowsWrite,
  undeclaredTwoWay,
  loop,
  unsaidWhole,
  noSuchSystem,
  unplaced,
  guardAnswers,
  orphanReference,
  members,
  otherWriter,
  partOfGroup,
  cannotRemove,
  guardScope,
  constantOverField,
  droppedCall,
  stranger,
  emptyReason,
  saidTwice,
  blankOfMany,
  filterFit,
  answers,
  matchFit,
  lostByRenumbering,
  writesWhatItReads,
  rowsOfAnother,
  referencesInACircle,
  wideReturnPath,
  smallShare,
  oneOwner,
  idleAnswer,
  keptUnnamed,
  keyOfAParent,
  restoredOnRequest,
] as const
