import type { Mutant } from '../mutant.ts'

export const openNumberPassed: Mutant = {
  name: 'open-number-passed',
  does: 'a number of an outbox that a transaction in flight has drawn, and that is newer than every one that has ended, is passed over',
  plants: [
    {
      file: 'runtime/connectors/postgres/horizon.ts',
      text: 'const next = nextId(BigInt(xmax!), BigInt(age!))',
      instead: 'const next = age === null ? nextId(0n, 0n) : BigInt(xmax!)',
    },
  ],
  caughtBy: ['test/connectors/postgres-horizon.test.ts'],
}
