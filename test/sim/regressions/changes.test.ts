/** Changes that come at the same time, twice, again and again, and by clocks that differ. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Position } from '../../../runtime/ports.ts'
import { project } from '../../emit/project.ts'
import { Orders } from './orders.ts'

const user = project()
afterAll(user.remove)

const noon = Date.UTC(2026, 0, 1, 12)

test('equal timestamps losing a change', async () => {
  const orders = await Orders.of(user, 4, { detect: { EAM: { kind: 'updatedAt', column: 'updated', overlapMs: 0 } } })
  const at = "updated = '2026-01-01 12:00:00'"
  orders.edit('EAM', `title = 'first', ${at}`, '1')
  await orders.settle()
  orders.edit('EAM', `title = 'second', ${at}`, '2')
  orders.edit('EAM', `title = 'third', ${at}`, '3')
  await orders.settle()
  orders.edit('EAM', `title = 'again', ${at}`, '1')
  await orders.settle()
  expect(['1', '2', '3', '4'].map((number) => orders.row('ERP', number)!['title'])).toEqual(['again', 'second', 'third', 'order 4'])
})

test('latest picking a system instead of a row', async () => {
  const orders = await Orders.of(user, 2)
  orders.edit('EAM', "notes = 'EAM later'", '1', noon + 60_000)
  orders.edit('ERP', "notes = 'ERP earlier'", '1', noon)
  orders.edit('EAM', "notes = 'EAM earlier'", '2', noon)
  orders.edit('ERP', "notes = 'ERP later'", '2', noon + 60_000)
  // The last word of all is about another field.
  orders.edit('EAM', "title = 'last'", '2', noon + 120_000)
  await orders.settle()
  expect([orders.held('notes', '1'), orders.held('notes', '2')]).toEqual([
    ['EAM later', 'EAM later'],
    ['ERP later', 'ERP later'],
  ])
  expect([await orders.lost('1'), await orders.lost('2')]).toEqual([
    [['bothChanged', 'ERP', ['ERP earlier']]],
    [['bothChanged', 'EAM', ['EAM earlier']]],
  ])
})

describe('three systems with three clocks', () => {
  const systems = ['EAM', 'ERP', 'CRM']
  /** Each is within the tolerance of a second of the next, and the first is not of the last: "later, unless too close" would go in a circle. */
  const times = { EAM: noon + 400, ERP: noon + 1_200, CRM: noon + 2_000 }
  const orderings = systems.flatMap((a) => systems.filter((b) => b !== a).map((b) => [a, b, systems.find((c) => c !== a && c !== b)!]))
  let orders: Orders
  beforeAll(async () => {
    orders = await Orders.of(user, orderings.length, { systems })
  })
  test.each(orderings.map((read, i) => [read.join(', '), read, String(i + 1)] as const))(
    'read in the order %s',
    async (_, read, number) => {
      for (const system of systems) orders.edit(system, `notes = 'of ${system}'`, number, times[system as keyof typeof times])
      for (const system of read) await orders.runWithout(...systems.filter((other) => other !== system))
      await orders.settle()
      expect(orders.held('notes', number)).toEqual(['of CRM', 'of CRM', 'of CRM'])
    },
  )
})

test('one key twice in a batch', async () => {
  const orders = await Orders.of(user, 2)
  orders.edit('EAM', "hours = '11.00'")
  orders.edit('EAM', "title = 'once', hours = '12.00'")
  orders.edit('EAM', "title = 'order 1'")
  orders.remove('EAM', '2')
  orders.enter('EAM', '2')
  orders.edit('EAM', "title = 'made anew'", '2')
  const deliveries: string[][] = []
  const open = orders.otherwise('ERP', (bound) => ({
    deliver: async (op, writes) => {
      deliveries.push(writes.map(({ key, kind }) => `${kind} ${key}`))
      return bound.deliver(op, writes)
    },
  }))
  await orders.files.run({ open })
  for (const keys of deliveries) expect(new Set(keys).size).toBe(keys.length)
  expect(deliveries.flat().sort()).toEqual(['update 1', 'update 2'])
  expect([orders.held('title'), orders.held('hours'), orders.held('title', '2')]).toEqual([
    ['order 1', 'order 1'],
    ['12.00', '12.00'],
    ['made anew', 'made anew'],
  ])
  expect((await orders.files.run()).moved).toBe(false)
})

test('a batch delivered seven times', async () => {
  const orders = await Orders.of(user, 3)
  orders.edit('EAM', "hours = '12.00'", '1')
  orders.edit('EAM', "title = 'pump'", '2')
  orders.remove('EAM', '3')
  orders.enter('EAM', '4')
  let start: Position | null = null
  let written = 0
  for (let i = 0; i < 7; i++) {
    const open = orders.otherwise('EAM', (bound) => ({
      changes: async (position, limit) => bound.changes((start ??= position), limit),
      forget: async () => {},
    }))
    written += (await orders.files.run({ open })).flows['orders']!.written
    if (i === 2) orders.edit('ERP', "hours = '15.00'")
  }
  expect(written).toBe(5)
  await orders.settle()
  expect([orders.held('hours'), orders.held('title', '2')]).toEqual([
    ['15.00', '15.00'],
    ['pump', 'pump'],
  ])
  expect([orders.numbers('EAM'), orders.numbers('ERP')]).toEqual([
    ['1', '2', '4'],
    ['1', '2', '4'],
  ])
})
