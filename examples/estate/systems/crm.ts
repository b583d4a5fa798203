import { env, sqlite, system, table } from 'thalweg'
import { customers } from '../records/customers.ts'

/** Sales: knows the customers. */
export const CRM = system({
  connector: sqlite({ file: env('CRM_DB', { default: 'live/crm.sqlite' }) }),
  clockTolerance: '2s',
  holds: {
    customers: table(customers, 'account', {
      naming: 'snake_case',
      detect: 'outbox',
      columns: { number: 'account_no', segment: { column: 'size_code', values: { SMALL: 1, MEDIUM: 2, LARGE: 3 } } },
    }),
  },
})
