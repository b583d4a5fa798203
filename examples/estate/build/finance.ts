/** What finance holds before the systems are joined: its own lists, the orders that it had typed in by hand, half of the customers and of the stock. */
import type { DatabaseSync } from 'node:sqlite'
import { insert } from '../../databases.ts'
import { asked, partOf, tagsOf } from './maintenance.ts'
import type { Account } from './sources.ts'
import { accounts, countries, currencies, mineOrders, purchaseOrders, vendors } from './sources.ts'

export const company = 'NORTH'

export function fillFinance(erp: DatabaseSync): void {
  // The tree of accounts and the orders were typed in as they came; what they refer to comes with the flows.
  erp.exec('PRAGMA foreign_keys = OFF')
  insert(
    erp,
    'INSERT INTO CURRENCY (CODE, NAME, MINOR_UNITS, WITHDRAWN) VALUES (?, ?, ?, ?)',
    currencies().map(({ code, name, minorUnits, withdrawn }) => [code, name, minorUnits, withdrawn]),
  )
  insert(
    erp,
    'INSERT INTO COUNTRY_REGION (CODE, NAME, CURRENCY, REGION) VALUES (?, ?, ?, ?)',
    countries().map(({ code, name, currency, region }) => [code, name, currency, region]),
  )
  insert(
    erp,
    'INSERT INTO GL_ACCOUNT (ACCOUNT_NO, SUM_INTO, NAME, ACCOUNT_TYPE) VALUES (?, ?, ?, ?)',
    accounts()
      .toReversed()
      .map(({ code, parent, name, kind }) => [code, parent, name, kind]),
  )
  fillVendors(erp)
  fillRequisitions(erp)
  fillMaintenanceOrders(erp)
}

/** Those of this company whom it buys from; a sister company keeps its own in the same table, and no flow touches them. */
function fillVendors(erp: DatabaseSync): void {
  const sql = 'INSERT INTO VENDOR (COMPANY, NUMBER, NAME, CREDIT_RATING, IS_PREFERRED, IS_ACTIVE, WEBSITE) VALUES (?, ?, ?, ?, ?, ?, ?)'
  const known = vendors().filter(({ active }) => active === 1)
  insert(
    erp,
    sql,
    known.map(({ number, name, rating, preferred, website }) => [company, number, name, rating, preferred, 1, website]),
  )
  insert(
    erp,
    sql,
    known.slice(0, 5).map(({ number, name }) => ['SOUTH', `S-${number}`, `${name} (South)`, 5, 0, 1, null]),
  )
  const ids = new Map(known.map(({ id, number }) => [id, number]))
  insert(
    erp,
    'INSERT INTO PURCHASE_ORDER (PO_NO, VENDOR_REC_ID, ORDERED_ON, TOTAL) SELECT ?, REC_ID, ?, ? FROM VENDOR WHERE COMPANY = ? AND NUMBER = ?',
    purchaseOrders()
      .slice(400)
      .filter(({ vendor }) => ids.has(vendor))
      .map(({ id, vendor, orderedOn, subTotal }) => [`PO-${id.padStart(5, '0')}`, orderedOn, Number(subTotal), company, ids.get(vendor)!]),
  )
}

/** Some that finance had typed in from paper, without a number of anybody's, and one that nobody else knows. */
function fillRequisitions(erp: DatabaseSync): void {
  const sql =
    'INSERT INTO REQUISITION (VENDOR_REC_ID, REQUESTED_BY, NEEDED_ON, TOTAL, APPROVAL) SELECT REC_ID, ?, ?, ?, ? FROM VENDOR WHERE COMPANY = ? AND NUMBER = ?'
  const requisitions = asked()
  const alike = Map.groupBy(requisitions, ({ vendor, shippedOn, subTotal }) => [vendor, shippedOn, subTotal].join())
  const typed = [...alike.values()].flatMap((of) => (of.length === 1 ? of : [])).filter((_, i) => i % 20 === 0)
  insert(erp, sql, [
    ...typed.map(({ shippedOn, subTotal, approval, supplier }) => [
      'paper',
      shippedOn,
      Number(subTotal),
      approval,
      company,
      supplier.number,
    ]),
    ['nobody knows', '2022-04-01', 12.5, 'PENDING', company, 'LITWARE0001'],
  ])
}

/** Every second order, with the account and the cost that finance knows and what it had heard of the rest. */
function fillMaintenanceOrders(erp: DatabaseSync): void {
  const orders = mineOrders()
  const tags = tagsOf(orders)
  const expenses = leaves(accounts().filter(({ kind }) => kind === 'Expenditures'))
  insert(
    erp,
    'INSERT INTO MAINTENANCE_ORDER (ORDER_NO, DESCRIPTION, ASSET_NO, STATE, HOURS, GL_CODE, APPROVAL, COST, CURRENCY, TAGS) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    orders
      .filter((_, i) => i % 2 === 0)
      .map((order, i) => [
        order.number,
        i % 10 === 0 ? order.text.toUpperCase() : order.text,
        tags.get(partOf(order))!,
        10,
        0,
        expenses[i % expenses.length]!.code,
        i % 4 === 0 ? 'APPROVED' : 'PENDING',
        Number(order.cost),
        'AUD',
        i % 5 === 0 ? '["capex"]' : '[]',
      ]),
  )
}

function leaves(list: readonly Account[]): Account[] {
  const parents = new Set(list.map(({ parent }) => parent))
  return list.filter(({ code }) => !parents.has(code))
}
