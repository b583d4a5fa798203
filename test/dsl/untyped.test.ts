import { describe, expect, test } from 'vitest'
import { field, landscape, record, sqlite, system, table } from 'thalweg'
import { data, type FlowData } from '../../dsl/data.ts'
import { orders, smallLandscape } from './small-landscape.ts'

type Untyped = { readonly [method: string]: (...args: readonly unknown[]) => Untyped } & { readonly [data]: FlowData }
const untyped = (value: unknown) => value as Untyped

describe('what dodged the types still becomes data, for the checker to judge', () => {
  const { flow, portfolio } = smallLandscape()
  const start = () => untyped(untyped({ flow })['flow']!('nonsense'))

  test('names that are not there', () => {
    const made = start()['twoWay']!('SAP', 'SAP')['owner']!('statu', 'SAP')['owner']!('statu', 'EAM')['creates']!(['x'])
    expect(made[data]).toMatchObject({
      record: 'nonsense',
      way: { kind: 'twoWay', systems: ['SAP', 'SAP'] },
      calls: [
        { call: 'owner', fields: ['statu'], system: 'SAP' },
        { call: 'owner', system: 'EAM' },
        { call: 'creates', by: ['x'] },
      ],
    })
    expect(portfolio({ made: made as never })[data].flows['made']).toBe(made[data])
  })

  test('options that are not there', () => {
    const made = start()['oneWay']!({ from: 'A' })['where']!({ a: 1 })
    expect(made[data]).toMatchObject({ way: { kind: 'oneWay', from: 'A', to: [] }, calls: [{ call: 'where', rows: { a: 1 } }] })
  })

  test('options cannot pass for the call itself', () => {
    const made = start()['twoWay']!()['review']!('state', { call: 'guard', at: 'elsewhere', team: 'a' })
    expect(made[data].calls[0]).toMatchObject({ call: 'review', team: 'a', at: { file: import.meta.filename } })
  })
})

describe('what the language did not make is refused with its place', () => {
  test('undefined, as modules that import each other give it', () => {
    expect(() => landscape({ name: 'x', records: { orders }, systems: { EAM: undefined as never } })).toThrow(
      'systems.EAM is undefined (do its modules import each other?): write system({ connector, holds })',
    )
    expect(() => table(undefined as never, 'orders')).toThrow('the record of table("orders") is undefined')
    expect(() => system({ connector: undefined as never, holds: {} })).toThrow('the connector of this system is undefined')
  })
  test('fields that are no schemas', () => {
    expect(() => record({ key: 'id', fields: { id: undefined } as never })).toThrow(
      'fields.id is undefined (do its modules import each other?): write a schema of zod 4, as in z.string()',
    )
    expect(() => record({ key: 'id', fields: { id: 5 } as never })).toThrow('fields.id is something else')
    expect(() => field.ref('orders', undefined as never)).toThrow('the schema given to field is undefined')
  })
  test('something else', () => {
    const holds = { orders: 'orders' as never }
    expect(() => system({ connector: sqlite({ file: 'a.db' }), holds })).toThrow(
      'holds.orders is something else: write table(…), entitySet(…), file(…) or custom(…)',
    )
    const { portfolio } = smallLandscape()
    expect(() => portfolio({ orders: 'orders' as never })).toThrow('portfolio.orders is something else: write flow("…").oneWay(')
  })
})
