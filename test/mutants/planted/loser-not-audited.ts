import type { Mutant } from '../mutant.ts'

export const loserNotAudited: Mutant = {
  name: 'loser-not-audited',
  does: 'an edit that loses a conflict is nowhere to be found afterwards',
  plants: [{ file: 'runtime/contest.ts', text: '    draft.conflict(counted, j, u, clash, x)\n', instead: '' }],
  caughtBy: ['test/runtime/policies.test.ts'],
}
