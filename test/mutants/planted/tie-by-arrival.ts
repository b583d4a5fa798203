import type { Mutant } from '../mutant.ts'

export const tieByArrival: Mutant = {
  name: 'tie-by-arrival',
  does: 'of two edits at the same time the one that is read later stands, so the outcome depends on who is read first',
  plants: [
    {
      file: 'runtime/policies/last-write-wins.ts',
      text: 'return edit.system < edit.origin ? tieWon : tieLost',
      instead: 'return tieWon',
    },
  ],
  caughtBy: ['test/runtime/policies.test.ts'],
}
