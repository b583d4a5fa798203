import { flow, portfolio } from './orders.ts'

export default portfolio({
  orders: flow('orders')
    .twoWay()
    .because('both work on the same orders, and write some fields both')
    .precedence('description', 'A')
    .delta('hours')
    .owner(['asset', 'technician', 'status', 'due'], 'A')
    .owner(['glCode', 'project', 'priority', 'cost', 'currency'], 'B')
    .creates('A')
    .deletes('A', { againstUpdate: 'updateWins' })
    .every('1s'),
})
