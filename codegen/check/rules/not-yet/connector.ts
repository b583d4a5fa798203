import { connectorFacts } from '../../../plan/connectors/index.ts'
import { whole } from '../../example-estate.ts'
import { notYet } from './not-yet.ts'

export const connector = notYet(
  {
    code: 'TW914',
    title: 'a connector that the runtime cannot reach yet',
    example: {
      failing: whole({ imports: 'entitySet env odata secret', erp: `entitySet(assets, 'assets', { token: '@odata.etag' })` }).replace(
        `sqlite({ file: 'erp.sqlite' })`,
        `odata({ url: env('FINANCE_URL'), token: secret('FINANCE_TOKEN') })`,
      ),
      at: [9, 13],
      mended: whole({}),
      besides: ['TW911', 'TW917'],
    },
  },
  (plan) =>
    Object.entries(plan.systems).flatMap(
      ([
        system,
        {
          connector: { kind },
          at,
        },
      ]) => (connectorFacts(kind).runs ? [] : [{ at, facts: { system, names: [kind] } }]),
    ),
)
