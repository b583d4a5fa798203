import type { Mutant } from '../mutant.ts'

export const deleteCapIgnored: Mutant = {
  name: 'delete-cap-ignored',
  does: 'a flow deletes however much its source lacks, without asking',
  plants: [
    {
      file: 'runtime/engine/delete-cap.ts',
      text: '    if (over > (limits.allowDeletes[flow.name] ?? 0) - this.#beyond) return { wanted: held.length, done, cap }\n',
      instead: '',
    },
  ],
  caughtBy: ['test/runtime/delete-cap.test.ts', 'test/runtime/waiting.test.ts'],
}
