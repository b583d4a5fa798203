import type { Mutant } from '../mutant.ts'

export const deathForgottenAhead: Mutant = {
  name: 'death-forgotten-ahead',
  does: 'who only reads ahead in the log has it forget which rows died, so that one that was made anew is taken for the old one, edited',
  plants: [
    {
      file: 'runtime/connectors/postgres/log/detection.ts',
      text: '    return limit === 0 ? { hints: [], position, more: false, seen: at.seq } : this.#next(at, position, limit)\n',
      instead:
        '    this.#feed.known(at)\n    return limit === 0 ? { hints: [], position, more: false, seen: at.seq } : this.#next(at, position, limit)\n',
    },
  ],
  caughtBy: ['test/connectors/postgres-log.test.ts', 'test/connectors/postgres-log-system.test.ts'],
}
