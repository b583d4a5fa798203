import type { Mutant } from '../mutant.ts'

export const capturedChangesForgottenEarly: Mutant = {
  name: 'captured-changes-forgotten-early',
  does: 'a flow that runs alone takes away captured changes that another flow has not read',
  plants: [
    {
      file: 'runtime/engine/engine.ts',
      text: 'if (runs.some((each) => each === undefined)) continue',
      instead: 'runs.splice(0, runs.length, run)',
    },
    {
      file: 'runtime/engine/engine.ts',
      text: 'if (positions.length < readers.length) continue',
      instead: 'if (positions.length === 0) continue',
    },
  ],
  caughtBy: ['test/runtime/several-flows.test.ts'],
}
