/** Writes where another system is the writer, answers that came too late, and values that are not to be wiped. */
import type { Act } from '../act.ts'
import { people, told } from '../act.ts'
import type { Picks } from '../picks.ts'

export function borders(picks: Picks): Act[] {
  return [...refused(picks), ...renumbered(picks), ...proposals(picks), ...staleAnswer(picks), ...blank(picks), ...unreleasedVendor(picks)]
}

function refused(picks: Picks): Act[] {
  const code = picks.key('costCodes', 'EAM', 'SELECT code FROM cost_code ORDER BY code')
  return [
    {
      at: '07:31',
      who: people.planner,
      says: `renames account ${code}, which the database of maintenance refuses`,
      does: (place) => `“${place.refusal('EAM', "UPDATE cost_code SET name = 'Drills' WHERE code = ?", code)}”`,
    },
  ]
}

function proposals(picks: Picks): Act[] {
  const order = picks.key('workOrders', 'EAM', "SELECT wo_no FROM wo WHERE status = 'OPEN' ORDER BY wo_no")
  const asset = picks.key('assets', 'EAM', 'SELECT equipment_code FROM equipment WHERE length(equipment_code) = 10 ORDER BY equipment_code')
  return [
    {
      at: '07:36',
      who: people.finance,
      says: `closes order ${order}, which was paid long ago`,
      does: (place) => void place.write('ERP', 'UPDATE MAINTENANCE_ORDER SET STATE = 90 WHERE ORDER_NO = ?', order),
    },
    {
      at: '07:37',
      who: people.finance,
      says: `books machine ${asset} as scrapped`,
      does: (place) => void place.write('ERP', 'UPDATE FIXED_ASSET SET MAINTENANCE_STATE = 2 WHERE ASSET_NO = ?', asset),
    },
  ]
}

/** The machine stays what it is, also for finance and reporting: with its parts, and all that is known of it. */
function renumbered(picks: Picks): Act[] {
  const tag = picks.key(
    'assets',
    'EAM',
    "SELECT equipment_code FROM equipment WHERE length(equipment_code) = 10 AND equipment_code LIKE '1234.02%' ORDER BY equipment_code",
  )
  const moved = tag.replace('1234.02', '1234.01.9')
  return [
    {
      at: '08:41',
      who: people.technician,
      says: `moves drill ${tag} to the other fleet: its number is ${moved} now`,
      does: (place) =>
        void place.write('EAM', "UPDATE equipment SET equipment_code = ?, parent_code = '1234.01' WHERE equipment_code = ?", moved, tag),
    },
    {
      at: '08:51',
      who: people.finance,
      says: `looks up ${moved}`,
      does: (place) =>
        told(
          place.rows(
            'ERP',
            "SELECT a.ASSET_NO, a.DESCRIPTION, a.PART_OF, count(*) || ' parts' FROM FIXED_ASSET a JOIN FIXED_ASSET part ON part.PART_OF = a.ASSET_NO WHERE a.ASSET_NO = ?",
            moved,
          ),
        ),
    },
  ]
}

function staleAnswer(picks: Picks): Act[] {
  const number = picks.key('requisitions', 'EAM', "SELECT pr_no FROM pr WHERE approval = 'REJECTED' ORDER BY pr_no")
  return [
    {
      at: '07:41',
      who: people.planner,
      says: `asks another vendor in requisition ${number}, at ten times the price`,
      does: (place) => {
        const [asked] = place.rows('EAM', 'SELECT vendor, total FROM pr WHERE pr_no = ?', number)
        const vendor = asked!['vendor'] === 'LITWARE0001' ? 'ALLENSON0001' : 'LITWARE0001'
        const total = (Number(asked!['total']) * 10).toFixed(4)
        place.write('EAM', 'UPDATE pr SET vendor = ?, total = ? WHERE pr_no = ?', vendor, total, number)
      },
    },
    {
      at: '07:42',
      who: people.credit,
      says: `approves requisition ${number} as it was`,
      does: (place) => void place.write('ERP', "UPDATE REQUISITION SET APPROVAL = 'APPROVED' WHERE EXTERNAL_DOCUMENT_NO = ?", number),
    },
  ]
}

function blank(picks: Picks): Act[] {
  const number = picks.key(
    'vendors',
    'PROC',
    "SELECT account_number FROM vendors WHERE purchasing_url <> '' AND active = 1 ORDER BY account_number",
  )
  return [
    {
      at: '07:46',
      who: people.buyer,
      says: `loses the web site of vendor ${number}`,
      does: (place) => {
        place.write('PROC', 'UPDATE vendors SET purchasing_url = NULL WHERE account_number = ?', number)
      },
    },
    {
      at: '08:31',
      who: people.finance,
      says: `looks up the web site of vendor ${number}`,
      does: (place) => String(place.rows('ERP', 'SELECT WEBSITE AS site FROM VENDOR WHERE NUMBER = ?', number)[0]!['site']),
    },
  ]
}

/** A requisition waits for its vendor, and comes by itself once there is one. */
function unreleasedVendor(picks: Picks): Act[] {
  const vendor = picks.key('vendors', 'PROC', 'SELECT account_number FROM vendors WHERE active = 0 ORDER BY account_number')
  return [
    {
      at: '10:31',
      who: people.planner,
      says: `asks vendor ${vendor} for a pump, which procurement has not released`,
      does: (place) => {
        place.write(
          'EAM',
          "INSERT INTO pr (pr_no, vendor, requested_by, needed_on, total) VALUES ('PR-90001', ?, 'Dan', ?, '4150.0000')",
          vendor,
          place.today,
        )
        place.write(
          'EAM',
          "INSERT INTO pr_line (pr_no, line_no, item, quantity, price) VALUES ('PR-90001', 1, 'PUMP-12', '1.000', '4150.0000')",
        )
      },
    },
    {
      at: '11:16',
      who: people.buyer,
      says: `releases vendor ${vendor}`,
      does: (place) => void place.write('PROC', 'UPDATE vendors SET active = 1 WHERE account_number = ?', vendor),
    },
    {
      at: '11:36',
      who: people.credit,
      says: 'looks up the requisition for the pump',
      does: (place) =>
        told(
          place.rows(
            'ERP',
            "SELECT r.EXTERNAL_DOCUMENT_NO, v.NUMBER, l.ITEM_NO, r.TOTAL, r.APPROVAL FROM REQUISITION r JOIN VENDOR v ON v.REC_ID = r.VENDOR_REC_ID JOIN REQUISITION_LINE l USING (EXTERNAL_DOCUMENT_NO) WHERE r.EXTERNAL_DOCUMENT_NO = 'PR-90001'",
          ),
        ),
    },
    {
      at: '11:46',
      who: people.buyer,
      says: 'takes another vendor off the list',
      does: (place) => {
        const other = picks.key('vendors', 'PROC', 'SELECT account_number FROM vendors WHERE active = 1 ORDER BY account_number')
        place.write('PROC', 'UPDATE vendors SET active = 0 WHERE account_number = ?', other)
        return other
      },
    },
  ]
}
