import { sourceBound } from './example.ts'
import { notYetBound } from './not-yet.ts'

export const deletedMark = notYetBound(({ binding }) => (typeof binding.deletes === 'object' ? [binding.deletes.mark] : []), {
  code: 'TW912',
  title: 'deleting by a mark is not yet carried out',
  example: {
    failing: sourceBound(`table(assets, 'equipment', { detect: 'outbox', deletes: { mark: 'out_of_use', as: 1 } })`),
    at: [7, 20],
    mended: sourceBound(`table(assets, 'equipment', { detect: 'outbox' })`),
  },
})
