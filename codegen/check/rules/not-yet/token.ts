import { sourceBound } from './example.ts'
import { notYetBound } from './not-yet.ts'

export const token = notYetBound(({ binding }) => (binding.token === undefined ? [] : [binding.token]), {
  code: 'TW911',
  title: 'a token of the row is not yet carried out',
  example: {
    failing: sourceBound(`table(assets, 'equipment', { detect: 'outbox', token: 'row_version' })`),
    at: [7, 20],
    mended: sourceBound(`table(assets, 'equipment', { detect: 'outbox' })`),
  },
})
