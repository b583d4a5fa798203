import type { Mutant } from '../mutant.ts'

export const reviewLetsThrough: Mutant = {
  name: 'review-lets-through',
  does: 'where a person should decide, the edit that is read last stands, and nobody is asked',
  plants: [
    {
      file: 'runtime/policies/review.ts',
      text: 'judge: ({ told }) => (told ? decided : held),',
      instead: 'judge: ({ told }) => (told ? decided : decided),',
    },
  ],
  caughtBy: ['test/runtime/co-owned.test.ts', 'test/runtime/policies.test.ts'],
}
