/**
 * Builds the three databases of the example from the rows in `data/`: EAM holds all assets, work orders and requisitions, PROC all vendors, ERP half of the
 * work orders from before the systems were joined, with its own ledger codes.
 *
 *   node examples/work-orders/build.ts [folder]
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { parse } from 'csv-parse/sync'
import { createDatabases, insert, tsv } from '../databases.ts'

const here = import.meta.dirname
const vendorsFile = join(here, 'data/vendors.tsv')
const approvals = { '1': 'PENDING', '2': 'APPROVED', '3': 'REJECTED', '4': 'COMPLETE' } as const

interface WorkOrderRow {
  readonly PONumber: string
  readonly ShortText: string
  readonly WorkCentre: string
  readonly Work_Order_Basic_Start_Date: string
  readonly Work_Order_Functional_Location: string
  readonly Functional_Location_Description: string
  readonly Work_Order_Total_Actual_Cost: string
}

export interface Files {
  readonly eam: string
  readonly erp: string
  readonly proc: string
}

export function buildDatabases(folder: string): Files {
  const { files, open } = createDatabases(folder, join(here, 'schema.sql'), ['eam', 'erp', 'proc'])
  fillVendors(open.proc)
  fillWork(open.eam, open.erp)
  fillRequisitions(open.eam)
  for (const db of Object.values(open)) db.close()
  return files
}

function fillVendors(proc: DatabaseSync): void {
  const rows = tsv(vendorsFile).map(([, number, name, rating, , active, url, modified]) => [
    number!,
    name!,
    Number(rating),
    Number(active),
    url === '' ? null : url!,
    modified!,
  ])
  insert(
    proc,
    'INSERT INTO vendors (account_number, name, credit_rating, active, purchasing_url, modified) VALUES (?, ?, ?, ?, ?, ?)',
    rows,
  )
}

/** `28/02/2006` → `2006-02-28`; what is no such date (`0/1/00`) is none. */
function isoDate(text: string): string | null {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  return parts === null ? null : `${parts[3]}-${parts[2]!.padStart(2, '0')}-${parts[1]!.padStart(2, '0')}`
}

function fillWork(eam: DatabaseSync, erp: DatabaseSync): void {
  const orders = parse(readFileSync(join(here, 'data/work_orders.csv')), { columns: true, relax_column_count: true }) as WorkOrderRow[]
  const wholeRows = orders.filter((row) => row.Work_Order_Functional_Location.startsWith('1234.'))
  const described = new Map(wholeRows.map((row) => [row.Work_Order_Functional_Location, row.Functional_Location_Description]))
  const tags = ['1234', '1234.01', ...[...described.keys()].sort()]
  const parentOf = (tag: string) => (tag.includes('.') ? tag.slice(0, tag.lastIndexOf('.')) : null)
  const parents = new Set(tags)
  insert(
    eam,
    'INSERT INTO equipment (equipment_code, parent_code, description, criticality, status) VALUES (?, ?, ?, ?, ?)',
    tags.map((tag, i) => [
      tag,
      parentOf(tag) !== null && parents.has(parentOf(tag)!) ? parentOf(tag) : null,
      described.get(tag) ?? (tag === '1234' ? 'mine site' : 'drill fleet'),
      'ABC'[i % 3]!,
      'I',
    ]),
  )
  const states = ['OPEN', 'IN_PROGRESS', 'DONE'] as const
  insert(
    eam,
    'INSERT INTO wo (wo_no, description, asset, technician, status, due, hours) VALUES (?, ?, ?, ?, ?, ?, ?)',
    orders.map((row, i) => [
      row.PONumber,
      row.ShortText,
      described.has(row.Work_Order_Functional_Location) ? row.Work_Order_Functional_Location : '1234',
      row.WorkCentre.startsWith('WC') ? row.WorkCentre : null,
      states[i % 3]!,
      isoDate(row.Work_Order_Basic_Start_Date),
      `${(i % 16) + 1}.50`,
    ]),
  )
  // What finance had typed in by hand before: every second order, with its codes and costs, and without the assets that it never knew.
  erp.exec('PRAGMA foreign_keys = OFF')
  insert(
    erp,
    'INSERT INTO maintenance_order (order_no, description, asset, technician, state, due, hours, gl_code, project, approval, cost, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    orders
      .filter((_, i) => i % 2 === 0)
      .map((row, i) => [
        row.PONumber,
        i % 10 === 0 ? row.ShortText.toUpperCase() : row.ShortText,
        described.has(row.Work_Order_Functional_Location) ? row.Work_Order_Functional_Location : '1234',
        null,
        10,
        isoDate(row.Work_Order_Basic_Start_Date),
        '0.00',
        `GL-${6000 + (i % 7) * 10}`,
        i % 3 === 0 ? `P-${100 + (i % 9)}` : null,
        i % 4 === 0 ? 'APPROVED' : 'PENDING',
        Number(/^\d+$/.test(row.Work_Order_Total_Actual_Cost) ? row.Work_Order_Total_Actual_Cost : 0),
        'AUD',
      ]),
  )
}

function fillRequisitions(eam: DatabaseSync): void {
  const vendors = new Map(tsv(vendorsFile).map(([id, number]) => [id!, number!]))
  insert(
    eam,
    'INSERT INTO pr (pr_no, vendor, requested_by, needed_on, total, approval) VALUES (?, ?, ?, ?, ?, ?)',
    tsv(join(here, 'data/purchase-orders.tsv'))
      .filter((row) => vendors.has(row[4]!))
      .map(([id, , status, employee, vendor, , ordered, , , , , total]) => [
        `PR-${id!.padStart(5, '0')}`,
        vendors.get(vendor!)!,
        `employee ${employee}`,
        ordered!.slice(0, 10),
        total!,
        approvals[status as keyof typeof approvals],
      ]),
  )
}

if (process.argv[1] === import.meta.filename) {
  const files = buildDatabases(process.argv[2] ?? join(here, 'data'))
  for (const file of Object.values(files)) console.log(file)
}
