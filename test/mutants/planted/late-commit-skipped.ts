import type { Mutant } from '../mutant.ts'

/** SQLite writes one transaction after another, so its outbox numbers cannot come late; times of a column can. */
export const lateCommitSkipped: Mutant = {
  name: 'late-commit-skipped',
  does: 'a change that commits after its time was read, and bears the same time, is never read',
  plants: [
    {
      file: 'runtime/connectors/updated-rows.ts',
      text: 'known === closed || (known !== undefined && now >= known + grainMs(updated) + marginMs) ? closed : (known ?? now)',
      instead: 'closed',
    },
  ],
  caughtBy: ['test/connectors/sqlite-updated-at.test.ts'],
}
