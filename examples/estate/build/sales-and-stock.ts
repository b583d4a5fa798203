/** Customers, of which finance knows every second one, and stock, of which it knows the first half. */
import type { DatabaseSync } from 'node:sqlite'
import { insert } from '../../databases.ts'
import { company } from './finance.ts'
import type { Country, Store } from './sources.ts'
import { countries, products, quantities, stores, vendors } from './sources.ts'

const terms = ['14D', '30D', '60D'] as const

/** The survey gives what a store sells and earns; who reads its mail and where it lies is made up. */
function customerOf({ number, name, says }: Store, i: number, places: readonly Country[]) {
  const { code, capital } = places[i % places.length]!
  const staff = Number(says('NumberEmployees'))
  return {
    number,
    name,
    email: `office@${name
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, '-')
      .replaceAll(/^-|-$/g, '')}.example`,
    phone: i % 3 === 0 ? null : `+${10 + (i % 80)} 555 ${1000 + i}`,
    segment: staff < 20 ? 0 : staff < 60 ? 1 : 2,
    street: `${says('Specialty')} Road ${1 + (i % 90)}`,
    city: capital,
    postcode: says('YearOpened'),
    country: code,
    limit: Number(says('AnnualRevenue')),
    terms: terms[i % terms.length]!,
  }
}

/** @param crm closed when it is filled: the service opens it for itself */
export function fillCustomers(crm: DatabaseSync, erp: DatabaseSync): void {
  const places = countries().filter(({ capital }) => capital !== '')
  const customers = stores().map((store, i) => customerOf(store, i, places))
  insert(
    crm,
    'INSERT INTO account (account_no, name, email, phone, size_code, street, city, postcode, country, credit_limit, payment_terms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    customers.map((c) => [
      c.number,
      c.name,
      c.email,
      c.phone,
      c.segment + 1,
      c.street,
      c.city,
      c.postcode,
      c.country,
      c.limit.toFixed(2),
      c.terms,
    ]),
  )
  crm.close()
  insert(
    erp,
    'INSERT INTO CUSTOMER (COMPANY, CUSTOMER_NO, NAME, CUSTOMER_GROUP, STREET, CITY, POSTCODE, COUNTRY_CODE, CREDIT_LIMIT, PAYMENT_TERMS) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    customers
      .filter((_, i) => i % 2 === 0)
      .map((c) => [company, c.number, c.name.toUpperCase(), 'SML'[c.segment]!, c.street, c.city, c.postcode, c.country, c.limit, c.terms]),
  )
}

export function fillStock(wms: DatabaseSync, erp: DatabaseSync): void {
  const items = new Map(products().map(({ id, number }) => [id, number]))
  const rows = quantities().map(({ product, location, bin, pieces }, i) => ({
    item: items.get(product)!,
    location,
    bin,
    pieces,
    reserved: i % 5 === 0 ? Math.floor(pieces / 10) : 0,
  }))
  insert(
    wms,
    'INSERT INTO stock_balance (sku, zone, pieces, allocated, bin) VALUES (?, ?, ?, ?, ?)',
    rows.map(({ item, location, pieces, reserved, bin }) => [item, location, pieces.toFixed(3), reserved.toFixed(3), bin]),
  )
  insert(
    erp,
    'INSERT INTO ITEM_LOCATION (ITEM_NO, LOCATION_NO, QTY_ON_HAND, QTY_RESERVED, BIN_CODE) VALUES (?, ?, ?, ?, ?)',
    rows.slice(0, rows.length / 2).map(({ item, location, pieces, reserved, bin }) => [item, location, pieces, reserved, bin]),
  )
}

export function fillProcurement(proc: DatabaseSync): void {
  insert(
    proc,
    'INSERT INTO vendors (account_number, name, credit_rating, preferred, active, purchasing_url) VALUES (?, ?, ?, ?, ?, ?)',
    vendors().map(({ number, name, rating, preferred, active, website }) => [number, name, rating, preferred, active, website]),
  )
}
