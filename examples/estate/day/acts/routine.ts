/** The work of every day: people edit what is theirs, in every system, all day; often two of them the same record. */
import { z } from 'zod'
import { mineDate } from '../../systems/mine-date.ts'
import type { Act } from '../act.ts'
import { clockText, people, timeOf } from '../act.ts'
import type { Picks } from '../picks.ts'
import type { Place } from '../place.ts'

interface Work {
  readonly who: string
  readonly system: string
  readonly does: (place: Place, picks: Picks) => void
}

const anyOrder = 'SELECT wo_no FROM wo ORDER BY wo_no'
const states = ['OPEN', 'IN_PROGRESS', 'DONE'] as const

const reportsHours: Work = {
  who: people.technician,
  system: 'EAM',
  does: (place, picks) => {
    const hours = (1 + picks.random.below(40) / 4).toFixed(2)
    const status = picks.random.oneOf(states)
    place.write('EAM', 'UPDATE wo SET hours = ?, status = ? WHERE wo_no = ?', hours, status, picks.key('workOrders', 'EAM', anyOrder))
  },
}
/** Operations and finance on the same order, in the same minute, each in fields of its own. */
const bothOnOneOrder: Work = {
  who: people.technician,
  system: 'ERP',
  does: (place, picks) => {
    const number = picks.key('workOrders', 'ERP', 'SELECT ORDER_NO FROM MAINTENANCE_ORDER ORDER BY ORDER_NO')
    const account = picks.random.oneOf(
      place.rows('ERP', "SELECT ACCOUNT_NO FROM GL_ACCOUNT WHERE ACCOUNT_TYPE = 'Expenditures' ORDER BY ACCOUNT_NO"),
    )
    const cost = 100 + picks.random.below(9_900)
    place.write('EAM', "UPDATE wo SET work_centre = 'WC2', basic_start = ? WHERE wo_no = ?", mineDateOf(place.today), number)
    place.write(
      'ERP',
      "UPDATE MAINTENANCE_ORDER SET GL_CODE = ?, COST = ?, APPROVAL = 'APPROVED' WHERE ORDER_NO = ?",
      account['ACCOUNT_NO']!,
      cost,
      number,
    )
  },
}
const plansOrder: Work = {
  who: people.planner,
  system: 'EAM',
  does: (place, picks) => {
    const tag = picks.random.oneOf(
      place.rows('EAM', 'SELECT equipment_code FROM equipment WHERE length(equipment_code) = 13 ORDER BY equipment_code'),
    )
    place.write(
      'EAM',
      "INSERT INTO wo (wo_no, description, asset, work_centre, status, basic_start) SELECT max(CAST(wo_no AS INTEGER)) + 1, 'inspect and grease', ?, 'WC1', 'OPEN', ? FROM wo",
      tag['equipment_code']!,
      mineDateOf(place.today),
    )
  },
}
const asksForParts: Work = {
  who: people.planner,
  system: 'EAM',
  does: (place, picks) => {
    const vendor = picks.random.oneOf(place.rows('EAM', 'SELECT code FROM supplier WHERE active ORDER BY code'))
    const order = picks.random.oneOf(place.rows('EAM', "SELECT wo_no FROM wo WHERE status <> 'DONE' ORDER BY wo_no"))
    const price = (5 + picks.random.below(500)).toFixed(4)
    const number = String(
      place.rows('EAM', "SELECT 'PR-' || (max(CAST(substr(pr_no, 4) AS INTEGER)) + 1) AS n FROM pr WHERE pr_no < 'PR-9'")[0]!['n'],
    ).replace(/\d+/, (digits) => digits.padStart(5, '0'))
    place.write(
      'EAM',
      "INSERT INTO pr (pr_no, vendor, wo_no, requested_by, needed_on, total) VALUES (?, ?, ?, 'Dan', ?, ?)",
      number,
      vendor['code']!,
      order['wo_no']!,
      place.today,
      price,
    )
    place.write('EAM', "INSERT INTO pr_line (pr_no, line_no, item, quantity, price) VALUES (?, 1, 'SEAL-KIT', '1.000', ?)", number, price)
  },
}
const answersRequisition: Work = {
  who: people.credit,
  system: 'ERP',
  does: (place, picks) => {
    const answer = picks.random.oneOf(['APPROVED', 'APPROVED', 'REJECTED'])
    place.write(
      'ERP',
      "UPDATE REQUISITION SET APPROVAL = ? WHERE EXTERNAL_DOCUMENT_NO = (SELECT min(EXTERNAL_DOCUMENT_NO) FROM REQUISITION WHERE APPROVAL = 'PENDING')",
      answer,
    )
  },
}
const callsCustomer: Work = {
  who: people.sales,
  system: 'CRM',
  does: (place, picks) => {
    const number = picks.key('customers', 'CRM', 'SELECT account_no FROM account ORDER BY account_no')
    place.write('CRM', 'UPDATE account SET phone = ? WHERE account_no = ?', `+61 8 555 ${1_000 + picks.random.below(9_000)}`, number)
  },
}
const setsLimit: Work = {
  who: people.credit,
  system: 'ERP',
  does: (place, picks) => {
    const number = picks.key('customers', 'ERP', 'SELECT CUSTOMER_NO FROM CUSTOMER ORDER BY CUSTOMER_NO')
    place.write('ERP', 'UPDATE CUSTOMER SET CREDIT_LIMIT = ? WHERE CUSTOMER_NO = ?', 1_000 * (10 + picks.random.below(90)), number)
  },
}
const ratesVendor: Work = {
  who: people.buyer,
  system: 'PROC',
  does: (place, picks) => {
    const number = picks.key('vendors', 'PROC', 'SELECT account_number FROM vendors WHERE active = 1 ORDER BY account_number')
    place.write('PROC', 'UPDATE vendors SET credit_rating = 1 + (credit_rating % 5) WHERE account_number = ?', number)
  },
}
const anyStock = 'SELECT sku, zone FROM stock_balance ORDER BY sku, zone'
const movesStock: Work = {
  who: people.warehouse,
  system: 'WMS',
  does: (place, picks) => {
    const { sku, zone } = picks.one('stock', 'WMS', anyStock, 2)
    const pieces = 1 + picks.random.below(20)
    place.write(
      'WMS',
      "UPDATE stock_balance SET pieces = printf('%.3f', CAST(pieces AS REAL) + ?), bin = 'Z-' || ? WHERE sku = ? AND zone = ?",
      pieces,
      pieces,
      sku!,
      zone!,
    )
  },
}
const reservesStock: Work = {
  who: people.finance,
  system: 'ERP',
  does: (place, picks) => {
    const { sku, zone } = picks.one('stock', 'WMS', anyStock, 2)
    place.write(
      'ERP',
      'UPDATE ITEM_LOCATION SET QTY_RESERVED = QTY_RESERVED + ? WHERE ITEM_NO = ? AND LOCATION_NO = ?',
      1 + picks.random.below(5),
      sku!,
      zone!,
    )
  },
}
const receivesOrder: Work = {
  who: people.warehouse,
  system: 'WMS',
  does: (place, picks) => {
    const number = picks.key('orders', 'WMS', "SELECT order_ref FROM inbound WHERE fulfilment = 'OPEN' ORDER BY order_ref")
    place.write('WMS', "UPDATE inbound SET fulfilment = 'RECEIVED', received_on = ? WHERE order_ref = ?", place.today, number)
  },
}
const inspectsMachine: Work = {
  who: people.technician,
  system: 'EAM',
  does: (place, picks) => {
    const tag = picks.key('assets', 'EAM', "SELECT equipment_code FROM equipment WHERE status = 'I' ORDER BY equipment_code")
    place.write('EAM', "UPDATE equipment SET status = 'D', criticality = 'A' WHERE equipment_code = ?", tag)
  },
}

const works: readonly Work[] = [
  reportsHours,
  reportsHours,
  bothOnOneOrder,
  bothOnOneOrder,
  plansOrder,
  asksForParts,
  answersRequisition,
  callsCustomer,
  setsLimit,
  ratesVendor,
  movesStock,
  reservesStock,
  receivesOrder,
  inspectsMachine,
]

/** @param down nobody works in this system from then to then */
export function routine(
  picks: Picks,
  pieces: number,
  down: { readonly system: string; readonly from: string; readonly until: string },
): Act[] {
  const [begins, ends] = [timeOf('06:01'), timeOf('15:58')]
  const minutes = Array.from({ length: pieces }, () => begins + 60_000 * picks.random.below((ends - begins) / 60_000)).toSorted(
    (a, b) => a - b,
  )
  return minutes.map((ms) => {
    const at = clockText(ms)
    const open = works.filter(({ system }) => system !== down.system || at < down.from || at > down.until)
    const { who, does } = picks.random.oneOf(open)
    return { at, who, does: (place) => does(place, picks) }
  })
}

/** `2026-04-13` as maintenance writes it. */
function mineDateOf(date: string): string | null {
  return z.encode(mineDate, date)
}
