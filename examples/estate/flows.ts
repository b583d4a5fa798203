import { larger } from './larger-segment.ts'
import { flow, portfolio } from './landscape.ts'

export default portfolio({
  // ─── 1. One-way: one system owns the record, the others hold copies ────────────────────────────

  currencies: flow('currencies').oneWay({ from: 'ERP', to: 'EAM' }).every('1h'),
  countries: flow('countries').oneWay({ from: 'ERP', to: 'EAM' }).every('1h'),
  // Maintenance may not even try: its database refuses a change of an account.
  costCodes: flow('costCodes')
    .oneWay({ from: 'ERP', to: ['EAM', 'BI'] })
    .every('15m')
    .guard(),
  // A rate that was published stays in the books, also where the bank takes it out of its list.
  fxRates: flow('fxRates')
    .oneWay({ from: 'ECB', to: ['ERP', 'EAM'] })
    .at('0,30 16 * * 1-5', 'Europe/Berlin')
    .onDelete('keep')
    .expect({ freshWithin: '1d' }),
  latestRates: flow('latestRates').oneWay({ from: 'ECB', to: 'BI' }).at('0,30 16 * * 1-5', 'Europe/Berlin'),
  mailedRates: flow('latestRates').oneWay({ from: 'MAIL', to: 'PROC' }).at('0,30 16 * * 1-5', 'Europe/Berlin'),
  // Nobody buys from a vendor that is not active; what was bought from it keeps its vendor.
  vendors: flow('vendors')
    .oneWay({ from: 'PROC', to: ['EAM', 'ERP', 'WMS'] })
    .where({ active: true }, { whenRowLeaves: 'keep' })
    .keepWhenBlank('website')
    .every('15m')
    .maxDeletes(5),
  // Finance may see that a machine is down or gone before maintenance writes it: it says so, and maintenance decides.
  assets: flow('assets').oneWay({ from: 'EAM', to: 'ERP' }).onForeignWrite('propose').every('15m'),
  assetsToBi: flow('assets').oneWay({ from: 'EAM', to: 'BI' }).every('1h'),
  workOrdersToBi: flow('workOrders').oneWay({ from: 'EAM', to: 'BI' }).every('1h'),
  // Every change of an order in the books, as it was made, by whomever: nothing is merged, and nothing is ever corrected.
  compliance: flow('workOrders').oneWay({ from: 'ERP', to: 'LOG' }).every('5m').noReconcile('the log is evidence, it is never corrected'),

  // ─── 2. One-way with a return path ─────────────────────────────────────────────────────────────

  // Finance says yes or no to what it was shown: to this vendor, by this day, for this sum.
  requisitions: flow('requisitions')
    .oneWay({ from: 'EAM', to: 'ERP' })
    .returnPath('approval', 'ERP', { answers: ['vendor', 'neededOn', 'total'] })
    .every('5m')
    // What finance had typed in by hand has no number of ours.
    .firstSync({ match: ['vendor', 'neededOn', 'total'] })
    .onFailure({ retryFor: '3d' })
    .expect({ lag: '15m' }),
  requisitionLines: flow('requisitionLines').oneWay({ from: 'EAM', to: 'ERP' }).every('5m'),
  // What came through the gate counts for the order that the warehouse knew.
  orders: flow('orders')
    .oneWay({ from: 'ERP', to: 'WMS' })
    .returnPath('receipt', 'WMS', { answers: ['vendor', 'total'] })
    .every('5m'),

  // ─── 3. Two-way, every field with one writer ───────────────────────────────────────────────────

  workOrders: flow('workOrders')
    .twoWay('EAM', 'ERP')
    .because('finance codes and approves the costs of orders that operations runs')
    .owner(['description', 'asset', 'technician', 'status', 'due', 'startedOn', 'hours'], 'EAM')
    .owner(['glCode', 'approval', 'price'], 'ERP')
    .union('tags')
    .lastWriteWins('notes', { acceptLoss: 'free text for people, nothing depends on it' })
    .creates('EAM')
    .deletes('EAM', { againstUpdate: 'updateWins' })
    // Finance closes an order that was settled long ago: operations is asked, and not overruled.
    .onForeignWrite('propose', ['status'])
    .every('5m')
    .expect({ lag: '15m', conflictsPerDay: 20 }),

  // ─── 4. Two-way with a rule, and 5. what is left ───────────────────────────────────────────────

  customers: flow('customers')
    .twoWay('CRM', 'ERP')
    .because('sales keeps contacts up to date, finance grants credit and sends invoices')
    .owner(['name', 'email', 'phone'], 'CRM')
    .owner(['creditLimit', 'blocked'], 'ERP')
    .precedence('address', 'ERP')
    .merge('segment', larger)
    .review('paymentTerms', { team: 'credit control', within: '2d' })
    .creates('anyone')
    .deletes('nobody', { foreignDelete: 'restore' })
    .every('5m'),

  stock: flow('stock')
    .twoWay('ERP', 'WMS')
    .because('finance books what is bought and sold, the warehouse what it moves, both as it happens')
    .delta(['onHand', 'reserved'])
    .owner('bin', 'WMS')
    .creates('anyone')
    .deletes('WMS', { againstUpdate: 'updateWins' })
    .every('5m')
    .reconcile({ every: '1h' }),
})
