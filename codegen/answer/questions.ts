/** Each conflict kind as the question that somebody asks. */
import type { ConflictKind } from '../../runtime/conflict-kinds.ts'

export const questions: Readonly<Record<ConflictKind, string>> = {
  bothChanged: 'both edit at once',
  bothCreated: 'both create the same record',
  updateDelete: 'edited after another deleted it',
  deleteUpdate: 'deleted after another edited it',
  foreignWrite: 'somebody edits it who may not',
  foreignCreate: 'somebody creates who may not',
  foreignDelete: 'somebody deletes who may not',
  staleAnswer: 'the answer comes too late',
  missingParent: 'what it refers to is not there',
  constraint: 'a system refuses it',
  tie: 'both edit in the same moment',
}
