import { flow, portfolio } from './landscape.ts'

export default portfolio({
  // 1. one-way: one system owns the record, the others hold copies
  assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }),
  vendors: flow('vendors')
    .oneWay({ from: 'PROC', to: ['EAM', 'ERP'] })
    .onDelete('keep'),

  // 2. one-way with a return path: finance says yes or no, nothing else comes back
  requisitions: flow('requisitions')
    .oneWay({ from: 'EAM', to: 'ERP' })
    .returnPath('approval', 'ERP')
    .onFailure({ retryFor: '3d' })
    .expect({ lag: '5m' }),

  // 3. two-way, every field with one writer
  workOrders: flow('workOrders')
    .twoWay('EAM', 'ERP')
    .because('finance codes and approves the costs of orders that operations runs')
    .owner(['description', 'asset', 'technician', 'status', 'due', 'hours'], 'EAM')
    .owner(['glCode', 'project', 'approval', 'price'], 'ERP')
    .creates('EAM', { foreignCreate: 'report' })
    .deletes('EAM', { againstUpdate: 'updateWins' })
    .expect({ lag: '1m', conflictsPerDay: 5 }),
})
