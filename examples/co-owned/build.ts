/**
 * Builds the three databases of the example from the rows in `data/`: CRM holds all customers and ERP every second one, with its own terms of payment and tags of its
 * own; WMS holds the stock that it counted, ERP the first half of it; ERP holds the orders.
 *
 *   node examples/co-owned/build.ts [folder]
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { parse } from 'csv-parse/sync'
import { createDatabases, insert, tsv } from '../databases.ts'

const here = import.meta.dirname
const data = (name: string) => join(here, 'data', name)

export interface Files {
  readonly crm: string
  readonly erp: string
  readonly wms: string
}

export function buildDatabases(folder: string): Files {
  const { files, open } = createDatabases(folder, join(here, 'schema.sql'), ['crm', 'erp', 'wms'])
  fillCustomers(open.crm, open.erp)
  fillStock(open.erp, open.wms)
  fillOrders(open.erp)
  for (const db of Object.values(open)) db.close()
  return files
}

function fillCustomers(crm: DatabaseSync, erp: DatabaseSync): void {
  const countries = parse(readFileSync(data('countries.csv')), { columns: true, trim: true }) as Record<string, string>[]
  const customers = readFileSync(data('stores.txt'), 'utf8')
    .split(/&\|\r?\n/)
    .filter((row) => row !== '')
    .map((row, i) => {
      const [number, name, salesPerson, survey] = row.split('+|') as [string, string, string, string]
      const says = (element: string) => unescaped(new RegExp(`<${element}>([^<]*)<`).exec(survey)?.[1] ?? '')
      const country = countries[i % countries.length]!
      const tags = [says('BusinessType').toLowerCase(), says('Specialty').toLowerCase()].sort()
      const limit = `${says('AnnualRevenue')}.00`
      return {
        number,
        name,
        salesPerson,
        city: country['Capital']!,
        country: country['ISO3166-1-Alpha-2']!,
        tags,
        bank: says('BankName'),
        limit,
      }
    })
  insert(
    crm,
    'INSERT INTO account (account_no, name, sales_person, city, country, tags, notes, credit_limit) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    customers.map(({ number, name, salesPerson, city, country, tags, bank, limit }) => [
      number,
      name,
      salesPerson,
      city,
      country,
      JSON.stringify(tags),
      `banks with ${bank}`,
      limit,
    ]),
  )
  insert(
    erp,
    'INSERT INTO customer (customer_no, name, sales_person, city, country_code, tags, notes, credit_limit, payment_days) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    customers
      .filter((_, i) => i % 2 === 0)
      .map(({ number, name, salesPerson, city, country, bank, limit }, i) => [
        number,
        name,
        salesPerson,
        city,
        country,
        '["invoiced"]',
        `banks with ${bank}`,
        Number(limit),
        [14, 30, 60][i % 3]!,
      ]),
  )
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function fillStock(erp: DatabaseSync, wms: DatabaseSync): void {
  const products = new Map(tsv(data('products.tsv')).map((row) => [row[0]!, { item: row[2]!, reorderAt: row[7]! }]))
  const rows = tsv(data('stock.tsv')).map(([product, location, shelf, bin, quantity]) => {
    const { item, reorderAt } = products.get(product!)!
    return { item, location: Number(location), shelf: `${shelf}-${bin}`, quantity: Number(quantity), reorderAt: Number(reorderAt) }
  })
  insert(
    wms,
    'INSERT INTO bin_stock (sku, zone, pieces, shelf) VALUES (?, ?, ?, ?)',
    rows.map(({ item, location, quantity, shelf }) => [item, location, quantity.toFixed(2), shelf]),
  )
  insert(
    erp,
    'INSERT INTO item_balance (item_no, location_no, quantity, reorder_at) VALUES (?, ?, ?, ?)',
    rows.slice(0, rows.length / 2).map(({ item, location, quantity, reorderAt }) => [item, location, quantity, reorderAt]),
  )
}

function fillOrders(erp: DatabaseSync): void {
  insert(
    erp,
    'INSERT INTO purchase_order (po_no, supplier, ordered_on, total) VALUES (?, ?, ?, ?)',
    tsv(data('purchase-orders.tsv')).map(([id, , , , vendor, , ordered, , , , , total]) => [
      `PO-${id!.padStart(5, '0')}`,
      vendor!,
      ordered!.slice(0, 10),
      total!,
    ]),
  )
}

if (process.argv[1] === import.meta.filename) {
  const files = buildDatabases(process.argv[2] ?? join(here, 'data'))
  for (const file of Object.values(files)) console.log(file)
}
