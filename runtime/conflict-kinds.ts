/** Every way in which systems can disagree; each has a counter, and a cell in the policy table for every field. */
export const conflictKinds = [
  'bothChanged',
  'bothCreated',
  'updateDelete',
  'deleteUpdate',
  'foreignWrite',
  'foreignCreate',
  'foreignDelete',
  'staleAnswer',
  'missingParent',
  'constraint',
  'tie',
] as const
export type ConflictKind = (typeof conflictKinds)[number]
