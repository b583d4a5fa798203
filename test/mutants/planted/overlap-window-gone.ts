import type { Mutant } from '../mutant.ts'

export const overlapWindowGone: Mutant = {
  name: 'overlap-window-gone',
  does: 'a row that commits after a newer one was read, with an older time, is never read',
  plants: [
    {
      file: 'runtime/connectors/updated-rows.ts',
      text: 'const since = at === null ? first : (earlier(at, this.#overlapMs) ?? first)',
      instead: 'const since = at === null ? first : at',
    },
  ],
  caughtBy: ['test/connectors/sqlite-updated-at.test.ts'],
}
