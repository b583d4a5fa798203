import { flow, portfolio } from './landscape.ts'
import { strictest } from './standing.ts'

export default portfolio({
  customers: flow('customers')
    .twoWay('CRM', 'ERP')
    .because('sales and finance both talk to customers, and each learns what the other must know')
    // Each field with one writer where that is possible …
    .owner(['name', 'salesPerson'], 'CRM')
    .owner('paymentDays', 'ERP')
    // … then a rule that says whose value stands when both wrote …
    .precedence('address', 'ERP')
    // … and what is left: the later one, a value made of both, or a person.
    .lastWriteWins('notes', { acceptLoss: 'free text for people, nothing depends on it' })
    .union('tags')
    .merge('standing', strictest)
    .review('creditLimit', { team: 'credit control', within: '2d' })
    .creates('CRM')
    .deletes('CRM', { againstUpdate: 'updateWins' }),

  stock: flow('stock')
    .twoWay('ERP', 'WMS')
    .because('purchasing books what it buys and the warehouse what it moves, as it happens')
    .delta('onHand')
    .owner('reorderAt', 'ERP')
    .creates('WMS', { foreignCreate: 'report' })
    .deletes('nobody', { againstUpdate: 'updateWins' }),

  // What was received counts for the order that the warehouse knew.
  orders: flow('orders')
    .oneWay({ from: 'ERP', to: 'WMS' })
    .returnPath('receipt', 'WMS', { answers: ['supplier', 'total'] }),
})
