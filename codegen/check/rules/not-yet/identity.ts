import { sourceBound } from './example.ts'
import { notYetBound } from './not-yet.ts'

export const identity = notYetBound(({ binding }) => (binding.identity ? [binding.identity.ownId] : []), {
  code: 'TW910',
  title: 'own ids of a system are not yet carried out',
  example: {
    failing: sourceBound(`table(assets, 'equipment', { detect: 'outbox', identity: { ownId: 'id', externalRef: 'tag_no' } })`),
    at: [7, 20],
    mended: sourceBound(`table(assets, 'equipment', { detect: 'outbox' })`),
  },
})
