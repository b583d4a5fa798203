/** The same field, from both sides, before either has heard of the other: once for each policy. */
import type { Act } from '../act.ts'
import { people } from '../act.ts'
import type { Picks } from '../picks.ts'

const anyCustomer = 'SELECT account_no FROM account ORDER BY account_no'

export function contests(picks: Picks): Act[] {
  return [
    ...owner(picks),
    ...precedence(picks),
    ...lastWriteWins(picks),
    ...tie(picks),
    ...union(picks),
    ...delta(picks),
    ...merge(picks),
    ...review(picks),
    ...returnPath(picks),
  ]
}

function customer(picks: Picks): string {
  return picks.key('customers', 'CRM', anyCustomer)
}
function order(picks: Picks): string {
  return picks.key('workOrders', 'EAM', "SELECT wo_no FROM wo WHERE status <> 'DONE' ORDER BY wo_no")
}

function owner(picks: Picks): Act[] {
  const number = customer(picks)
  return [
    {
      at: '06:31',
      who: people.sales,
      says: `renames customer ${number} to “Next-Door Bikes”`,
      does: (place) => void place.write('CRM', "UPDATE account SET name = 'Next-Door Bikes' WHERE account_no = ?", number),
    },
    {
      at: '06:32',
      who: people.finance,
      says: `renames customer ${number} to “NEXT-DOOR INC.”`,
      does: (place) => void place.write('ERP', "UPDATE CUSTOMER SET NAME = 'NEXT-DOOR INC.' WHERE CUSTOMER_NO = ?", number),
    },
  ]
}

function precedence(picks: Picks): Act[] {
  const number = customer(picks)
  return [
    {
      at: '06:36',
      who: people.sales,
      says: `moves customer ${number} to Vlorë`,
      does: (place) =>
        void place.write('CRM', "UPDATE account SET city = 'Vlorë', country = 'AL', postcode = '9401' WHERE account_no = ?", number),
    },
    {
      at: '06:37',
      who: people.finance,
      says: `has an invoice back, and moves customer ${number} to Trieste`,
      does: (place) =>
        void place.write(
          'ERP',
          "UPDATE CUSTOMER SET CITY = 'Trieste', COUNTRY_CODE = 'IT', POSTCODE = '34121' WHERE CUSTOMER_NO = ?",
          number,
        ),
    },
  ]
}

function lastWriteWins(picks: Picks): Act[] {
  const number = order(picks)
  return [
    {
      at: '06:41',
      who: people.planner,
      says: `notes on order ${number}: “crane booked for Tuesday”`,
      does: (place) => void place.write('EAM', "UPDATE wo SET notes = 'crane booked for Tuesday' WHERE wo_no = ?", number),
    },
    {
      at: '06:43',
      who: people.finance,
      says: `notes on order ${number}: “ask for the crane’s invoice”`,
      does: (place) =>
        void place.write('ERP', "UPDATE MAINTENANCE_ORDER SET NOTES = 'ask for the crane’s invoice' WHERE ORDER_NO = ?", number),
    },
  ]
}

/** Within the tolerance of the two clocks nobody can say which was later: the order of the systems decides. */
function tie(picks: Picks): Act[] {
  const number = order(picks)
  return [
    {
      at: '06:46:03',
      who: people.finance,
      says: `notes on order ${number}: “capital or cost?”`,
      does: (place) => void place.write('ERP', "UPDATE MAINTENANCE_ORDER SET NOTES = 'capital or cost?' WHERE ORDER_NO = ?", number),
    },
    {
      at: '06:46:04',
      who: people.technician,
      says: `notes on order ${number}, in the same second as far as the two clocks can tell: “seal was worn”`,
      does: (place) => void place.write('EAM', "UPDATE wo SET notes = 'seal was worn' WHERE wo_no = ?", number),
    },
  ]
}

