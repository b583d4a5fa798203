/** The rows in `data/`, as they were published. Each file has a dialect of its own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { tsv } from '../../databases.ts'

const here = join(import.meta.dirname, '../data')
const workOrdersExample = join(import.meta.dirname, '../../work-orders/data')

type Named = Readonly<Record<string, string>>

function csv(file: string): Named[] {
  return parse(readFileSync(file), { columns: true, relax_column_count: true }) as Named[]
}

export interface Vendor {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly rating: number
  readonly preferred: number
  readonly active: number
  readonly website: string | null
}

export function vendors(): Vendor[] {
  return tsv(join(workOrdersExample, 'vendors.tsv')).map(([id, number, name, rating, preferred, active, url]) => ({
    id: id!,
    number: number!,
    name: name!,
    rating: Number(rating),
    preferred: Number(preferred),
    active: Number(active),
    website: url === '' ? null : url!,
  }))
}

export interface MineOrder {
  readonly number: string
  readonly text: string
  readonly location: string
  readonly component: string
  readonly workCentre: string
  readonly due: string
  readonly started: string
  readonly kind: string
  readonly cost: string
}

/**
 * One row of the 500 lacks the quotes around a text with a comma: the text goes on in the next column, and the three after the location are one to the right.
 */
export function mineOrders(): MineOrder[] {
  return csv(join(workOrdersExample, 'work_orders.csv')).map((row) => {
    const shifted = !row['WorkCentre']!.startsWith('WC')
    return {
      number: row['PONumber']!,
      text: shifted ? `${row['ShortText']},${row['WorkCentre']}` : row['ShortText']!,
      location: row['Work_Order_Functional_Location']!,
      component: row[shifted ? 'UserStatus' : 'Functional_Location_Description']!,
      workCentre: shifted ? 'Removed' : row['WorkCentre']!,
      due: row['Work_Order_Basic_Start_Date']!,
      started: row['ACtStartDate']!,
      kind: row['Work_Order_Type']!,
      cost: row['Work_Order_Total_Actual_Cost']!,
    }
  })
}

export interface Account {
  readonly code: string
  readonly parent: string | null
  readonly name: string
  readonly kind: string | null
}

export function accounts(): Account[] {
  return lines('accounts.txt').map((line) => {
    const [, , code, parent, name, kind] = line.split('|')
    return { code: code!, parent: orNull(parent!), name: name!, kind: orNull(kind!) }
  })
}

export interface PurchaseOrder {
  readonly id: string
  readonly status: string
  readonly employee: string
  readonly vendor: string
  readonly orderedOn: string
  readonly shippedOn: string
  readonly subTotal: string
}

export function purchaseOrders(): PurchaseOrder[] {
  return tsv(join(here, 'purchase-orders.tsv')).map(([id, , status, employee, vendor, , ordered, shipped, subTotal]) => ({
    id: id!,
    status: status!,
    employee: employee!,
    vendor: vendor!,
    orderedOn: ordered!.slice(0, 10),
    shippedOn: shipped!.slice(0, 10),
    subTotal: subTotal!,
  }))
}

export interface Product {
  readonly id: string
  readonly number: string
  readonly cost: number
}

export function products(): Product[] {
  return tsv(join(here, 'products.tsv')).map((row) => ({ id: row[0]!, number: row[2]!, cost: Number(row[8]) }))
}

export function quantities(): readonly {
  readonly product: string
  readonly location: number
  readonly bin: string
  readonly pieces: number
}[] {
  return tsv(join(here, 'stock.tsv')).map(([product, location, shelf, bin, quantity]) => ({
    product: product!,
    location: Number(location),
    bin: `${shelf}-${bin}`,
    pieces: Number(quantity),
  }))
}

export interface Store {
  readonly number: string
  readonly name: string
  /** An element of the survey in the third column, which is XML. */
  readonly says: (element: string) => string
}

export function stores(): Store[] {
  return readFileSync(join(here, 'stores.txt'), 'utf8')
    .split(/&\|\r?\n/)
    .filter((row) => row !== '')
    .map((row) => {
      const [number, name, , survey] = row.split('+|') as [string, string, string, string]
      return { number, name, says: (element) => unescaped(new RegExp(`<${element}>([^<]*)<`).exec(survey)?.[1] ?? '') }
    })
}

export interface Currency {
  readonly code: string
  readonly name: string
  readonly minorUnits: number | null
  readonly withdrawn: string | null
}

/** A currency stands in the list once for each country that used it: the row that is in use goes before those that are not, the last withdrawn before the others. */
export function currencies(): Currency[] {
  const found = new Map<string, Currency>()
  for (const row of csv(join(here, 'currencies.csv'))) {
    const code = row['AlphabeticCode']!
    const withdrawn = orNull(row['WithdrawalDate']!)
    const before = found.get(code)
    if (code === '' || (before !== undefined && (before.withdrawn === null || (withdrawn !== null && withdrawn <= before.withdrawn))))
      continue
    const digits = row['MinorUnit']!
    found.set(code, { code, name: row['Currency']!, minorUnits: /^\d$/.test(digits) ? Number(digits) : null, withdrawn })
  }
  return [...found.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

export interface Country {
  readonly code: string
  readonly name: string
  /** Of several the first. */
  readonly currency: string | null
  readonly capital: string
  readonly region: string | null
}

export function countries(): Country[] {
  return csv(join(here, 'countries.csv')).map((row) => ({
    code: row['ISO3166-1-Alpha-2']!,
    name: row['official_name_en']!,
    currency: orNull(row['ISO4217-currency_alphabetic_code']!.split(',')[0]!),
    capital: row['Capital']!,
    region: orNull(row['Region Name']!),
  }))
}

function lines(file: string): string[] {
  return readFileSync(join(here, file), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
