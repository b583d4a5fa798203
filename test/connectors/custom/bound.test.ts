/** What stands between the engine and a connector: pages, rows, columns that the binding names besides. */
import { describe, expect, test } from 'vitest'
import { openCustom } from '../../../runtime/connectors/custom/index.ts'
import type { Rows } from '../../../runtime/connectors/custom/definition.ts'
import type { CustomAdapter } from '../../../runtime/door.ts'
import { boolean, decimal, integer, json, key, nullable, stored, text } from '../../../runtime/index.ts'
import type { Bound, Write } from '../../../runtime/ports.ts'
import { connectorTo, optionsFor, Service } from './memory.ts'

const column = (field: string) => ({ field, column: field, param: field })
const adapter: CustomAdapter = {
  system: 'CRM',
  form: 'custom',
  place: 'accounts',
  key: [key({ field: 'number', column: 'number', type: text() })],
  fields: [
    stored({ ...column('name'), type: text() }),
    stored({ ...column('phone'), type: nullable(text()) }),
    stored({ ...column('size'), type: integer() }),
    stored({ ...column('limit'), type: decimal({ precision: 9, scale: 2 }) }),
    stored({ ...column('blocked'), type: boolean() }),
    stored({ ...column('tags'), type: json<readonly string[]>({ collection: true, schema: {} }) }),
  ],
  detect: { kind: 'changes' },
  scope: [],
  deletes: true,
  writes: ['insert', 'update', 'delete'],
  within: [],
  constants: { onCreate: {}, always: {} },
}

const bound = async (
  service: Service,
  own: Partial<CustomAdapter> = {},
  wrong?: (right: Required<Rows>) => Partial<Rows>,
): Promise<Bound> => {
  const system = openCustom({
    name: 'CRM',
    definition: connectorTo(service, wrong),
    settings: { url: 'http://crm', token: 'open sesame' },
    env: { SITE: 'north' },
  })
  return system.bind({ ...adapter, ...own })
}
const filled = (rows = optionsFor(new Service()).rows): Service => {
  const service = new Service()
  for (const row of rows) service.put(row)
  return service
}
const write = (more: Partial<Write>): Write => ({
  key: 'C-9',
  kind: 'insert',
  units: [],
  values: [],
  expect: [],
  unmoved: [],
  seen: 0,
  ...more,
})

describe('pages', () => {
  const keys = (rows: readonly { readonly key: string }[]) => rows.map((row) => row.key)

  test('are as long as the engine asks, however short those of the service are', async () => {
    const service = filled()
    const short = await bound(service, {}, (right) => ({ list: async (from) => right.list(from, 2) }))
    const first = await short.page(null, 3)
    expect(keys(first)).toEqual(['C-1', 'C-2', 'C-3'])
    expect(keys(await short.page('C-3', 3))).toEqual(['C-4', 'C-5'])
    expect(await short.count()).toBe(5)
  })
  test('go on where two readings go on at once', async () => {
    const both = await bound(filled())
    const [a, b] = [await both.page(null, 2), await both.page(null, 3)]
    expect(keys(await both.page(a.at(-1)!.key, 2))).toEqual(['C-3', 'C-4'])
    expect(keys(await both.page(b.at(-1)!.key, 3))).toEqual(['C-4', 'C-5'])
  })
  test('start over after a key that nobody has stopped at', async () => {
    expect(keys(await (await bound(filled())).page('C-3', 2))).toEqual(['C-1', 'C-2'])
  })
  test('that come to no end are told', async () => {
    const endless = await bound(filled(), {}, (right) => ({ list: async () => ({ ...(await right.list(null, 2)), next: 'C-2' }) }))
    await expect(endless.page(null, 100)).rejects.toThrow('the connector of CRM gives no end of the pages of accounts')
    await expect(endless.count()).rejects.toThrow('gives no end')
  })
  test('with a column left out are refused, with what is there', async () => {
    const without = await bound(filled([{ number: 'C-1', name: 'One' }]))
    await expect(without.page(null, 10)).rejects.toMatchObject({
      message: 'a row of accounts of CRM has no column phone',
      wayOut: expect.stringContaining('its columns are number, name'),
    })
  })
})

