import { flow, portfolio } from './orders.ts'

export default portfolio({
  orders: flow('orders')
    .twoWay()
    .because('both work on the same orders')
    .owner(['description', 'asset', 'technician', 'status', 'due', 'hours'], 'A')
    .owner(['glCode', 'project', 'priority', 'cost', 'currency'], 'B')
    .creates('A')
    .deletes('A', { againstUpdate: 'updateWins' })
    .every('1s'),
})
