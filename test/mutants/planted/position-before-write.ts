import type { Mutant } from '../mutant.ts'

export const positionBeforeWrite: Mutant = {
  name: 'position-before-write',
  does: 'the position moves before what was read is decided: what a crash interrupts is never read again',
  plants: [
    {
      file: 'runtime/engine/reading.ts',
      text: '      const batch = await this.#absorbHints(j, hints)\n',
      instead: `      await this.#run.context.ledger.commit({ ...noCommit, ...this.#stands.moved(j, { at: changes.position, seen: changes.seen }) })
      const batch = await this.#absorbHints(j, hints)
`,
    },
  ],
  caughtBy: ['test/sim/seeds.test.ts', 'test/runtime/kill.test.ts'],
}
