import type { Mutant } from '../mutant.ts'

export const foreignWriteAccepted: Mutant = {
  name: 'foreign-write-accepted',
  does: 'whoever writes a field that belongs to another system changes it everywhere',
  plants: [
    {
      file: 'runtime/policies/rule.ts',
      text: 'return writers === undefined ? writer === null || writer === j : writers.includes(j)',
      instead: 'return writers === undefined ? writer !== undefined || writer === j : writers.includes(j)',
    },
  ],
  caughtBy: ['test/runtime/co-owned.test.ts', 'test/runtime/policies.test.ts'],
}
