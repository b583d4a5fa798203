import type { Mutant } from '../mutant.ts'

export const missingCellAsZero: Mutant = {
  name: 'missing-cell-as-zero',
  does: 'where a wide table says that there is no value (`N/A`), every target gets 0',
  plants: [
    {
      file: 'runtime/connectors/files/formats/wide.ts',
      text: "if (cell === '' || cell === missing) continue",
      instead: "if (cell === '') continue",
    },
    {
      file: 'runtime/connectors/files/formats/wide.ts',
      text: 'if (valueAt >= 0) row[valueAt] = cell',
      instead: "if (valueAt >= 0) row[valueAt] = cell === missing ? '0' : cell",
    },
  ],
  caughtBy: ['test/connectors/files/reading.test.ts'],
}
