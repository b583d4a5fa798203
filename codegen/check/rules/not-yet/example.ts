import { flows, whole } from '../../example-estate.ts'

/** A two-way flow of work orders in which one field is settled by this policy call. */
export function settled(policy: string): string {
  return flows(`workOrders: flow('workOrders')
  .twoWay()
  .because('finance codes the costs of orders that operations runs')
  .owner(['description', 'status'], 'EAM')
  .owner('glCode', 'ERP')
${policy.replaceAll(/^(?=.)/gm, '  ')}
  .creates('EAM')
  .deletes('EAM'),`)
}

/** A one-way flow of assets with these calls at its end. */
export function oneWay(calls: string): string {
  return flows(`assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' })${calls},`)
}

/** One binding at the source, the rest as plain as can be. */
export function sourceBound(eam: string): string {
  return whole({ eam })
}
