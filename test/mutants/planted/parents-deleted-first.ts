import type { Mutant } from '../mutant.ts'

export const parentsDeletedFirst: Mutant = {
  name: 'parents-deleted-first',
  does: 'a record is to be deleted while others still refer to it: the system refuses, or loses what refers to it',
  plants: [
    {
      file: 'runtime/engine/engine.ts',
      text: 'for (const run of going(runs, massChanges).toReversed()) {',
      instead: 'for (const run of going(runs, massChanges)) {',
    },
  ],
  caughtBy: ['test/runtime/several-flows.test.ts'],
}
