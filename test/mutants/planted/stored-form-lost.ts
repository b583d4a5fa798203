import type { Mutant } from '../mutant.ts'

export const storedFormLost: Mutant = {
  name: 'stored-form-lost',
  does: 'what a system has made of a write that landed before a crash is taken for an edit of its users, and goes back to the source',
  plants: [
    {
      file: 'runtime/engine/flow-run.ts',
      text: "const stored = resolution.state === 'landed' ? (resolution.stored.get(there) ?? null) : null",
      instead: 'const stored = null',
    },
  ],
  caughtBy: ['test/runtime/replayed.test.ts'],
}
