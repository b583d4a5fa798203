import type { Mutant } from '../mutant.ts'

export const conditionDropped: Mutant = {
  name: 'condition-dropped',
  does: 'an update writes over whatever its row holds by now, unseen',
  plants: [
    {
      file: 'codegen/dialect/sqlite/writes.ts',
      text: '...where([...isRow(view), ...unmoved, ...beside, ...alive(view)])]',
      instead: '...where(isRow(view))]',
    },
  ],
  caughtBy: ['test/emit/statements.test.ts', 'test/runtime/policies.test.ts'],
}
