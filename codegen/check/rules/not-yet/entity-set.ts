import { whole } from '../../example-estate.ts'
import { notYetBound } from './not-yet.ts'

export const entitySet = notYetBound(({ binding }) => (binding.form === 'entitySet' ? [binding.name] : []), {
  code: 'TW917',
  title: 'a record in an entity set is not yet carried out',
  example: {
    failing: whole({ imports: 'entitySet env odata secret', erp: `entitySet(assets, 'assets', { token: '@odata.etag' })` }).replace(
      `sqlite({ file: 'erp.sqlite' })`,
      `odata({ url: env('ERP_URL'), token: secret('ERP_TOKEN') })`,
    ),
    at: [11, 20],
    mended: whole({}),
    besides: ['TW911', 'TW914'],
  },
})
