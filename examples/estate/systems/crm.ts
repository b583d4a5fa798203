import { custom, env, secret, system, through } from 'thalweg'
import { crm } from '../crm/connector.ts'
import { customers } from '../records/customers.ts'

/** Sales: knows the customers. A service on the net, behind a connector of our own. */
export const CRM = system({
  connector: through(crm, { url: env('CRM_URL', { default: 'http://127.0.0.1:8787' }), token: secret('CRM_TOKEN') }),
  clockTolerance: '2s',
  holds: {
    customers: custom(customers, 'accounts', {
      naming: 'snake_case',
      detect: 'changes',
      columns: { number: 'account_no', segment: { column: 'size_code', values: { SMALL: 1, MEDIUM: 2, LARGE: 3 } } },
    }),
  },
})
