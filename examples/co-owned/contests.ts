/** What both sides write at the same time: one field of one record for each policy. */
type Written = Readonly<Record<string, string | number>>

export interface Contest {
  readonly policy: string
  readonly flow: string
  /** As `trace` takes it: parts of a composite key with a comma between them. */
  readonly key: string
  readonly unit: string
  /** By database: the table, which row, and what its user writes. */
  readonly writes: Readonly<Record<string, { readonly table: string; readonly where: Written; readonly set: Written }>>
}

function customer(policy: string, number: string, unit: string, crm: Written, erp: Written): Contest {
  return {
    policy,
    flow: 'customers',
    key: number,
    unit,
    writes: {
      crm: { table: 'account', where: { account_no: number }, set: crm },
      erp: { table: 'customer', where: { customer_no: number }, set: erp },
    },
  }
}

export const contests: readonly Contest[] = [
  customer('owner', '292', 'name', { name: 'Next-Door Bikes' }, { name: 'NEXT-DOOR BIKE STORE INC' }),
  customer('precedence', '296', 'address', { city: 'Vlorë' }, { city: 'Trieste', country_code: 'IT' }),
  customer('lastWriteWins', '300', 'notes', { notes: 'call before noon' }, { notes: 'asked for a reminder' }),
  customer('union', '304', 'tags', { tags: '["mountain","vip"]' }, { tags: '["bm","invoiced","mountain","prepaid"]' }),
  customer('merge', '308', 'standing', { standing: 'WATCH' }, { blocked: 2 }),
  customer('review', '312', 'creditLimit', { credit_limit: '120000.00' }, { credit_limit: 65000 }),
  {
    policy: 'delta',
    flow: 'stock',
    key: 'AR-5381,6',
    unit: 'onHand',
    writes: {
      erp: { table: 'item_balance', where: { item_no: 'AR-5381', location_no: 6 }, set: { quantity: 374.5 } },
      wms: { table: 'bin_stock', where: { sku: 'AR-5381', zone: 6 }, set: { pieces: '312.00' } },
    },
  },
  {
    policy: 'return path',
    flow: 'orders',
    key: 'PO-00401',
    unit: 'receipt',
    writes: {
      erp: { table: 'purchase_order', where: { po_no: 'PO-00401' }, set: { fulfilment: 'PARTLY' } },
      wms: { table: 'inbound', where: { order_ref: 'PO-00401' }, set: { fulfilment: 'RECEIVED', received_on: '2024-07-03' } },
    },
  },
]

/** The statement that a user's client would run. */
export function statement({ table, where, set }: Contest['writes'][string]): string {
  return `UPDATE ${table} SET ${pairs(set).join(', ')} WHERE ${pairs(where).join(' AND ')}`
}
function pairs(values: Written): string[] {
  return Object.entries(values).map(
    ([name, value]) => `${name} = ${typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : value}`,
  )
}
