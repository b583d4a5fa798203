import type { Mutant } from '../mutant.ts'

export const foreignWriteAccepted: Mutant = {
  name: 'foreign-write-accepted',
  does: 'whoever writes a field that belongs to another system changes it everywhere',
  plants: [
    {
      file: 'runtime/contest.ts',
      text: 'return writer === null || writer === j\n',
      instead: 'return writer !== undefined || writer === j\n',
    },
  ],
  caughtBy: ['test/runtime/co-owned.test.ts', 'test/runtime/policies.test.ts'],
}
