import type { Mutant } from '../mutant.ts'

export const tombstoneLost: Mutant = {
  name: 'tombstone-lost',
  does: 'nobody remembers that a record was deleted: an old row of it brings it back',
  plants: [
    {
      file: 'runtime/engine/batch.ts',
      text: 'const entry = entries[i] ?? blank(desk.kernel)',
      instead:
        'const known = entries[i]\n      const entry = known === undefined || known === null || (!known.live && known.inc > 0) ? blank(desk.kernel) : known',
    },
  ],
  caughtBy: ['test/sim/seeds.test.ts'],
}