function union(picks: Picks): Act[] {
  const number = order(picks)
  return [
    {
      at: '06:51',
      who: people.planner,
      says: `tags order ${number} with “shutdown”`,
      does: (place) => {
        const [order] = place.rows('EAM', 'SELECT tags FROM wo WHERE wo_no = ?', number)
        const tags = JSON.parse(String(order!['tags'])) as string[]
        place.write('EAM', 'UPDATE wo SET tags = ? WHERE wo_no = ?', JSON.stringify([...tags, 'shutdown']), number)
      },
    },
    {
      at: '06:52',
      who: people.finance,
      says: `takes every tag off order ${number}, and puts “audit” there`,
      does: (place) => void place.write('ERP', `UPDATE MAINTENANCE_ORDER SET TAGS = '["audit"]' WHERE ORDER_NO = ?`, number),
    },
  ]
}

function delta(picks: Picks): Act[] {
  const row = picks.one('stock', 'WMS', 'SELECT sku, zone FROM stock_balance WHERE CAST(pieces AS REAL) > 100 ORDER BY sku, zone', 2)
  const at = [String(row['sku']), Number(row['zone'])] as const
  return [
    {
      at: '06:56',
      who: people.warehouse,
      says: `takes 12 of ${at.join(' at ')} from the shelf`,
      does: (place) =>
        void place.write(
          'WMS',
          "UPDATE stock_balance SET pieces = printf('%.3f', CAST(pieces AS REAL) - 12) WHERE sku = ? AND zone = ?",
          ...at,
        ),
    },
    {
      at: '06:57',
      who: people.finance,
      says: `books 40 bought of ${at.join(' at ')}`,
      does: (place) =>
        void place.write('ERP', 'UPDATE ITEM_LOCATION SET QTY_ON_HAND = QTY_ON_HAND + 40 WHERE ITEM_NO = ? AND LOCATION_NO = ?', ...at),
    },
  ]
}

function merge(picks: Picks): Act[] {
  const number = picks.key('customers', 'CRM', 'SELECT account_no FROM account WHERE size_code = 2 ORDER BY account_no')
  return [
    {
      at: '07:01',
      who: people.sales,
      says: `takes customer ${number} for small`,
      does: (place) => void place.write('CRM', 'UPDATE account SET size_code = 1 WHERE account_no = ?', number),
    },
    {
      at: '07:02',
      who: people.finance,
      says: `takes customer ${number} for large`,
      does: (place) => void place.write('ERP', "UPDATE CUSTOMER SET CUSTOMER_GROUP = 'L' WHERE CUSTOMER_NO = ?", number),
    },
  ]
}

function review(picks: Picks): Act[] {
  const number = picks.key('customers', 'CRM', "SELECT account_no FROM account WHERE payment_terms = '30D' ORDER BY account_no")
  return [
    {
      at: '07:06',
      who: people.sales,
      says: `promises customer ${number} 60 days to pay`,
      does: (place) => void place.write('CRM', "UPDATE account SET payment_terms = '60D' WHERE account_no = ?", number),
    },
    {
      at: '07:07',
      who: people.credit,
      says: `gives customer ${number} 14 days to pay`,
      does: (place) => void place.write('ERP', "UPDATE CUSTOMER SET PAYMENT_TERMS = '14D' WHERE CUSTOMER_NO = ?", number),
    },
  ]
}

function returnPath(picks: Picks): Act[] {
  const number = picks.key('orders', 'WMS', 'SELECT order_ref FROM inbound ORDER BY order_ref')
  return [
    {
      at: '07:11',
      who: people.warehouse,
      says: `receives purchase order ${number}`,
      does: (place) =>
        void place.write('WMS', "UPDATE inbound SET fulfilment = 'RECEIVED', received_on = ? WHERE order_ref = ?", place.today, number),
    },
    {
      at: '07:12',
      who: people.finance,
      says: `believes that a part of purchase order ${number} has come`,
      does: (place) => void place.write('ERP', 'UPDATE PURCHASE_ORDER SET RECEIPT_STATE = 1 WHERE PO_NO = ?', number),
    },
  ]
}
