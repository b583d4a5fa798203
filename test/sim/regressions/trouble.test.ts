/** Systems that refuse, die halfway, go back, or are not the ones they seem to be; and people who answer what is no longer asked. */
import { copyFileSync, rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { reconcile } from '../../../runtime/reconcile.ts'
import { hookedOpener } from '../../runtime/failpoints.ts'
import { project } from '../../emit/project.ts'
import { Orders } from './orders.ts'

const user = project()
afterAll(user.remove)

const hour = 3_600_000

test('one poison record of ten', async () => {
  const refuses = ['INSERT', 'UPDATE'].map(
    (act) =>
      `CREATE TRIGGER on_${act} BEFORE ${act} ON orders WHEN NEW.title = 'order 4' BEGIN SELECT RAISE(ABORT, 'no order may be called so'); END`,
  )
  const orders = await Orders.of(user, 10, { sql: { ERP: refuses } })
  expect(orders.numbers('ERP')).toEqual(['1', '2', '3', '5', '6', '7', '8', '9', '10'])
  const waiting = async () => (await orders.files.read(async (ledger) => ledger.read('orders', ['4'])))[0]!.s[1]!.dirty
  expect(await waiting()).toMatchObject({ reason: 'constraint', detail: expect.stringContaining('no order may be called so') })
  for (let number = 1; number <= 10; number++) orders.edit('EAM', "notes = 'again'", String(number))
  await orders.files.run()
  expect(orders.numbers('ERP')).toHaveLength(9)
  orders.edit('EAM', "title = 'mended'", '4')
  await orders.settle()
  expect([orders.numbers('ERP').length, orders.held('title', '4')]).toEqual([10, ['mended', 'mended']])
  expect(await waiting()).toBeNull()
})

test('a first load under heavy change with a restart in the middle', async () => {
  const orders = await Orders.before(user, 60)
  const limits = { batch: 5 }
  let step = 0
  /** At every boundary somebody does something, at both sides, in what is loaded and in what is not. */
  const users = () => {
    const n = step++
    const at = (from: number) => String(((n * 7 + from) % 60) + 1)
    if (n % 3 === 0) orders.edit('EAM', `title = 'edit ${n}'`, at(0))
    if (n % 3 === 1) orders.edit('ERP', `code = 'C${n}'`, at(31))
    if (n % 3 === 2) orders.edit('EAM', "hours = printf('%.2f', hours + 1)", at(17))
    if (n % 5 === 4) orders.enter('EAM', `new ${n}`)
    if (n === 6 || n === 20) orders.remove('EAM', String(n))
  }
  const died = new Error('the process died')
  const load = async (until: number) =>
    orders.files.run({
      limits,
      open: hookedOpener(orders.files.open, (boundary) => {
        if (step < 40) users()
        if (step >= until && boundary === 'after ERP.deliver') throw died
      }),
    })
  await orders.files.accept()
  await expect(load(15)).rejects.toThrow(died)
  expect(orders.numbers('ERP').length).toBeLessThan(60)
  await load(Infinity)
  orders.files.later += hour
  await orders.settle()
  const all = (system: string) => orders.files.rows(system, 'SELECT number, title, code, hours FROM orders ORDER BY number')
  expect(all('ERP')).toEqual(all('EAM'))
  expect(orders.numbers('ERP')).not.toContain('6')
  expect((await orders.files.with(async (engine) => reconcile(engine, 'orders'))).drift).toBe(0)
})

test('a system restored from backup', async () => {
  const orders = await Orders.of(user, 3)
  const [file, backup] = [orders.files.file('ERP'), `${orders.files.file('ERP')}.backup`]
  copyFileSync(file, backup)
  orders.edit('EAM', "title = 'since the backup'")
  orders.enter('EAM', '4')
  await orders.settle()
  rmSync(file)
  copyFileSync(backup, file)
  expect(await orders.files.with(async (engine) => engine.mismatches())).toEqual([{ system: 'ERP', code: 'systemBehind' }])
  // A person says that it is meant: what it lacks is brought, and nobody is taken to have deleted or edited anything there.
  await orders.files.accept()
  await orders.settle()
  expect([orders.held('title'), orders.numbers('EAM'), orders.numbers('ERP')]).toEqual([
    ['since the backup', 'since the backup'],
    ['1', '2', '3', '4'],
    ['1', '2', '3', '4'],
  ])
})

test('a test copy of production', async () => {
  const orders = await Orders.of(user, 3)
  const { files } = orders
  // The databases are copied and a hub is set up beside them: they still say to which ledger they belong.
  const production = `${files.ledger}.production`
  copyFileSync(files.ledger, production)
  rmSync(files.ledger)
  orders.edit('EAM', "title = 'only a test'")
  const stop = new AbortController()
  await files.with(async (engine) =>
    engine.watch(stop.signal, ({ mismatches }) => {
      expect(mismatches.map(({ system, code }) => `${system} ${code}`)).toEqual(['EAM otherLedger', 'ERP otherLedger'])
      stop.abort()
    }),
  )
  expect(stop.signal.aborted).toBe(true)
  expect(orders.held('title')).toEqual(['only a test', 'order 1'])
  rmSync(files.ledger)
  copyFileSync(production, files.ledger)
  expect(await files.with(async (engine) => engine.mismatches())).toEqual([])
})

test('an approval for an amount that has changed', async () => {
  const orders = await Orders.of(user, 2, { approves: true })
  orders.edit('EAM', "amount = '250.00'")
  orders.edit('ERP', "code = 'APPROVED'")
  orders.edit('ERP', "code = 'APPROVED'", '2')
  await orders.settle()
  expect([orders.held('amount'), orders.held('code'), orders.held('code', '2')]).toEqual([
    ['250.00', '250.00'],
    [null, 'APPROVED'],
    ['APPROVED', 'APPROVED'],
  ])
  expect(await orders.lost()).toEqual([['staleAnswer', 'ERP', ['APPROVED']]])
  expect(await orders.files.reviews()).toMatchObject([{ key: '1', unit: 'code', conflict: 'staleAnswer', system: 'ERP' }])
})
