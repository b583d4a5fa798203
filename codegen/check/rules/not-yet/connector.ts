import { connectorFacts } from '../../../plan/connectors/index.ts'
import { whole } from '../../example-estate.ts'
import { notYet } from './not-yet.ts'

export const connector = notYet(
  {
    code: 'TW914',
    title: 'a connector that the runtime cannot reach yet',
    example: {
      failing: whole({ imports: 'mariadb secret' }).replace(`sqlite({ file: 'erp.sqlite' })`, `mariadb({ url: secret('ERP_URL') })`),
      at: [9, 13],
      mended: whole({}),
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
