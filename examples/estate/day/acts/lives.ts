/** Who creates and deletes where, and a delete against an update. */
import type { Act } from '../act.ts'
import { people, told } from '../act.ts'
import type { Picks } from '../picks.ts'

export function lives(picks: Picks): Act[] {
  return [...againstUpdate(picks), ...ordinary(picks), ...foreignDelete(picks), ...creates(picks)]
}

const withoutRequisition = 'SELECT wo_no FROM wo WHERE wo_no NOT IN (SELECT wo_no FROM pr WHERE wo_no IS NOT NULL) ORDER BY wo_no'

function againstUpdate(picks: Picks): Act[] {
  const number = picks.key('workOrders', 'EAM', withoutRequisition)
  return [
    {
      at: '08:01',
      who: people.planner,
      says: `deletes order ${number}`,
      does: (place) => void place.write('EAM', 'DELETE FROM wo WHERE wo_no = ?', number),
    },
    {
      at: '08:02',
      who: people.finance,
      says: `codes the cost of order ${number} meanwhile`,
      does: (place) => void place.write('ERP', "UPDATE MAINTENANCE_ORDER SET COST = 990, APPROVAL = 'APPROVED' WHERE ORDER_NO = ?", number),
    },
  ]
}

function ordinary(picks: Picks): Act[] {
  const number = picks.key('workOrders', 'EAM', withoutRequisition)
  return [
    {
      at: '08:06',
      who: people.planner,
      says: `deletes order ${number}, which nobody else has touched`,
      does: (place) => void place.write('EAM', 'DELETE FROM wo WHERE wo_no = ?', number),
    },
  ]
}

function foreignDelete(picks: Picks): Act[] {
  const order = picks.key(
    'workOrders',
    'ERP',
    'SELECT ORDER_NO FROM MAINTENANCE_ORDER WHERE ORDER_NO NOT IN (SELECT ORDER_NO FROM REQUISITION WHERE ORDER_NO IS NOT NULL) ORDER BY ORDER_NO',
  )
  const customer = picks.key('customers', 'CRM', 'SELECT account_no FROM account ORDER BY account_no')
  return [
    {
      at: '08:11',
      who: people.finance,
      says: `deletes order ${order}, and may not`,
      does: (place) => void place.write('ERP', 'DELETE FROM MAINTENANCE_ORDER WHERE ORDER_NO = ?', order),
    },
    {
      at: '08:12',
      who: people.finance,
      says: `deletes customer ${customer}, which nobody may`,
      does: (place) => void place.write('ERP', 'DELETE FROM CUSTOMER WHERE CUSTOMER_NO = ?', customer),
    },
  ]
}

function creates(picks: Picks): Act[] {
  const asset = picks.key('assets', 'EAM', 'SELECT equipment_code FROM equipment WHERE length(equipment_code) = 13 ORDER BY equipment_code')
  return [
    {
      at: '08:16',
      who: people.credit,
      says: 'makes customer 9001, who came to the counter',
      does: (place) =>
        void place.write(
          'ERP',
          "INSERT INTO CUSTOMER (COMPANY, CUSTOMER_NO, NAME, CUSTOMER_GROUP, STREET, CITY, POSTCODE, COUNTRY_CODE, CREDIT_LIMIT, PAYMENT_TERMS) VALUES ('NORTH', '9001', 'Walk-in trade', 'S', 'Gate 1', 'Perth', '6000', 'AU', 500, '14D')",
        ),
    },
    {
      at: '08:36',
      who: people.sales,
      says: 'looks up customer 9001',
      does: (place) => told(place.rows('CRM', "SELECT account_no, name, city, credit_limit FROM account WHERE account_no = '9001'")),
    },
    {
      at: '08:21',
      who: people.finance,
      says: 'makes order F-1, which is for maintenance to do',
      does: (place) =>
        void place.write(
          'ERP',
          "INSERT INTO MAINTENANCE_ORDER (ORDER_NO, DESCRIPTION, ASSET_NO, STATE) VALUES ('F-1', 'accrual for the shutdown', ?, 10)",
          asset,
        ),
    },
  ]
}
