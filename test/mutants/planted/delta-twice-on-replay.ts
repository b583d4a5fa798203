import type { Mutant } from '../mutant.ts'

export const deltaTwiceOnReplay: Mutant = {
  name: 'delta-twice-on-replay',
  does: 'a write that landed before a crash is not known as the flow’s own afterwards: its difference is added once more',
  plants: [
    {
      file: 'runtime/engine/batch.ts',
      text: 'record.entry = landed(this.#kernelOf(record), record.entry, j, stored as never, { made })',
      instead: 'record.entry = voided(record.entry, j)',
    },
  ],
  caughtBy: ['test/runtime/replayed.test.ts', 'test/sim/seeds.test.ts'],
}
