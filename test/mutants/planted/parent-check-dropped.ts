import type { Mutant } from '../mutant.ts'

export const parentCheckDropped: Mutant = {
  name: 'parent-check-dropped',
  does: 'a record is written where the record that it refers to is not yet: the system refuses it, or it refers to nothing',
  plants: [
    {
      file: 'runtime/engine/batch.ts',
      text: 'await parentsOf(context, kernel, j, free, this.#set)',
      instead: 'new Map()',
    },
  ],
  caughtBy: ['test/runtime/waiting.test.ts'],
}
