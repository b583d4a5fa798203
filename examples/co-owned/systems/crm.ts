import { env, sqlite, system, table } from 'thalweg'
import { customers } from '../records/customers.ts'

/** Sales: knows the customers. */
export const CRM = system({
  connector: sqlite({ file: env('CRM_DB', { default: 'data/crm.sqlite' }) }),
  clockTolerance: '500ms',
  holds: {
    customers: table(customers, 'account', { naming: 'snake_case', detect: 'outbox', columns: { number: 'account_no' } }),
  },
})
