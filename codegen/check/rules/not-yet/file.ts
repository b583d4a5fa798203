import { whole } from '../../example-estate.ts'
import { notYetBound } from './not-yet.ts'

export const file = notYetBound(
  ({ binding, connector }) => (binding.form === 'file' && connector.kind !== 'appendTo' ? [binding.name] : []),
  {
    code: 'TW918',
    title: 'a record in files is not yet carried out',
    example: {
      failing: whole({ imports: 'file folder', eam: `file(assets, 'assets', { format: 'ndjson', detect: 'snapshot' })` }).replace(
        `sqlite({ file: 'eam.sqlite' })`,
        `folder({ path: 'in' })`,
      ),
      at: [7, 20],
      mended: whole({}),
      besides: ['TW914'],
    },
  },
)
