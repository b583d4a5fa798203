/** What no record, binding, system or landscape may say; sentences as in `refusals-of-flows.test-d.ts`. */
import { z } from 'zod'
import {
  appendTo,
  custom,
  entitySet,
  env,
  field,
  file,
  folder,
  landscape,
  odata,
  postgres,
  record,
  secret,
  sqlite,
  system,
  table,
  through,
} from 'thalweg'
import { defineConnector } from 'thalweg/connector'

const fields = { id: z.string(), name: z.string().nullable(), state: field.status(['OPEN', 'DONE']), seen: z.date() }

// ─── Records ─────────────────────────────────────────────────────────────────────────────────────

// @ts-expect-error  Type '"no"' is not assignable
record({ key: 'no', fields })
// @ts-expect-error  Type '"nam"' is not assignable
record({ key: 'id', fields, groups: { all: ['nam'] } })
// @ts-expect-error  Property 'scale' is missing
field.money({ precision: 12 })
// @ts-expect-error  Argument of type '[]' is not assignable
field.status([])

// ─── Bindings ────────────────────────────────────────────────────────────────────────────────────

const order = record({ key: 'id', fields })
const other = record({ key: 'id', fields: { id: z.string(), size: z.string() } })

// @ts-expect-error  Type '"nam"' is not assignable
table(order, 'orders', { omit: ['nam'] })
// @ts-expect-error  Type '"id"' is not assignable
table(order, 'orders', { omit: ['id'] })
// @ts-expect-error  'nam' does not exist in type
table(order, 'orders', { columns: { nam: 'name' } })
// @ts-expect-error  'name' does not exist in type
table(order, 'orders', { omit: ['name'], columns: { name: 'name' } })
// @ts-expect-error  Property 'DONE' is missing
table(order, 'orders', { columns: { state: { column: 'state', values: { OPEN: 1 } } } })
// @ts-expect-error  'LOST' does not exist in type
table(order, 'orders', { columns: { state: { column: 'state', values: { OPEN: 1, DONE: 2, LOST: 3 } } } })
// @ts-expect-error  is not assignable to type 'undefined'
table(order, 'orders', { columns: { seen: { column: 'seen', values: { OPEN: 1 } } } })
// @ts-expect-error  is not assignable to type 'ZodType<Date,
table(order, 'orders', { columns: { seen: { column: 'seen', codec: z.string() } } })
// @ts-expect-error  Type '"sometimes"' is not assignable
table(order, 'orders', { detect: 'sometimes' })
// @ts-expect-error  Type '"nam"' is not assignable
table(order, 'orders', { otherWriters: { 'nightly job': ['nam'] } })
// @ts-expect-error  Expected 3 arguments
file(order, 'orders')
// @ts-expect-error  Type '"latin1"' is not assignable
file(order, 'orders.csv', { format: { csv: { encoding: 'latin1' } } })
// @ts-expect-error  Property 'missing' is missing
file(order, 'orders.csv', { format: { csv: { wide: { namesInto: 'number', valuesInto: 'state' } } } })

// ─── Systems ─────────────────────────────────────────────────────────────────────────────────────

// @ts-expect-error  orders: the connector of this system takes table(…) only
system({ connector: sqlite({ file: 'orders.db' }), holds: { orders: entitySet(order, 'orders') } })
// @ts-expect-error  orders: the connector of this system takes file(…) only
system({ connector: folder({ path: 'in' }), holds: { orders: table(order, 'orders') } })
// @ts-expect-error  orders: the connector of this system takes entitySet(…) only
system({ connector: odata({ url: env('URL'), token: secret('TOKEN') }), holds: { orders: file(order, 'orders', { format: 'ndjson' }) } })
// @ts-expect-error  Type '"optional"' is not assignable
folder({ path: 'in', manifest: 'optional' })
// @ts-expect-error  Type '"XETRA"' is not assignable
system({ connector: folder({ path: 'in' }), calendar: 'XETRA', holds: {} })
// @ts-expect-error  Type 'string' is not assignable to type 'SecretName'
postgres({ url: 'postgres://user:password@host/orders' })
// @ts-expect-error  Type 'SecretName' is not assignable to type 'string
sqlite({ file: secret('ORDERS') })
// @ts-expect-error  '"daily"' is not assignable
appendTo({ path: 'out', rotate: 'daily' })

// ─── Connectors of one's own ─────────────────────────────────────────────────────────────────────

const own = defineConnector({
  settings: { url: 'text', token: 'secret' },
  capabilities: { condition: 'row', changes: 'none', times: false },
  open: ({ url, token }) => ({ list: async () => ({ rows: [{ url, token }], next: null }), get: async () => null }),
})
const url = env('URL')
const token = secret('TOKEN')
system({ connector: through(own, { url, token }), holds: { orders: custom(order, 'orders', { detect: 'snapshot' }) } })
system({ connector: through(own, { url: 'https://localhost', token }), holds: {} })

// @ts-expect-error  say token: this connector needs it
through(own, { url })
// @ts-expect-error  this connector has no setting tokn
through(own, { url, token, tokn: 'x' })
// @ts-expect-error  token is a secret: write secret("…")
through(own, { url, token: 'open sesame' })
// @ts-expect-error  url is no secret: write a text, or env("…")
through(own, { url: token, token })
// @ts-expect-error  url is a text: write it, or env("…")
through(own, { url: 8080, token })
// @ts-expect-error  orders: the connector of this system takes custom(…) only
system({ connector: through(own, { url, token }), holds: { orders: table(order, 'orders') } })
// @ts-expect-error  Type '"outbox"' is not assignable
custom(order, 'orders', { detect: 'outbox' })
// @ts-expect-error  'lookup' does not exist in type
custom(order, 'orders', { columns: { name: { column: 'name', lookup: { table: 'names', match: 'name', id: 'id' } } } })
// ─── Landscapes ──────────────────────────────────────────────────────────────────────────────────

const bound = system({ connector: sqlite({ file: 'orders.db' }), holds: { order: table(order, 'orders') } })
const misbound = system({ connector: sqlite({ file: 'orders.db' }), holds: { order: table(other, 'orders') } })

// @ts-expect-error  the landscape has no record order
landscape({ name: 'orders', records: { other }, systems: { bound } })
// @ts-expect-error  this binding is not of the record order
landscape({ name: 'orders', records: { order }, systems: { misbound } })
// @ts-expect-error  'EnvName' is not assignable to type 'string'
landscape({ name: env('NAME'), records: { order }, systems: { bound } })