describe('rows', () => {
  const values = ['One', null, 3, '12.50', 1, '["a","b"]']

  test('come as the engine keeps them, and go as the service has them', async () => {
    const service = new Service()
    const crm = await bound(service)
    const { answers } = (await crm.deliver(1, [write({ values })])) as { answers: readonly unknown[] }
    expect(service.rows.get('C-9')!.row).toEqual({
      number: 'C-9',
      name: 'One',
      phone: null,
      size: 3,
      limit: '12.50',
      blocked: true,
      tags: ['a', 'b'],
    })
    expect(answers).toMatchObject([{ outcome: 'done', image: { present: true, values } }])
    const update = write({ kind: 'update', values: [undefined, '1', undefined, undefined, 0], expect: values, units: [1, 4] })
    expect(await crm.deliver(2, [update])).toMatchObject({ outcome: 'answered', answers: [{ outcome: 'done' }] })
    expect(service.rows.get('C-9')!.row).toMatchObject({ name: 'One', phone: '1', blocked: false })
  })

  test('of a scope are the record’s, get what it says, and the constants', async () => {
    const [one, two] = optionsFor(new Service()).rows
    const service = filled([
      { ...one!, site: 'north', group: 'A' },
      { ...two!, site: 'south', group: 'A' },
    ])
    const north = await bound(service, {
      scope: [{ param: 'scope_0', value: { env: 'SITE' } }],
      within: [
        { column: 'site', is: { param: 'scope_0' } },
        { column: 'group', is: 'A' },
      ],
      constants: { onCreate: { source: 'thalweg' }, always: { touched: true } },
    })
    expect((await north.page(null, 10)).map((row) => row.key)).toEqual(['C-1'])
    expect((await north.look([{ key: 'C-2', seen: 0 }]))[0]).toMatchObject({ present: false })
    await north.deliver(1, [write({ values })])
    expect(service.rows.get('C-9')!.row).toMatchObject({ site: 'north', group: 'A', source: 'thalweg', touched: true })
    await north.deliver(2, [
      write({ key: 'C-1', kind: 'update', values: ['Uno'], expect: (await north.look([{ key: 'C-1', seen: 0 }]))[0]!.values }),
    ])
    expect(service.rows.get('C-1')!.row).toMatchObject({ name: 'Uno', touched: true })
    expect(service.rows.get('C-1')!.row).not.toHaveProperty('source')
  })

  test('of a filter are told by what they mean, however the service spells it', async () => {
    const rows = optionsFor(new Service()).rows.map((row) => ({ ...row, limit: Number(row['limit']) }))
    const some = await bound(filled(rows), { filter: { limit: '12.5', phone: null } })
    expect((await some.page(null, 10)).map((row) => row.key)).toEqual(['C-2', 'C-3', 'C-4'])
    expect((await some.look([{ key: 'C-5', seen: 0 }]))[0]).toMatchObject({ present: false, left: true })
  })
})

test.each([1, 3])('as many looks are under way as the connector allows: %i', async (atOnce) => {
  let [now, most] = [0, 0]
  const definition = connectorTo(filled(), (right) => ({
    get: async (row) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 2))
      now--
      return right.get(row)
    },
  }))
  const system = openCustom({ name: 'CRM', definition: { ...definition, atOnce }, settings: {}, env: {} })
  const keys = ['C-5', 'C-1', 'C-9', 'C-3', 'C-2']
  const images = await (await system.bind(adapter)).look(keys.map((each) => ({ key: each, seen: 0 })))
  expect(images.map(({ present, values }) => (present ? values[0] : null))).toEqual([
    'Name of C-5',
    'Name of C-1',
    null,
    'Name of C-3',
    'Name of C-2',
  ])
  expect(most).toBe(atOnce)
})

test('a method that a flow needs and a connector lacks is named', async () => {
  const none = await bound(filled(), {}, () => ({ create: undefined, changes: undefined }) as unknown as Partial<Rows>)
  await expect(none.deliver(1, [write({ values: ['One', null, 3, '1.00', 1, '[]'] })])).rejects.toThrow(
    'the connector of CRM has no create',
  )
  await expect(none.head()).rejects.toThrow('the connector of CRM has no changes')
})
