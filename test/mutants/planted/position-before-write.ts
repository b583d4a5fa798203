import type { Mutant } from '../mutant.ts'

export const positionBeforeWrite: Mutant = {
  name: 'position-before-write',
  does: 'the position moves before what was read is decided: what a crash interrupts is never read again',
  plants: [
    {
      file: 'runtime/engine/reading.ts',
      text: `      const keys = [...hints.keys()]
      const batch = await Batch.open(this.#run, keys, { deletes: false, retry: 'due' })`,
      instead: `      const keys = [...hints.keys()]
      await this.#run.context.ledger.commit({ ...noCommit, ...this.#stands.moved(j, { at: changes.position, seen: changes.seen }) })
      const batch = await Batch.open(this.#run, keys, { deletes: false, retry: 'due' })`,
    },
  ],
  caughtBy: ['test/sim/seeds.test.ts', 'test/runtime/kill.test.ts'],
}
