/** What maintenance holds: machines, work orders, requisitions. */
import type { DatabaseSync } from 'node:sqlite'
import { insert } from '../../databases.ts'
import type { MineOrder, PurchaseOrder, Vendor } from './sources.ts'
import { mineOrders, products, purchaseOrders, vendors } from './sources.ts'

const states = ['OPEN', 'IN_PROGRESS', 'DONE'] as const
const approvals: Readonly<Record<string, string>> = { '1': 'PENDING', '2': 'APPROVED', '3': 'REJECTED', '4': 'COMPLETE' }
const firstOrder = 400

export function fillMaintenance(eam: DatabaseSync): void {
  const orders = mineOrders()
  const tags = tagsOf(orders)
  fillEquipment(eam, orders, tags)
  insert(
    eam,
    'INSERT INTO wo (wo_no, description, asset, work_centre, status, basic_start, act_start, hours, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    orders.map((order, i) => [
      order.number,
      order.text,
      tags.get(partOf(order))!,
      order.workCentre,
      stateOf(order, i),
      order.due,
      order.started,
      stateOf(order, i) === 'OPEN' ? '0.00' : `${(i % 16) + 1}.50`,
      JSON.stringify([`type-${order.kind.toLowerCase()}`]),
    ]),
  )
  fillRequisitions(eam, orders)
}

/** Of what was never begun nobody knows more than that it is open. */
export function stateOf({ started }: MineOrder, i: number): (typeof states)[number] {
  return started === '0/1/00' ? 'OPEN' : states[1 + (i % 2)]!
}

/** By machine and component: the tag of the component, numbered within its machine. */
export function tagsOf(orders: readonly MineOrder[]): ReadonlyMap<string, string> {
  const parts = [...new Set(orders.map(partOf))].toSorted()
  const numbered = new Map<string, number>()
  return new Map(
    parts.map((part) => {
      const machine = part.slice(0, part.indexOf(' '))
      const number = (numbered.get(machine) ?? 0) + 1
      numbered.set(machine, number)
      return [part, `${machine}.${String(number).padStart(2, '0')}`]
    }),
  )
}
export function partOf({ location, component }: MineOrder): string {
  return `${location} ${component}`
}

/** The file lists whatever comes first: components before the machines that they are part of, so the last level comes first here, too. */
function fillEquipment(eam: DatabaseSync, orders: readonly MineOrder[], tags: ReadonlyMap<string, string>): void {
  const machines = [...new Set(orders.map(({ location }) => location))].toSorted()
  const rows = [
    ...[...tags].map(([part, tag]) => [tag, part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)] as const),
    ...machines.map((machine) => [machine, machine.slice(0, machine.lastIndexOf('.')), `overburden drill ${machine.slice(5)}`] as const),
    ['1234.01', '1234', 'drill fleet, north pit'] as const,
    ['1234.02', '1234', 'drill fleet, south pit'] as const,
    ['1234', null, 'mine site'] as const,
  ]
  eam.exec('PRAGMA foreign_keys = OFF')
  insert(
    eam,
    'INSERT INTO equipment (equipment_code, parent_code, description, criticality, status) VALUES (?, ?, ?, ?, ?)',
    rows.map(([tag, parent, description], i) => [tag, parent, description, 'ABC'[i % 3]!, 'I']),
  )
  eam.exec('PRAGMA foreign_keys = ON')
}

export interface Asked extends PurchaseOrder {
  readonly number: string
  readonly supplier: Vendor
  readonly approval: string
}

/** The first purchase orders, of vendors that are active, as requisitions. */
export function asked(): Asked[] {
  const active = new Map(vendors().flatMap((vendor): [string, Vendor][] => (vendor.active === 1 ? [[vendor.id, vendor]] : [])))
  return purchaseOrders()
    .slice(0, firstOrder)
    .flatMap((order) => {
      const supplier = active.get(order.vendor)
      return supplier === undefined ? [] : [{ ...order, number: numberOf(order.id), supplier, approval: approvals[order.status]! }]
    })
}

function fillRequisitions(eam: DatabaseSync, orders: readonly MineOrder[]): void {
  const requisitions = asked()
  insert(
    eam,
    'INSERT INTO pr (pr_no, vendor, wo_no, requested_by, needed_on, total, approval) VALUES (?, ?, ?, ?, ?, ?, ?)',
    requisitions.map(({ number, supplier, employee, shippedOn, subTotal, approval }, i) => [
      number,
      supplier.number,
      i % 4 === 0 ? null : orders[i % orders.length]!.number,
      `employee ${employee}`,
      shippedOn,
      subTotal,
      approval,
    ]),
  )
  const bought = products().filter(({ cost }) => cost > 0)
  insert(
    eam,
    'INSERT INTO pr_line (pr_no, line_no, item, quantity, price) VALUES (?, ?, ?, ?, ?)',
    requisitions.flatMap(({ number: requisition, subTotal }, i) => {
      const lines = 1 + (i % 3)
      return Array.from({ length: lines }, (_, line) => {
        const { number, cost } = bought[(i * 7 + line) % bought.length]!
        const quantity = Math.max(1, Math.round(Number(subTotal) / lines / cost))
        return [requisition, line + 1, number, quantity.toFixed(3), cost.toFixed(4)]
      })
    }),
  )
}

function numberOf(id: string): string {
  return `PR-${id.padStart(5, '0')}`
}
