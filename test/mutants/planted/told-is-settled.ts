import type { Mutant } from '../mutant.ts'

export const toldIsSettled: Mutant = {
  name: 'told-is-settled',
  does: 'what a column of times told, and a stop or an outage kept from being settled, is told no more after a while',
  plants: [
    {
      file: 'runtime/connectors/updated-rows.ts',
      text: 'if (hints.length === 0 && cursor.before === null) settled()',
      instead: 'settled()',
    },
  ],
  caughtBy: ['test/runtime/change-cap.test.ts'],
}
