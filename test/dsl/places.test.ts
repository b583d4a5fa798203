import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import {
  appendTo,
  dropTo,
  entitySet,
  env,
  field,
  file,
  folder,
  landscape,
  mariadb,
  odata,
  postgres,
  record,
  secret,
  sqlite,
  system,
  table,
} from 'thalweg'
import { data } from '../../dsl/data.ts'

const vendors = record({
  key: ['company', 'number'],
  fields: { company: z.string(), number: z.string(), state: field.status(['ON', 'OFF']) },
  groups: {},
})
const at = { file: import.meta.filename, line: expect.any(Number), column: expect.any(Number) }

test('a record keeps its key as a list and its schemas as they are', () => {
  const name = z.string()
  const made = record({ key: 'id', fields: { id: z.string(), name, unit: z.string() }, groups: { both: ['name', 'unit'] } })
  expect(made[data]).toMatchObject({ key: ['id'], groups: { both: ['name', 'unit'] }, at })
  expect(made[data].fields['name']!.schema).toBe(name)
  expect(vendors[data].key).toEqual(['company', 'number'])
  expect(vendors.key).toEqual(['company', 'number'])
})

describe('connectors', () => {
  test.each([
    [sqlite({ file: env('DB') }), 'readWrite', 'sql', { kind: 'sqlite', file: { env: 'DB' } }],
    [sqlite({ file: env('DB', { default: 'eam.db' }) }), 'readWrite', 'sql', { kind: 'sqlite', file: { env: 'DB', default: 'eam.db' } }],
    [postgres({ url: secret('URL'), schema: 'erp' }), 'readWrite', 'sql', { kind: 'postgres', url: { secret: 'URL' }, schema: 'erp' }],
    [mariadb({ url: secret('URL') }), 'readWrite', 'sql', { kind: 'mariadb', url: { secret: 'URL' } }],
    [
      odata({ url: env('URL'), token: secret('T'), pageSize: 50 }),
      'readWrite',
      'odata',
      { kind: 'odata', url: { env: 'URL' }, token: { secret: 'T' }, pageSize: 50 },
    ],
    [folder({ path: 'in' }), 'readOnly', 'file', { kind: 'folder', path: 'in' }],
    [
      folder({ path: 'in', settle: '10s', manifest: 'required' }),
      'readOnly',
      'file',
      { kind: 'folder', path: 'in', settle: '10s', manifest: 'required' },
    ],
    [dropTo({ path: 'out' }), 'copyOnly', 'file', { kind: 'dropTo', path: 'out' }],
    [appendTo({ path: 'out', rotate: '1d' }), 'appendOnly', 'file', { kind: 'appendTo', path: 'out', rotate: '1d' }],
  ])('%#', (connector, access, kind, held) => {
    expect(connector[data]).toStrictEqual(held)
    expect([connector.access, connector.kind]).toEqual([access, kind])
  })
})

test('a binding keeps its record, its name and its options, codecs as they are', () => {
  const codec = z.codec(z.string(), z.string(), { decode: (stored) => stored.trim(), encode: (value) => value })
  const options = {
    naming: 'snake_case',
    columns: { number: { column: 'no', codec }, state: { column: 's', values: { ON: 1, OFF: 0 } } },
    scope: { site: env('SITE') },
  } as const
  const bound = table(vendors, 'vendor', options)
  expect(bound[data]).toMatchObject({ form: 'table', name: 'vendor', at })
  expect(bound[data].record).toBe(vendors[data])
  expect(bound[data].options).toEqual(options)
  expect(bound[data].options.columns?.['number']).toHaveProperty('codec', codec)
  expect(bound.kind).toBe('sql')
})

test('entity sets and files are bindings of their own form', () => {
  expect(entitySet(vendors, 'accounts')[data]).toMatchObject({ form: 'entitySet', name: 'accounts', options: {} })
  expect(file(vendors, 'vendors', { format: { csv: { header: true } } })[data]).toMatchObject({
    form: 'file',
    options: { format: { csv: { header: true } } },
  })
})

test('a system has the access of its connector, unless it only takes copies', () => {
  const holds = { vendors: table(vendors, 'vendor') }
  const place = sqlite({ file: 'a.db' })
  const plain = system({ connector: place, holds, clockTolerance: '2s', calendar: 'TARGET' })
  expect(plain[data]).toEqual({
    connector: place[data],
    access: 'readWrite',
    holds: { vendors: holds.vendors[data] },
    clockTolerance: '2s',
    calendar: 'TARGET',
    at,
  })
  expect(system({ connector: place, holds, copyOnly: true })).toMatchObject({ access: 'copyOnly', [data]: { access: 'copyOnly' } })
  expect(system({ connector: place, holds, copyOnly: false })).toMatchObject({ access: 'readWrite', [data]: { access: 'readWrite' } })
})

test('a landscape keeps its systems in the order of their declaration', () => {
  const place = (name: string) => system({ connector: sqlite({ file: name }), holds: { vendors: table(vendors, 'vendor') } })
  const { portfolio } = landscape({ name: 'order', records: { vendors }, systems: { Z: place('z'), A: place('a'), M: place('m') } })
  const { landscape: held, ...put } = portfolio({})[data]
  expect(held).toMatchObject({ name: 'order', records: { vendors: vendors[data] }, at })
  expect(Object.keys(held.systems)).toEqual(['Z', 'A', 'M'])
  expect(put).toMatchObject({ flows: {}, at })
})
