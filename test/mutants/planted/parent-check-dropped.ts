import type { Mutant } from '../mutant.ts'

export const parentCheckDropped: Mutant = {
  name: 'parent-check-dropped',
  does: 'a record is written where the record that it refers to is not yet: the system refuses it, or it refers to nothing',
  plants: [
    {
      file: 'runtime/engine/batch.ts',
      text: 'if (missing.size === 0) return [...records]',
      instead: 'if (missing.size >= 0) return [...records]',
    },
  ],
  caughtBy: ['test/runtime/waiting.test.ts'],
}
