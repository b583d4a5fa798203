/** What is no edit, and what is one though it looks like none. */
import { afterAll, expect, test } from 'vitest'
import { project } from '../../emit/project.ts'
import { Orders } from './orders.ts'

const user = project()
afterAll(user.remove)

/** ERP makes something else of a column, whoever writes it. */
const rewrites = (column: string, as: string) =>
  ['INSERT', 'UPDATE'].map(
    (act) =>
      `CREATE TRIGGER on_${act} AFTER ${act} ON orders WHEN NEW.${column} IS NOT ${as}
       BEGIN UPDATE orders SET ${column} = ${as} WHERE number = NEW.number; END`,
  )

test('trimmed whitespace loops', async () => {
  const orders = await Orders.of(user, 1, { sql: { ERP: rewrites('title', 'trim(NEW.title)') } })
  orders.edit('EAM', "title = 'pump  '")
  expect((await orders.files.run()).flows['orders']).toEqual({ written: 1, failed: 0 })
  orders.edit('ERP', "code = 'C1'")
  await orders.settle()
  expect([orders.held('title'), orders.held('code')]).toEqual([
    ['pump  ', 'pump'],
    ['C1', 'C1'],
  ])
  expect(await orders.files.conflicts()).toEqual({})
})

test('time-zone form rewriting', async () => {
  const local = `strftime('%Y-%m-%dT%H:%M:%S+02:00', NEW.due, '+2 hours')`
  const rewriting = rewrites('due', local).map((trigger) => trigger.replace('WHEN NEW.due', "WHEN NEW.due LIKE '%Z' AND NEW.due"))
  const orders = await Orders.of(user, 1, { sql: { ERP: rewriting } })
  orders.edit('EAM', "due = '2026-07-01T08:00:00Z'")
  expect((await orders.files.run()).flows['orders']).toEqual({ written: 1, failed: 0 })
  const both = ['2026-07-01T08:00:00Z', '2026-07-01T10:00:00+02:00']
  expect(orders.held('due')).toEqual(both)
  expect((await orders.files.run()).moved).toBe(false)
  // A job of each side writes the same moment in yet another form.
  orders.edit('EAM', "due = '2026-07-01T04:00:00-04:00'")
  orders.edit('ERP', "due = '2026-07-01T13:30:00+05:30'")
  expect((await orders.files.run()).flows['orders']).toEqual({ written: 0, failed: 0 })
  expect(orders.held('due')).toEqual(['2026-07-01T04:00:00-04:00', '2026-07-01T13:30:00+05:30'])
  expect(await orders.files.conflicts()).toEqual({})
  orders.edit('EAM', "due = '2026-07-01T04:00:00-05:00'")
  await orders.settle()
  expect(Date.parse(String(orders.held('due')[1]))).toBe(Date.parse('2026-07-01T09:00:00Z'))
})

test('a touched record without mapped change', async () => {
  const orders = await Orders.of(user, 2)
  const audited = async () => (await orders.files.audit('orders', '1')).length
  const before = await audited()
  orders.edit('EAM', "internal = 'seen', title = title")
  orders.edit('ERP', "internal = 'printed'")
  expect((await orders.files.run()).flows['orders']).toEqual({ written: 0, failed: 0 })
  expect(await audited()).toBe(before)
  // Nor does a touch make the older value the latest that EAM still holds.
  orders.edit('ERP', "notes = 'written'", '2')
  await orders.runWithout('EAM')
  orders.edit('EAM', "internal = 'seen', notes = notes", '2', Date.now() + 60_000)
  await orders.settle()
  expect(orders.held('notes', '2')).toEqual(['written', 'written'])
  expect(await orders.files.conflicts()).toEqual({})
})

test("the integration user's own edits", async () => {
  // What ERP does by itself in answer to our write is done in our session and in our transaction.
  const renaming = `CREATE TRIGGER renames AFTER UPDATE OF title ON orders BEGIN UPDATE orders SET code = 'C-' || NEW.title WHERE number = NEW.number; END`
  const numbering = `CREATE TRIGGER gives_codes AFTER INSERT ON orders BEGIN UPDATE orders SET code = 'C-' || NEW.number WHERE number = NEW.number; END`
  const orders = await Orders.of(user, 1, { sql: { ERP: [renaming, numbering] } })
  expect(orders.held('code')).toEqual(['C-1', 'C-1'])
  orders.edit('EAM', "title = 'pump'")
  await orders.settle()
  expect(orders.held('code')).toEqual(['C-pump', 'C-pump'])
  expect(await orders.files.conflicts()).toEqual({})
})

test('null, absent, blank', async () => {
  const asOracle = rewrites('remark', "nullif(NEW.remark, '')")
  const orders = await Orders.of(user, 1, {
    systems: ['EAM', 'ERP', 'CRM'],
    without: { CRM: ['remark', 'code'] },
    sql: { ERP: asOracle },
  })
  const held = () => orders.held('remark').slice(0, 2)
  orders.edit('EAM', "remark = 'careful'")
  await orders.settle()
  orders.edit('CRM', "notes = 'has no remarks'")
  await orders.settle()
  expect(held()).toEqual(['careful', 'careful'])
  orders.edit('EAM', "remark = ''")
  await orders.settle()
  expect(held()).toEqual(['', null])
  orders.edit('ERP', "code = ''")
  await orders.settle()
  expect([held(), orders.held('code').slice(0, 2)]).toEqual([
    ['', null],
    ['', ''],
  ])
  orders.edit('EAM', 'remark = NULL')
  orders.edit('ERP', 'code = NULL')
  await orders.settle()
  expect([held(), orders.held('code').slice(0, 2)]).toEqual([
    [null, null],
    [null, null],
  ])
  expect(await orders.files.conflicts()).toEqual({})
})
