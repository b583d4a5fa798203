import { whole } from '../../example-estate.ts'
import { notYetBound } from './not-yet.ts'

export const file = notYetBound(({ binding }) => (binding.form === 'file' ? [binding.name] : []), {
  code: 'TW918',
  title: 'a record in files is not yet carried out',
  example: {
    failing: whole({ imports: 'appendTo file', erp: `file(assets, 'assets', { format: 'ndjson' })` }).replace(
      `sqlite({ file: 'erp.sqlite' })`,
      `appendTo({ path: 'log' })`,
    ),
    at: [11, 20],
    mended: whole({}),
    besides: ['TW914'],
  },
})
