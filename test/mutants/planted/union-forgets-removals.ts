import type { Mutant } from '../mutant.ts'

export const unionForgetsRemovals: Mutant = {
  name: 'union-forgets-removals',
  does: 'what a user takes out of a collection comes back',
  plants: [
    {
      file: 'runtime/policies/union.ts',
      text: '  for (const text of was.keys()) if (!is.has(text)) out.delete(text)\n',
      instead: '',
    },
  ],
  caughtBy: ['test/runtime/policies.test.ts'],
}
