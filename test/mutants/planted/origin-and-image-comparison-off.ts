import type { Mutant } from '../mutant.ts'

export const originAndImageComparisonOff: Mutant = {
  name: 'origin-and-image-comparison-off',
  does: 'a row that was seen, or written by the flow itself, is taken for an edit of its users',
  plants: [
    {
      file: 'runtime/engine/reading.ts',
      text: 'if (hint.op === null || !answered.has(hint.op)) out.set(hint.key, hint)',
      instead: 'out.set(hint.key, hint)',
    },
    {
      file: 'runtime/settle.ts',
      text: 'return unchanged(kernel, entry, j, image) && !owed(kernel, entry, j)',
      instead: 'return !image.present && unchanged(kernel, entry, j, image) && !owed(kernel, entry, j)',
    },
    {
      file: 'runtime/draft.ts',
      text: '        if (sameRaw(values[slot], this.base(j, slot))) continue\n        out.push(u)',
      instead: '        out.push(u)',
    },
  ],
  caughtBy: ['test/sim/seeds.test.ts'],
}
