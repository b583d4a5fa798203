/** Rows that are made, go away, and must not come back by themselves. */
import { afterAll, describe, expect, test } from 'vitest'
import { hookedOpener } from '../../runtime/failpoints.ts'
import { project } from '../../emit/project.ts'
import { Orders } from './orders.ts'

const user = project()
afterAll(user.remove)

describe('delete against update in both orders', () => {
  const notes = 'ERP goes on'
  test.each([
    { againstUpdate: 'deleteWins', read: ['EAM', 'ERP'], conflict: 'updateDelete', stands: undefined, audited: notes },
    { againstUpdate: 'deleteWins', read: ['ERP', 'EAM'], conflict: 'deleteUpdate', stands: undefined, audited: notes },
    { againstUpdate: 'updateWins', read: ['EAM', 'ERP'], conflict: 'updateDelete', stands: notes, audited: 'the record lives again' },
    { againstUpdate: 'updateWins', read: ['ERP', 'EAM'], conflict: 'deleteUpdate', stands: notes, audited: 'the row is restored' },
  ] as const)('$againstUpdate, seen in the order $read', async ({ againstUpdate, read, conflict, stands, audited }) => {
    const orders = await Orders.of(user, 1, { life: { againstUpdate } })
    orders.remove('EAM')
    orders.edit('ERP', `notes = '${notes}'`)
    for (const system of read) await orders.runWithout(read.find((other) => other !== system)!)
    await orders.settle()
    expect(orders.held('notes')).toEqual([stands, stands])
    expect(await orders.files.conflicts()).toEqual({ [conflict]: 1 })
    expect(JSON.stringify(await orders.files.audit('orders', '1'))).toContain(audited)
  })
})

test('resurrection after a 404', async () => {
  const orders = await Orders.of(user, 2, { life: { deletes: ['EAM', 'ERP'] } })
  orders.edit('EAM', "title = 'pump'")
  let deleted = false
  const open = hookedOpener(orders.files.open, (boundary) => {
    if (boundary !== 'before ERP.deliver' || deleted) return
    deleted = true
    orders.remove('ERP')
  })
  await orders.files.run({ open })
  await orders.settle()
  expect([orders.numbers('EAM'), orders.numbers('ERP')]).toEqual([['2'], ['2']])
  expect(await orders.files.reviews()).toEqual([])
  expect(JSON.stringify(await orders.files.audit('orders', '1'))).toContain('pump')
})

test('lost answer after create', async () => {
  const orders = await Orders.of(user, 0, { numbersRows: 'ERP' })
  orders.enter('EAM', '1', '2')
  const open = orders.otherwise('ERP', (bound) => ({
    deliver: async (op, writes) => {
      await bound.deliver(op, writes)
      return { outcome: 'uncertain', detail: 'the connection was cut' }
    },
  }))
  await orders.files.run({ open })
  // Before anybody asks what became of them, somebody goes on with one of the new rows, and gives the other a number of his own.
  orders.edit('ERP', "code = 'C1'")
  orders.edit('ERP', "number = 'mine'", '2')
  orders.files.later += 3_600_000
  await orders.settle()
  expect(orders.files.rows('ERP', 'SELECT id, number, code FROM orders ORDER BY id')).toEqual([
    { id: 1, number: '1', code: 'C1' },
    { id: 2, number: '2', code: null },
  ])
  expect(orders.held('code')).toEqual(['C1', 'C1'])
})

test('false mass delete', async () => {
  const orders = await Orders.of(user, 20, { detect: { EAM: { kind: 'snapshot' } } })
  // A nightly load empties the table first, and fails.
  orders.files.sql('EAM', 'CREATE TABLE loaded AS SELECT * FROM orders', 'DELETE FROM orders')
  const { capped } = await orders.files.run()
  expect(capped).toEqual([{ flow: 'orders', wanted: 20, done: 0, cap: 1 }])
  expect(orders.numbers('ERP')).toHaveLength(20)
  orders.files.sql('EAM', 'INSERT INTO orders SELECT * FROM loaded')
  orders.edit('EAM', "title = 'pump'")
  expect((await orders.files.run()).capped).toEqual([])
  await orders.settle()
  expect([orders.numbers('ERP').length, orders.row('ERP')!['title']]).toEqual([20, 'pump'])
})

describe('a record that left the filter', () => {
  const at = { file: 'flows.ts', line: 1, column: 1 }
  test.each(['delete', 'keep'] as const)('%s', async (whenRowLeaves) => {
    const orders = await Orders.before(user, 2, { where: { rows: { remark: 'open' }, whenRowLeaves, at } })
    orders.files.sql('EAM', "UPDATE orders SET remark = 'open'")
    await orders.files.start()
    expect(orders.numbers('ERP')).toEqual(['1', '2'])
    orders.edit('EAM', "remark = 'closed', title = 'not carried'")
    await orders.settle()
    expect(orders.held('title')).toEqual(['not carried', whenRowLeaves === 'delete' ? undefined : 'order 1'])
    // It was nobody's delete: the source keeps its row, and brings it again once it belongs.
    orders.edit('EAM', "remark = 'open', title = 'back'")
    await orders.settle()
    expect([orders.held('title'), orders.numbers('ERP')]).toEqual([
      ['back', 'back'],
      ['1', '2'],
    ])
  })
})
