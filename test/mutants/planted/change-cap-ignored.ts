import type { Mutant } from '../mutant.ts'

export const changeCapIgnored: Mutant = {
  name: 'change-cap-ignored',
  does: 'a system that was restored from a backup takes everybody else back with it, without asking',
  plants: [
    {
      file: 'runtime/engine/change-cap.ts',
      text: '      if (changed > Math.max(cap, this.#allowed)) return { system: name, changed, cap, records }\n',
      instead: '',
    },
  ],
  caughtBy: ['test/runtime/change-cap.test.ts'],
}
